// Runs one benchmark: `node bench/lib/main.mjs FILE`, called by `cargo xtask bench`.
//
// A benchmark is a file of `bench/` that exports `title` and `run(bench)`, which returns rows
// `{ name, value, unit, target?, samples? }`. `bench` gives it servers, browsers and samples; see below.
import { cpus, loadavg, platform, totalmem } from "node:os";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "@playwright/test";
import { Device, LAUNCH } from "../../lib/browser.mjs";
import { Server } from "../../lib/server.mjs";
import { median } from "./stats.mjs";

/** What a benchmark may use; all of it is cleaned up at the end. */
class Bench {
  #cleanup = [];

  /** A server with a generated workspace, and its sign-in. */
  async demo(size) {
    const server = await Server.create();
    this.#cleanup.push(() => server.remove());
    const signIn = await server.demo(size);
    await server.start();
    return { server, signIn };
  }

  /** A server with an empty workspace. */
  async empty() {
    const server = await Server.withWorkspace();
    this.#cleanup.push(() => server.remove());
    return server;
  }

  /** A browser whose profile outlives it. */
  async device(options = {}) {
    const device = await Device.create({ viewport: { width: 1440, height: 900 }, ...options });
    this.#cleanup.push(() => device.remove());
    return device;
  }

  /** A browser without a profile. */
  async browser() {
    const browser = await chromium.launch(LAUNCH);
    this.#cleanup.push(() => browser.close());
    return browser;
  }

  /** Results of `count` runs, after one that does not count. */
  async samples(count, run) {
    await run(-1);
    const samples = [];
    for (let index = 0; index < count; index += 1) samples.push(await run(index));
    return samples;
  }

  /** A row of the median of samples. */
  row(name, unit, samples, target) {
    return { name, value: median(samples), unit, target, samples };
  }

  /** Does something at the end, whatever happens before. */
  onEnd(step) {
    this.#cleanup.push(step);
  }

  /** Cleans up now what was used so far. */
  async clean() {
    for (const step of this.#cleanup.splice(0).reverse()) await step().catch((error) => console.error(error.message));
  }
}

const shown = (value) => (Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 1));

function print(title, rows, load) {
  const lines = rows.map(({ name, value, unit, target, samples = [] }) => {
    const spread = samples.length > 1 ? `${shown(Math.min(...samples))}–${shown(Math.max(...samples))}` : "";
    const verdict = target === undefined ? "" : value <= target ? `≤ ${target} ok` : `> ${target} MISSED`;
    return [name, `${shown(value)} ${unit}`, spread, verdict];
  });
  const widths = [0, 1, 2, 3].map((column) => Math.max(...lines.map((line) => line[column].length)));
  console.log(`\n${title}  (load ${load.map((figure) => figure.toFixed(1)).join(" → ")})`);
  for (const [name, value, spread, verdict] of lines) {
    console.log(`  ${name.padEnd(widths[0])}  ${value.padStart(widths[1])}  ${spread.padStart(widths[2])}  ${verdict}`);
  }
}

async function main(file) {
  const { title, run } = await import(pathToFileURL(resolve(file)).href);
  const bench = new Bench();
  const before = loadavg()[0];
  try {
    const rows = await run(bench);
    const load = [before, loadavg()[0]];
    print(title, rows, load);
    await write({ title, rows, load });
  } finally {
    await bench.clean();
  }
}

async function write(result) {
  const out = process.env.BENCH_OUT;
  if (!out) return;
  const machine = { cpu: cpus()[0]?.model, cores: cpus().length, memory: totalmem(), platform: platform(), node: process.version };
  const name = process.env.BENCH_NAME;
  const commit = process.env.BENCH_COMMIT;
  await mkdir(dirname(out), { recursive: true });
  await writeFile(out, `${JSON.stringify({ name, commit, date: new Date().toISOString(), machine, ...result }, null, 2)}\n`);
}

if (process.argv[2]) await main(process.argv[2]);
