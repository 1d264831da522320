// Sextant's replica against the engines that one could take instead, over the same rows, in turns, each on fresh
// profiles: see peers/README.md. BENCH_SIZES, BENCH_ROUNDS and BENCH_PEERS (names) choose less of it.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { disk, heap, watchWasm } from "./peers/machine.mjs";
import { median, percentile } from "./lib/stats.mjs";

export const title = "Replica against its peers, accounts of 12 fields";

const HERE = fileURLToPath(new URL("peers/", import.meta.url));
const SIZES = (process.env.BENCH_SIZES ?? "10000,100000").split(",").map(Number);
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 3);
const NAMES = (process.env.BENCH_PEERS ?? "sextant,pouchdb,rxdb,rxdb-strict,replicache,tinybase").split(",");
const WRITES = 20;

/** What is compared: what it is called, its unit, and how samples come to a figure. */
const ROWS = [
  ["first", "first sync, durable and queryable", "ms", median],
  ["made", "first device after a change of all chunks waits as much longer", "ms", median],
  ["change", "1,000 remote changes, durable and visible", "ms", median],
  ["write50", "local write until durable, median", "ms", median],
  ["write95", "local write until durable, p95", "ms", median],
  ["open", "cold reopen, first list", "ms", median],
  ["ready", "cold reopen, all rows readable", "ms", median],
  ["heap", "heap with all rows in hand (JavaScript and wasm)", "MB", median],
  ["process", "the page's own memory then", "MB", median],
  ["estimate", "IndexedDB by the browser's estimate", "MB", median],
  ["files", "IndexedDB on the disk", "MB", median],
  ["wire", "first sync on the wire", "MB", median],
  ["gzip", "first sync on the wire, answers compressed", "MB", median],
];

function install() {
  if (existsSync(`${HERE}node_modules/.package-lock.json`)) return;
  console.log("  fetching the peers from npm, once …");
  execFileSync("npm", ["ci", "--no-audit", "--no-fund", "--ignore-scripts"], { cwd: HERE, stdio: "inherit" });
}

async function start(name, size) {
  const { [name === "sextant" ? "Sextant" : "Peer"]: System } = await import(name === "sextant" ? "./peers/sextant.mjs" : "./peers/peer.mjs");
  return name === "sextant" ? System.start(size) : System.start(name, size);
}

/** Everything of one system once, on a fresh device. */
async function trial(bench, system) {
  const device = await bench.device({ prepare: (context) => context.addInitScript(watchWasm) });
  const found = { first: await system.firstSync(device) };
  if (system.made) found.made = system.made;
  const [wire, gzip] = [system.wire.up + system.wire.down, system.wire.up + system.wire.compressed()];
  found.wire = wire / 1e6;
  found.gzip = Math.min(gzip, wire) / 1e6;
  Object.assign(found, await disk(device, system.page));
  found.change = await system.catchUp();
  const writes = await system.writes(WRITES);
  found.write50 = median(writes);
  found.write95 = percentile(writes, 95);
  const { first, ready } = await system.reopen(device);
  Object.assign(found, { open: first, ready }, await heap(device, system.page));
  await device.remove();
  return found;
}

/** Rounds of all systems in turn; samples by system and row. */
async function rounds(bench, size) {
  const systems = [];
  for (const name of NAMES) {
    const system = await start(name, size).catch((error) => console.error(`  ${name}: ${error.message}`));
    if (!system) continue;
    systems.push(system);
    bench.onEnd(() => system.stop());
  }
  const samples = Object.fromEntries(systems.map(({ name }) => [name, {}]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const system of systems) {
      const begun = performance.now();
      try {
        for (const [row, value] of Object.entries(await trial(bench, system))) (samples[system.name][row] ??= []).push(value);
        console.log(`  ${size} rows, round ${round + 1}: ${system.name} ${((performance.now() - begun) / 1000).toFixed(0)} s, load ${loadavg()[0].toFixed(1)}`);
      } catch (error) {
        console.error(`  ${size} rows, round ${round + 1}: ${system.name} does not manage: ${error.message}`);
      }
    }
  }
  await bench.clean();
  return samples;
}

function table(size, samples) {
  const names = Object.keys(samples);
  const figure = (name, [row, , , come]) => (samples[name][row] ? come(samples[name][row]) : undefined);
  const shown = (value) => (value === undefined ? "–" : value.toFixed(value < 1 ? 2 : value < 10 ? 1 : 0));
  console.log(`\n${size} rows, median of ${ROUNDS}\n${"".padEnd(70)}${names.map((name) => name.padStart(18)).join("")}`);
  for (const row of ROWS) {
    const figures = names.map((name) => figure(name, row));
    const [own, ...others] = figures;
    const best = Math.min(...others.filter((value) => value !== undefined));
    const verdict = names[0] === "sextant" && own > best ? "  not ahead" : "";
    console.log(`${`${row[1]} (${row[2]})`.padEnd(70)}${figures.map((value) => shown(value).padStart(18)).join("")}${verdict}`);
  }
}

/** Rows for the common report: ours against the best of the others, then theirs. */
function report(bench, size, samples) {
  const { sextant = {}, ...others } = samples;
  return ROWS.flatMap(([row, what, unit, come]) => {
    const theirs = Object.entries(others).filter(([, found]) => found[row]);
    const best = theirs.length > 0 ? Math.min(...theirs.map(([, found]) => come(found[row]))) : undefined;
    const own = sextant[row] ? [bench.row(`${size}: ${what}`, unit, sextant[row], best)] : [];
    return [...own, ...theirs.map(([name, found]) => bench.row(`${size}: ${what}: ${name}`, unit, found[row]))];
  });
}

export async function run(bench) {
  install();
  const found = [];
  for (const size of SIZES) {
    const samples = await rounds(bench, size);
    table(size, samples);
    found.push(...report(bench, size, samples));
  }
  return found;
}
