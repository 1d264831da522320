// A device can be asked whether it holds what the server holds: a single flipped byte is found and mended.
import { create, ready, signIn, sync, synced, visit } from "../lib/app.mjs";
import { expect, NETWORK, OWNER, test } from "../lib/test.mjs";
import { storedRecords } from "../lib/replica.mjs";
import { post } from "../lib/rest.mjs";

// What would be lost once is lost: there is no second try.
test.describe.configure({ retries: 0 });

/** Opens the sync panel and compares, by keyboard; gives the element that says what came of it. */
async function verify(page) {
  const button = page.getByRole("button", { name: "Verify replica" });
  if (!(await button.isVisible())) await sync(page).getByRole("button").press("Enter");
  await button.press("Enter");
  return page.getByRole("group", { name: "Sync" }).getByRole("status");
}

/** Flips one bit in the middle of the chunk that holds accounts. */
async function flip(page) {
  return page.evaluate(async () => {
    const done = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open("sextant"));
    const store = (mode) => database.transaction(["meta", "chunks"], mode);
    const meta = JSON.parse(await done(store("readonly").objectStore("meta").get("meta")));
    const { hash } = meta.chunks.find(({ entity }) => entity === "account");
    const bytes = await done(store("readonly").objectStore("chunks").get(hash));
    bytes[bytes.length >> 1] ^= 1;
    await done(store("readwrite").objectStore("chunks").put(bytes, hash));
    database.close();
  });
}

test("a single flipped byte on the device is named, fetched again, and then all is well", async ({ server, page, device }) => {
  await signIn(page, server, OWNER);
  await post(page, server, "accounts", { name: "Verified Works" });
  const tablet = await device();
  const mine = await tablet.open();
  await signIn(mine, server, OWNER);
  await synced(mine);
  await expect(await verify(mine)).toHaveText(/^All \d+ records on this device equal the server’s\.$/);

  await flip(mine);
  await expect(await verify(mine)).toHaveText("Not as on the server, and fetched again now: Accounts.");
  await synced(mine);
  await expect(await verify(mine)).toHaveText(/^All \d+ records on this device equal the server’s\.$/);
  const stored = await storedRecords(mine);
  expect(stored.filter(({ fields }) => fields.name === "Verified Works")).toHaveLength(1);
  await mine.reload();
  await ready(mine);
  await expect(await verify(mine)).toHaveText(/^All/);
});

test("offline it says that nothing can be compared, and nothing changes", async ({ server, device, watched }) => {
  watched.allow(NETWORK);
  const tablet = await device();
  const page = await tablet.open();
  await signIn(page, server, OWNER);
  await synced(page);
  await tablet.offline();
  await create(page, "Accounts", "account", { Name: "Made in the basement" });
  await expect(await verify(page)).toHaveText(/^The server cannot be reached/);
  await tablet.offline(false);
  await synced(page);
  await expect(await verify(page)).toHaveText(/^All/);
});

test("a tab that does not lead asks the one that does", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  const following = await page.context().newPage();
  await visit(following, server);
  await expect(await verify(following)).toHaveText(/^(All|The one)/);
});

test("where the tab that leads dies before it has answered, the next one compares", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  const asking = await page.context().newPage();
  await visit(asking, server);
  await page.route("**/api/sync/digest", () => {});
  const said = await verify(asking);
  await expect(said).toHaveText(/^Comparing/);
  await page.close();
  await expect(said).toHaveText(/^All/);
});
