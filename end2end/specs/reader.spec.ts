// The worker that reads and unpacks what is stored, and the app without it.
import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { signIn, synced, visit } from "../lib/app.mjs";
import { post } from "../lib/rest.mjs";
import { expect, OWNER, test } from "../lib/test.mjs";

/** The stored chunks, by their hashes, as base64. */
const stored = (page): Promise<[string, string][]> =>
  page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve) => {
      const opening = indexedDB.open("sextant");
      opening.onsuccess = () => resolve(opening.result);
    });
    const store = database.transaction("chunks").objectStore("chunks");
    const [keys, values] = [store.getAllKeys(), store.getAll()];
    await new Promise((resolve) => (store.transaction.oncomplete = resolve));
    database.close();
    return keys.result.map((key, at) => [String(key), btoa(String.fromCharCode(...values.result[at]))]);
  });

/** What the reader gives for hashes: texts, nothing for what it cannot read. */
const read = (page, hashes): Promise<(string | undefined)[]> =>
  page.evaluate(async (hashes) => {
    const texts = await (globalThis as any).readChunks(hashes);
    return texts.map((text) => text && new TextDecoder().decode(text));
  }, hashes);

test("what is stored is read whole, and what is not is told from it", async ({ page, server }) => {
  await signIn(page, server, OWNER);
  await synced(page);
  const chunks = await stored(page);
  expect(chunks.length).toBeGreaterThan(0);
  const missing = createHash("sha256").update("nothing").digest("hex");
  const texts = await read(page, [missing, ...chunks.map(([hash]) => hash)]);
  expect(texts[0]).toBeUndefined();
  expect(texts.slice(1)).toEqual(chunks.map(([, bytes]) => gunzipSync(Buffer.from(bytes, "base64")).toString()));

  // Whoever waited when it was ended is told at once; the next question starts another.
  const ended = page.evaluate(async (hashes) => {
    const waited = (globalThis as any).readChunks(hashes);
    (globalThis as any).endReading();
    return (await waited) === undefined;
  }, chunks.map(([hash]) => hash));
  expect(await ended).toBe(true);
  expect((await read(page, [chunks[0][0]]))[0]).toBe(texts[1]);
});

/** Ways in which there is no reader. */
const TROUBLES = {
  "cannot be made": () => {
    const Real = Worker;
    (globalThis as any).Worker = function (url, options) {
      if (String(url).includes("/reader")) throw new Error("no workers here");
      return new Real(url, options);
    };
  },
  "does not load": () => {
    const Real = Worker;
    (globalThis as any).Worker = function (url, options) {
      return new Real(String(url).includes("/reader") ? "/no-such-script.js" : url, options);
    };
  },
};

for (const [what, change] of Object.entries(TROUBLES)) {
  test(`the app reads by itself where the reader ${what}`, async ({ page, server, watched }) => {
    watched.allow(/no workers here|no-such-script|MIME|404/);
    await signIn(page, server, OWNER);
    await post(page, server, "accounts", { name: "Basement Boilers" });
    await synced(page);
    await page.addInitScript(change);
    await visit(page, server, "/accounts");
    await expect(page.getByRole("grid").getByText("Basement Boilers")).toBeVisible();
  });
}
