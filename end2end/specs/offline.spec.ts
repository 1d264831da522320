// The promise: a day's work without server and network, the browser closed and opened in between,
// and everything at the others' within two seconds of coming back, each change exactly once.
import { readFile } from "node:fs/promises";
import { create, editField, find, go, installed, ready, rest, signIn, sync, synced, visit } from "../lib/app.mjs";
import { expect, NETWORK, OWNER, test } from "../lib/test.mjs";
import { storedRecords } from "../lib/replica.mjs";
import { post } from "../lib/rest.mjs";

// What would be lost once is lost: there is no second try.
test.describe.configure({ retries: 0 });

const COLLEAGUE = { email: "colleague@example.com", name: "Carl Colleague", role: "admin", password: "a colleague's long password" };

/** A workspace with a deal, a contact and an article; two people on two devices. */
async function office(server, device) {
  await server.stop();
  await server.addUser(COLLEAGUE);
  await server.start();
  const [one, two] = [await device(), await device()];
  const [mine, theirs] = [await one.open(), await two.open()];
  await signIn(mine, server, OWNER);
  const { items: stages } = await rest(mine, server, "stages?limit=100");
  const stage = (name) => stages.find((stage) => stage.name === name);
  const account = await post(mine, server, "accounts", { name: "Basement Boilers" });
  const contact = await post(mine, server, "contacts", { first_name: "Berta", last_name: "Boiler", account: account.id });
  const deal = { name: "Boiler room", account: account.id, pipeline: stage("Prospecting").pipeline, stage: stage("Prospecting").id };
  const opportunity = await post(mine, server, "opportunities", deal);
  const article = await post(mine, server, "articles", { title: "Thawing pipes", body: "Use warm towels.", status: "published" });
  await signIn(theirs, server, COLLEAGUE);
  await synced(mine);
  await installed(mine);
  return { one, mine, theirs, contact, opportunity, article, stage };
}

/** Work that needs the replica only. */
async function work(page, { contact, opportunity, article }) {
  const found = await find(page, "boilr");
  await expect(found.filter({ hasText: "Berta Boiler" }).first()).toBeVisible();
  await page.keyboard.press("Escape");

  await create(page, "Contacts", "contact", { "First name": "Nora", "Last name": "Newcomer" });

  await go(page, "Pipeline");
  const card = page.getByRole("listitem").filter({ hasText: "Boiler room" });
  await card.focus();
  for (const key of ["Space", "ArrowRight", "Enter"]) await page.keyboard.press(key);
  await expect(page.getByRole("list", { name: /Engaging/ }).getByText("Boiler room")).toBeVisible();

  await visitInside(page, `/contacts/${contact.id}`);
  await page.getByRole("textbox", { name: /Note|What should be remembered/ }).first().fill("She prefers copper.");
  await page.getByRole("button", { name: "Save note" }).click();
  await expect(page.getByText("She prefers copper.").first()).toBeVisible();

  await visitInside(page, `/knowledge/${article.id}`);
  await page.getByRole("button", { name: "Edit" }).first().click();
  await page.getByRole("textbox", { name: /Text|Body/ }).fill("Use warm towels, never a flame.");
  await page.keyboard.press("Control+s");
  await expect(page.getByText("never a flame").first()).toBeVisible();

  const never = await find(page, "copper");
  await expect(never.first()).toContainText(/copper|Boiler/i);
  await page.keyboard.press("Escape");
  return opportunity;
}

/** Goes to an address without a request for a document. */
async function visitInside(page, path) {
  await page.evaluate((path) => {
    history.pushState(null, "", path);
    dispatchEvent(new PopStateEvent("popstate"));
  }, path);
  await expect(page).toHaveURL(new RegExp(`${path}$`));
}

/** Everything that the day's work must leave behind, as found among records. */
function traces(records, { opportunity, article, stage }) {
  const live = (entity) => records.filter((record) => record.entity === entity);
  return {
    newcomers: live("contact").filter(({ fields }) => fields.last_name === "Newcomer").length,
    stage: live("opportunity").filter(({ id }) => id === opportunity.id).at(-1)?.fields.stage === stage("Engaging").id,
    notes: live("note").filter(({ fields }) => fields.body === "She prefers copper.").length,
    article: live("article").filter(({ id }) => id === article.id).at(-1)?.fields.body === "Use warm towels, never a flame.",
  };
}

const ALL = { newcomers: 1, stage: true, notes: 1, article: true };

