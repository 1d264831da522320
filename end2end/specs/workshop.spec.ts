// The workshop: what configures, prices and writes documents loads when it is needed, and needs no network after that.
import { readFile } from "node:fs/promises";
import { kept, ready } from "../lib/app.mjs";
import { catalog, draft, quoteDocument } from "../lib/quotes.mjs";
import { expect, NETWORK, test } from "../lib/test.mjs";
import { ask, clickAtRandom, startWorkshop } from "../lib/workshop.mjs";

const GALLERY = "/settings/gallery";

/** What the device keeps for starts without a network. */
const keptFiles = (page) =>
  page.evaluate(async () => {
    const names = (await caches.keys()).filter((name) => name.startsWith("sextant-shell-"));
    const requests = await Promise.all(names.map(async (name) => (await caches.open(name)).keys()));
    return requests.flat().map(({ url }) => new URL(url).pathname);
  });

/** A file of the workspace. */
const source = (path) => readFile(new URL(`../../${path}`, import.meta.url), "utf8");

const count = (page) => page.getByRole("button", { name: "Count the racks" });
const said = (page) => page.getByRole("status", { name: "Worked out by the workshop" });

async function open(page, server, path = GALLERY) {
  await page.goto(server.url + path);
  await ready(page);
}

test.beforeEach(({ watched }) => watched.allow(NETWORK));

test("it loads when it is first asked, and not before", async ({ page, shared }) => {
  const fetched: string[] = [];
  // The service worker fetches it to keep it; the page must not.
  page.on("request", (request) => !request.serviceWorker() && fetched.push(new URL(request.url()).pathname));
  await open(page, shared);
  await kept(page);
  expect(page.workers()).toEqual([]);
  expect(fetched.filter((path) => /workshop|documents/.test(path))).toEqual([]);
  await count(page).click();
  await expect(said(page)).toHaveText("3 racks can be built.");
  expect(page.workers().map((worker) => new URL(worker.url()).pathname)).toEqual([expect.stringMatching(/^\/workshop-[0-9a-f]{16}\.js$/)]);
  const marks = await page.evaluate(() => performance.getEntriesByName("configure.click", "measure").map(({ duration }) => duration));
  expect(marks).toHaveLength(1);
  expect(marks[0]).toBeGreaterThan(0);
});

test("one that ends is replaced, and what was open is opened again", async ({ page, shared, watched }) => {
  await open(page, shared);
  await count(page).click();
  await expect(said(page)).toHaveText("3 racks can be built.");
  watched.allow(/a bug/);
  const workshop = page.workers().find((worker) => worker.url().includes("/workshop-"));
  await workshop.evaluate(() => void setTimeout(() => { throw new Error("a bug"); }));
  await expect(page.getByText("A calculation stopped by itself and can be started again.")).toBeVisible();
  expect(page.workers()).toEqual([]);
  await count(page).click();
  await expect.poll(() => page.workers().length).toBe(1);
  await expect(said(page)).toHaveText("3 racks can be built.");
});

test("where it cannot be loaded, that is said, and it works once it can", async ({ page, shared }) => {
  await page.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, "serviceWorker"));
  await open(page, shared);
  await page.context().setOffline(true);
  await count(page).click();
  await expect(said(page)).toHaveText("This part of Sextant is not on this device yet. Connect once, and it stays here.");
  await page.context().setOffline(false);
  await count(page).click();
  await expect(said(page)).toHaveText("3 racks can be built.");
});

test("kept in the background, it configures and writes a PDF without server and network", async ({ page, server, context }) => {
  await open(page, server);
  await kept(page);
  const files = await keptFiles(page);
  for (const part of [/^\/workshop-/, /^\/workshop_code-.*\.js$/, /\.wasm$/, /Inter-Regular/, /Inter-SemiBold/]) {
    expect(files.filter((path) => part.test(path)).length, String(part)).toBeGreaterThan(0);
  }
  await server.kill();
  await context.setOffline(true);
  await open(page, server);
  await count(page).click();
  await expect(said(page)).toHaveText("3 racks can be built.");

  await startWorkshop(page);
  const opened = await ask(page, { open_prices: { catalog: catalog(500) } });
  const priced = await ask(page, { price: { prices: opened.Ok.version, draft: draft(50, 500) } });
  expect(priced.Ok.quote.lines).toHaveLength(50);
  const written = await ask(page, { render: { document: quoteDocument(priced.Ok.quote) } });
  expect(written.Ok).toEqual({});
  expect(written.sizes[0]).toBeGreaterThan(20_000);
  console.log(`  50 lines: priced in ${priced.milliseconds.toFixed(1)} ms, PDF in ${written.milliseconds.toFixed(0)} ms with fetching the fonts`);
});

test("it writes the bytes that the server writes", async ({ page, shared }) => {
  await open(page, shared);
  await startWorkshop(page);
  // The native test of the workshop renders the same file.
  const fixture = JSON.parse(await source("app/workshop/tests/quote.json"));
  const written = await ask(page, { render: { document: fixture.document } });
  expect(written.hashes).toEqual([fixture.sha256]);
  const opened = await ask(page, { open_prices: { catalog: fixture.catalog } });
  const priced = await ask(page, { price: { prices: opened.Ok.version, draft: fixture.draft } });
  expect(priced.Ok.quote).toEqual(fixture.document.quote);
});

test("a product is configured at random without a wrong turn", async ({ page, shared }) => {
  await open(page, shared);
  await startWorkshop(page);
  const bicycle = await source("shared/product/demo/bicycle.json");
  const opened = await ask(page, { open_model: { source: bicycle } });
  expect(opened.Ok).toMatchObject({ back_end: "graph", fallback: null });
  const figures = await clickAtRandom(page, opened.Ok.hash, { sessions: 5, most: 40 });
  expect(figures.clicks.length).toBeGreaterThan(20);
  expect(figures.explanations.length).toBeGreaterThan(0);
});

test("bad questions are problems, and it lives on", async ({ page, shared }) => {
  await open(page, shared);
  await startWorkshop(page);
  const key = async (question) => (await ask(page, question)).Err.problems?.[0].message_key;
  expect(await key({ open_model: { source: "{" } })).toBe("problem-model-json");
  expect(await key({ unheard_of: {} })).toBe("problem-workshop-unreadable");
  const unknown = await ask(page, { click: { model: "unheard of", choices: {} } });
  expect(unknown.Err).toEqual({ not_open: "unheard of" });
  expect((await ask(page, { open_prices: { catalog: {} } })).Ok.problems).toEqual([]);
});
