// A new version of the app: found, announced, and taken over only when the person agrees.
import { kept } from "../lib/app.mjs";
import { expect, test } from "../lib/test.mjs";
import { Proxy } from "../lib/proxy.mjs";

const READY = '[data-ready="true"]';
const UPDATE = '[data-update="ready"]';

const caches_ = (page) => page.evaluate(async () => (await caches.keys()).filter((name) => name.startsWith("sextant-shell-")));

/** Gives every later service worker another version, and takes some files off the server. */
function publishNewVersion(proxy, gone = (_path: string) => false) {
  proxy.edit = (path, answer) => {
    if (gone(path)) return { status: 404, headers: {}, body: "" };
    if (path !== "/sw.js") return answer;
    const body = answer.body.toString().replace(/VERSION = "\w+"/, 'VERSION = "0000000000000000"');
    return { ...answer, body };
  };
}

test("a new version waits until the person agrees", async ({ page, shared }) => {
  const proxy = await Proxy.to(shared);
  try {
    await page.goto(proxy.url);
    await page.waitForSelector(READY, { state: "attached" });
    await expect.poll(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller))).toBe(true);
    const [first] = await caches_(page);
    await page.evaluate(() => Object.assign(globalThis, { notReloaded: true }));

    publishNewVersion(proxy);
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await page.waitForSelector(UPDATE, { state: "attached" });
    expect((await caches_(page)).sort(), "both are kept").toEqual(["sextant-shell-0000000000000000", first]);
    expect(await page.evaluate(() => globalThis["notReloaded"]), "nothing was reloaded").toBe(true);

    await page.evaluate(() => window.dispatchEvent(new CustomEvent("sextant:update-now")));
    await page.waitForFunction(() => !("notReloaded" in globalThis));
    await page.waitForSelector(READY, { state: "attached" });
    await expect.poll(() => caches_(page)).toEqual(["sextant-shell-0000000000000000"]);
    await expect(page.locator(UPDATE)).toHaveCount(0);
  } finally {
    await proxy.stop();
  }
});

test("what an older version kept is not fetched again", async ({ page, shared }) => {
  const proxy = await Proxy.to(shared);
  try {
    await page.goto(proxy.url);
    await kept(page);
    publishNewVersion(proxy, (path) => /workshop|documents/.test(path));
    await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
    await page.waitForSelector(UPDATE, { state: "attached" });
    await page.evaluate(() => window.dispatchEvent(new CustomEvent("sextant:update-now")));
    await expect.poll(() => caches_(page).catch(() => [])).toEqual(["sextant-shell-0000000000000000"]);
    await kept(page);
  } finally {
    await proxy.stop();
  }
});

test("a shell that is not whole is not kept", async ({ page, shared, watched }) => {
  const proxy = await Proxy.to(shared);
  try {
    // A half-deployed server: the list names a file that has other content.
    proxy.edit = (path, answer) => (/^\/style-/.test(path) ? { ...answer, body: Buffer.concat([answer.body, Buffer.from("\n")]) } : answer);
    watched.allow(/integrity/);
    watched.allow(/Failed to load resource/);
    await page.goto(proxy.url);
    const refused = await page.evaluate(async () => {
      const registration = await navigator.serviceWorker.register("/sw.js");
      const worker = registration.installing ?? registration.waiting ?? registration.active;
      if (worker && worker.state !== "redundant") {
        await new Promise((resolve) => worker.addEventListener("statechange", () => worker.state === "redundant" && resolve(undefined)));
      }
      return (await navigator.serviceWorker.getRegistration())?.active ?? null;
    });
    expect(refused).toBeNull();
  } finally {
    await proxy.stop();
  }
});