for (const ending of ["closed", "killed"]) {
  test(`a day offline, the browser ${ending}, nothing lost and nothing doubled`, async ({ server, device, watched }) => {
    // A day is long, and a browser that starts twice needs a while on a busy machine.
    test.slow();
    watched.allow(NETWORK);
    const office_ = await office(server, device);
    const { one, mine, theirs } = office_;
    await one.remembered();
    await server.kill();
    await one.offline();
    await mine.reload();
    await ready(mine);
    await expect(sync(mine)).toHaveText(/^Offline/);
    await work(mine, office_);
    await (ending === "closed" ? one.close() : one.kill());

    const again = await one.open();
    await one.offline();
    await visit(again, server, "/contacts");
    await expect(again.getByRole("grid").getByText("Nora Newcomer")).toBeVisible();
    await expect(sync(again)).toHaveText(/^Offline/);

    await server.start();
    await one.offline(false);
    const back = Date.now();
    const seen = async () => traces(await storedRecords(theirs), office_);
    await expect.poll(seen, { intervals: [50], timeout: 20_000 }).toEqual(ALL);
    const took = Date.now() - back;
    console.log(`  all at the colleague's ${took} ms after coming back`);
    expect(took).toBeLessThan(2000);

    await synced(again);
    const { items } = await rest(theirs, server, "contacts?limit=500");
    expect(items.filter((contact) => contact.last_name === "Newcomer")).toHaveLength(1);
  });
}

test("an edit in place survives as well", async ({ server, device, watched }) => {
  watched.allow(NETWORK);
  const { one, mine, contact } = await office(server, device);
  await visit(mine, server, `/contacts/${contact.id}`);
  await one.offline();
  await editField(mine, "Job title", "Plumber");
  // Shown at once, and counted as waiting once it is on the disk.
  await expect(sync(mine)).toHaveText(/^Offline · 1 waiting/);
  await mine.reload();
  await expect(mine.getByText("Plumber").first()).toBeVisible();
});

/** Keeps edits from the disk, as a slow one does, until the answer is called. */
async function slowDisk(page) {
  await page.evaluate(() => new Promise<void>((begun) => {
    const opening = indexedDB.open("sextant");
    opening.onsuccess = () => {
      const outbox = opening.result.transaction("outbox", "readwrite").objectStore("outbox");
      globalThis.__slow = true;
      const turn = () => {
        begun();
        if (globalThis.__slow) outbox.count().onsuccess = turn;
        else opening.result.close();
      };
      outbox.count().onsuccess = turn;
    };
  }));
  return () => page.evaluate(() => { globalThis.__slow = false; });
}

test("an edit on its way to a slow disk is not called synced, and signing out waits for it", async ({ server, context, page, watched }) => {
  watched.allow(NETWORK);
  await signIn(page, server, OWNER);
  const account = await post(page, server, "accounts", { name: "Slow Works" });
  await visit(page, server, `/accounts/${account.id}`);
  await expect(page.getByRole("heading", { level: 1, name: "Slow Works" })).toBeVisible();
  await synced(page);
  const quicken = await slowDisk(page);
  await editField(page, "Sector", "boilers");
  await expect(sync(page)).toHaveText(/^Pending 1/);
  await context.setOffline(true);
  await expect(sync(page)).toHaveText("Offline");
  await page.getByRole("button", { name: /and this device$/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await quicken();
  await page.getByRole("button", { name: "Stay signed in" }).click();
  await expect(sync(page)).toHaveText(/^Offline · 1 waiting/);
  await expect(page.getByText("boilers").first()).toBeVisible();
});

test("what waits is told in whole lines, and signing out offers to keep it in a file", async ({ server, device, watched }) => {
  watched.allow(NETWORK);
  const tablet = await device();
  const page = await tablet.open();
  await signIn(page, server, OWNER);
  await installed(page);
  await tablet.offline();
  await create(page, "Accounts", "account", { Name: "Kept Works" });
  await page.setViewportSize({ width: 768, height: 1024 });
  await page.reload();
  await ready(page);
  await sync(page).getByRole("button").click();
  const panel = page.getByRole("group", { name: "Sync", exact: true });
  await expect(panel).toContainText("Not since this page was opened");
  const lines = await panel.getByRole("term").evaluateAll((all) => all.map((one) => one.clientHeight / parseFloat(getComputedStyle(one).lineHeight)));
  // Heights are in whole pixels.
  expect(Math.max(...lines.map(Math.round))).toBeLessThanOrEqual(2);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /and this device$/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  const file = page.waitForEvent("download");
  await page.getByRole("dialog").getByRole("button", { name: "Save waiting changes as a file" }).click();
  expect(await readFile(await (await file).path(), "utf8")).toContain("Kept Works");
  await page.getByRole("button", { name: "Stay signed in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Kept Works" })).toBeVisible();
});
