// The replica with a large book of business: how soon it is here, how soon it opens again, how soon
// an edit is safe, how soon a question is answered. Figures are the app's own user timings.
import { ready, signIn, synced, visit } from "../lib/app.mjs";
import { percentile } from "./lib/stats.mjs";

export const title = "Replica, 100,000 records";

/** User timings of a name, oldest first. */
const timings = (page, name) =>
  page.evaluate((name) => performance.getEntriesByName(name, "measure").map(({ startTime, duration }) => ({ startTime, duration })), name);

/** Waits for a user timing and gives its duration. */
async function timing(page, name, count = 1) {
  await page.waitForFunction(([name, count]) => performance.getEntriesByName(name, "measure").length >= count, [name, count], { timeout: 120_000 });
  return (await timings(page, name)).at(-1).duration;
}

async function bootstrap(bench, server, person) {
  const device = await bench.device();
  const page = await device.open();
  await signIn(page, server, person, "/contacts");
  const took = await timing(page, "sync.bootstrap");
  return { device, page, took };
}

/** Edits a note's text again and again; each until it is durable. */
async function edits(page, count) {
  const box = page.getByRole("textbox", { name: /Note|What should be remembered/ }).first();
  const save = page.getByRole("button", { name: "Save note" });
  for (let index = 0; index < count; index += 1) {
    await box.fill(`Note ${index}`);
    await save.click();
    await timing(page, "write.durable", index + 1);
  }
  return (await timings(page, "write.durable")).map(({ duration }) => duration);
}

/** Time from a key press until the palette shows other results, as the search measures itself. */
async function keystrokes(page, words) {
  await page.keyboard.press("Control+k");
  const input = page.getByRole("dialog").getByRole("combobox");
  for (const word of words) {
    await input.fill("");
    await input.pressSequentially(word, { delay: 60 });
  }
  await page.keyboard.press("Escape");
  return (await timings(page, "search.run")).map(({ duration }) => duration);
}

/** Times of filter and sort over the list of contacts. */
async function lists(page, server) {
  const found = [];
  for (const query of ["?sort=name", "?sort=-email", "?filter=title:contains:manager&sort=name", "?sort=title&filter=email:contains:example"]) {
    await visit(page, server, `/contacts${query}`);
    await timing(page, "replica.ready");
    await page.waitForFunction(() => performance.getEntriesByName("query.run", "measure").length > 0);
    found.push((await timings(page, "query.run")).at(-1).duration);
  }
  return found;
}

/** The longest frames while a deal is carried across the board, in milliseconds. */
async function dragging(page, server) {
  await visit(page, server, "/pipeline");
  await timing(page, "replica.ready");
  const card = page.getByRole("list").nth(0).getByRole("listitem").first();
  const from = await card.boundingBox();
  await page.evaluate(() => {
    globalThis.frames_ = [];
    let last = performance.now();
    const tick = (now) => {
      globalThis.frames_.push(now - last);
      last = now;
      globalThis.raf_ = requestAnimationFrame(tick);
    };
    globalThis.raf_ = requestAnimationFrame(tick);
  });
  await page.mouse.move(from.x + 60, from.y + 20);
  await page.mouse.down();
  for (let step = 1; step <= 60; step += 1) await page.mouse.move(from.x + 60 + step * 8, from.y + 20 + (step % 7) * 6);
  await page.mouse.up();
  await page.waitForTimeout(300);
  return page.evaluate(() => {
    cancelAnimationFrame(globalThis.raf_);
    return globalThis.frames_.slice(1);
  });
}

export async function run(bench) {
  const { server, signIn: person } = await bench.demo(process.env.BENCH_SIZE ?? "100k");
  const firsts = [];
  let last;
  for (let index = 0; index < 5; index += 1) {
    await last?.device.remove();
    last = await bootstrap(bench, server, person);
    firsts.push(last.took);
  }
  const { device } = last;
  await synced(last.page);

  const [opens, readies, boards] = [[], [], []];
  for (let index = 0; index < 5; index += 1) {
    await device.close();
    const page = await device.open();
    await visit(page, server, "/contacts");
    opens.push(await timing(page, "replica.open"));
    readies.push(await timing(page, "replica.ready"));
  }
  for (let index = 0; index < 5; index += 1) {
    await device.close();
    const page = await device.open();
    await visit(page, server, "/pipeline");
    boards.push(await timing(page, "replica.open"));
    await timing(page, "replica.ready");
  }
  const page = device.page;
  const queries = await lists(page, server);
  const searches = await keystrokes(page, ["anders", "managr", "bicycle", "renewal", "smit"]);
  const frames = await dragging(page, server);
  await visit(page, server, "/contacts");
  await ready(page);
  await page.getByRole("grid").getByRole("row").nth(1).click();
  await page.keyboard.press("Enter");
  const writes = await edits(page, 40);
  const heap = await page.evaluate(() => performance.memory.usedJSHeapSize / 1e6);

  return [
    bench.row("first sync, durable and queryable", "ms", firsts, 10_000),
    bench.row("cold reopen, first list", "ms", opens, 500),
    bench.row("cold reopen, all queryable", "ms", readies, 1500),
    bench.row("cold reopen, board of 8,800 deals", "ms", boards, 800),
    { name: "edit to durable, p95", value: percentile(writes, 95), unit: "ms", target: 15, samples: writes },
    bench.row("edit to durable, median", "ms", writes),
    { name: "filter and sort of all contacts, worst", value: Math.max(...queries), unit: "ms", target: 100, samples: queries },
    { name: "search keystroke, p95", value: percentile(searches, 95), unit: "ms", target: 50, samples: searches },
    { name: "drag on the board, longest frame", value: Math.max(...frames), unit: "ms", target: 50, samples: frames },
    { name: "JavaScript heap after all that (without wasm memory)", value: heap, unit: "MB" },
  ];
}
