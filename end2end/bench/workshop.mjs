// The workshop: how soon it is there, and how fast it configures, prices and writes. Milliseconds are those of the worker,
// reading the question and writing the reply included; browsers tell them in steps of a tenth.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { installed, ready } from "../lib/app.mjs";
import { catalog, draft, quoteDocument } from "../lib/quotes.mjs";
import { ask, clickAtRandom, startWorkshop } from "../lib/workshop.mjs";
import { median, percentile } from "./lib/stats.mjs";

export const title = "Workshop";

/** A model like a range of vehicles: 300 attributes, 1,300 options, 200,000 rows. */
async function vehicle() {
  const args = ["run", "--quiet", "--package", "sextant-product", "--example", "vehicle"];
  const { stdout } = await promisify(execFile)("cargo", args, { cwd: "..", maxBuffer: 1 << 28 });
  return stdout;
}

/** Asks, and fails with what the workshop says is wrong. */
async function answer(page, question) {
  const { Ok, Err, ...figures } = await ask(page, question);
  if (Err) throw new Error(JSON.stringify(Err).slice(0, 1000));
  return { answer: Ok, ...figures };
}

async function configuring(page, bench) {
  const source = await vehicle();
  const opens = await bench.samples(3, async (index) => {
    // Another name is another model, which is not open.
    await startWorkshop(page);
    const { answer: opened, milliseconds } = await answer(page, { open_model: { source: source.replace('"vehicle-1"', `"vehicle-${index}"`) } });
    return { ...opened.milliseconds, all: milliseconds, opened };
  });
  const { opened } = opens.at(-1);
  const figures = await clickAtRandom(page, opened.hash, { sessions: 10, most: 60 });
  const spread = (name, samples, target) => [
    { name: `${name}, p95`, value: percentile(samples, 95), unit: "ms", target, samples },
    { name: `${name}, median`, value: median(samples), unit: "ms" },
  ];
  return [
    { name: `vehicle model by ${opened.back_end}: source`, value: source.length / 1e6, unit: "MB" },
    bench.row("compile", "ms", opens.map(({ compile }) => compile), 1000),
    bench.row("read, check and hash the source", "ms", opens.map(({ read }) => read)),
    bench.row("make ready to name rules", "ms", opens.map(({ explainer }) => explainer)),
    bench.row("open, all of it", "ms", opens.map(({ all }) => all)),
    ...spread("click with every option's price", figures.clicks, 1),
    ...spread("of it the engine", figures.engine),
    ...spread("click, there and back", figures.there),
    ...spread("why not, with repairs", figures.explanations, 5),
  ];
}

async function quoting(page, bench) {
  const { answer: opened } = await answer(page, { open_prices: { catalog: catalog() } });
  const reprice = (lines) => answer(page, { price: { prices: opened.version, draft: draft(lines) } });
  const prices = await bench.samples(15, () => reprice(1000));
  const write = async (lines, count) => {
    const { answer: priced } = await reprice(lines);
    const document = quoteDocument(priced.quote);
    return (await bench.samples(count, () => answer(page, { render: { document } }))).map(({ milliseconds }) => milliseconds);
  };
  return [
    bench.row("1,000 lines repriced", "ms", prices.map(({ milliseconds }) => milliseconds), 50),
    bench.row("1,000 lines repriced, there and back", "ms", prices.map(({ there }) => there)),
    bench.row("PDF of 50 lines", "ms", await write(50, 9), 300),
    bench.row("PDF of 1,000 lines", "ms", await write(1000, 5), 3000),
  ];
}

/** From asking a worker that is not there to its answer, the browser having compiled it before or not. */
async function starting(page, bench) {
  return bench.samples(5, async () => {
    await page.reload();
    await ready(page);
    await startWorkshop(page);
    return (await answer(page, { open_prices: { catalog: {} } })).there;
  });
}

export async function run(bench) {
  const server = await bench.empty();
  const page = await (await bench.device()).open();
  await page.goto(server.url);
  await ready(page);
  await installed(page);
  await page.waitForSelector("[data-kept=all]", { state: "attached" });
  const starts = await starting(page, bench);
  const { workshop } = JSON.parse(await readFile(join(process.env.SEXTANT_DIST ?? "../dist", "asset-manifest.json"), "utf8"));
  return [
    { name: "size, brotli", value: Math.round(workshop / 1000), unit: "kB" },
    bench.row("start to first answer, kept on the device", "ms", starts),
    ...(await quoting(page, bench)),
    ...(await configuring(page, bench)),
  ];
}
