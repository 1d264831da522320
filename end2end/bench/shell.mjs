// How soon the shell stands: first visit over loopback, and every later one from the device alone.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

export const title = "Shell";

const READY = '[data-ready="true"]';

/** Milliseconds from the start of the navigation until the app says that it can be used. */
async function timed(page, url) {
  await page.goto(url);
  await page.waitForSelector(READY, { state: "attached" });
  return page.evaluate(() => performance.now());
}

export async function run(bench) {
  const server = await bench.empty();
  const browser = await bench.browser();
  const first = await bench.samples(5, async () => {
    const context = await browser.newContext();
    const time = await timed(await context.newPage(), server.url);
    await context.close();
    return time;
  });

  const device = await bench.device();
  const page = await device.open();
  await timed(page, server.url);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await server.kill();
  const offline = await bench.samples(5, async () => {
    await device.close();
    return timed(await device.open(), server.url);
  });

  const { shell } = JSON.parse(await readFile(join(process.env.SEXTANT_DIST ?? "../dist", "asset-manifest.json"), "utf8"));
  return [
    { name: "size, brotli", value: Math.round(shell / 1000), unit: "kB", target: 700 },
    bench.row("first visit", "ms", first),
    bench.row("browser started anew, server gone", "ms", offline, 500),
  ];
}
