// The main screens of the demo workspace, for the README. File names end with size and theme: account-tablet-dark.webp.
import { test } from "@playwright/test";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Demo, SCREENS, settled } from "../lib/screens.mjs";

const OUT = process.env.SCREENSHOTS_OUT ?? "../docs/screenshots";
const SHOWN = ["pipeline", "accounts-beside", "account", "knowledge-reader", "palette", "import-review", "attention"];

let demo: Demo;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  demo = await Demo.start();
  await mkdir(OUT, { recursive: true });
});

test.afterAll(() => demo.remove());

test("screens", async ({ page, context }, info) => {
  const desk = await context.newPage();
  await demo.enter(page);
  for (const [name, open] of SCREENS.filter(([name]) => SHOWN.includes(name))) {
    await open(page, demo);
    await settled(page);
    const picture = await webp(desk, await page.screenshot());
    await writeFile(join(OUT, `${name}-${info.project.name}.webp`), picture);
  }
});

/** A picture as WebP, a third of its size as PNG. The browser that has drawn it packs it, so that nothing else must. */
async function webp(page, png: Buffer) {
  const packed = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    const blob = await canvas.convertToBlob({ type: "image/webp", quality: 0.92 });
    const packed = new Uint8Array(await blob.arrayBuffer());
    return btoa(Array.from(packed, (byte) => String.fromCharCode(byte)).join(""));
  }, png.toString("base64"));
  return Buffer.from(packed, "base64");
}
