// The shell: what the server sends before anybody has signed in, and that it is there without the server.
import { expect, NETWORK, Server, test } from "../lib/test.mjs";

const READY = '[data-ready="true"]';

/** Waits until the service worker keeps the whole shell. */
async function kept(page) {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect.poll(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller))).toBe(true);
}

test("the app starts", async ({ page, shared }) => {
  await page.goto(shared.url);
  await page.waitForSelector(READY, { state: "attached" });
  await expect(page).toHaveTitle(/Sextant/);
});

test("the policy allows wasm and nothing inline", async ({ page, shared, watched }) => {
  const response = await page.goto(shared.url);
  const policy = response.headers()["content-security-policy"];
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("'wasm-unsafe-eval'");
  expect(policy).not.toContain("'unsafe-inline'");
  expect(policy).toContain("frame-ancestors 'none'");
  await page.waitForSelector(READY, { state: "attached" });
  watched.allow(/policy: script-src/);
  watched.allow(/console: .*Content Security Policy/);
  const ran = await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "globalThis.inlineScriptRan = true";
    document.body.append(script);
    return globalThis["inlineScriptRan"] === true;
  });
  expect(ran).toBe(false);
});

test("files named by their content are kept for ever, the page is not", async ({ page, shared }) => {
  const html = await (await page.request.get(shared.url)).text();
  const [file] = html.match(/\/app_bg-[0-9a-f]{16}\.wasm/) ?? [];
  const wasm = await page.request.get(shared.url + file, { headers: { "accept-encoding": "br" } });
  expect(wasm.headers()).toMatchObject({ "content-type": "application/wasm", "content-encoding": "br" });
  expect(wasm.headers()["cache-control"]).toContain("immutable");
  const gzip = await page.request.get(shared.url + file, { headers: { "accept-encoding": "gzip" } });
  expect(gzip.headers()["content-encoding"]).toBe("gzip");
  for (const path of ["/", "/contacts", "/sw.js"]) {
    const response = await page.request.get(shared.url + path);
    expect(response.headers()["cache-control"], path).toContain("no-cache");
  }
});

test("the manifest makes it installable", async ({ page, shared }) => {
  await page.goto(shared.url);
  const response = await page.request.get(`${shared.url}/manifest.webmanifest`);
  expect(response.headers()["content-type"]).toContain("application/manifest+json");
  const manifest = await response.json();
  expect(manifest).toMatchObject({ name: "Sextant", start_url: "/", display: "standalone" });
  const sizes = manifest.icons.map((icon) => `${icon.sizes} ${icon.purpose}`);
  expect(sizes).toEqual(expect.arrayContaining(["192x192 any", "512x512 any", "512x512 maskable"]));
  for (const { src, sizes, type } of manifest.icons) {
    const icon = await page.request.get(shared.url + src);
    expect(icon.headers()["content-type"], src).toContain(type);
    if (type === "image/png") expect(pngSize(await icon.body()), src).toBe(sizes);
  }
  const session = await page.context().newCDPSession(page);
  const { errors } = await session.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
  const ids = installabilityErrors.map(({ errorId }) => errorId);
  expect(ids.filter((id) => id !== "in-incognito"), "a test's browser is always private").toEqual([]);
});

/** Width and height as a PNG says them. */
function pngSize(bytes: Buffer) {
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
}

test("without the server the shell still starts, at any address", async ({ page, server, watched }) => {
  await page.goto(server.url);
  await page.waitForSelector(READY, { state: "attached" });
  await kept(page);
  watched.allow(NETWORK);
  await server.kill();
  for (const path of ["/", "/contacts", "/accounts/01JZZZZZZZZZZZZZZZZZZZZZZZ"]) {
    await page.goto(server.url + path);
    await page.waitForSelector(READY, { state: "attached" });
  }
});

test("the service worker leaves the server's own addresses alone", async ({ page, server, watched }) => {
  await page.goto(server.url);
  await kept(page);
  const cached = await page.evaluate(async () => {
    await fetch("/api/session").catch(() => {});
    await fetch("/healthz");
    const caches_ = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
    const requests = (await Promise.all(caches_.map((cache) => cache.keys()))).flat();
    return requests.map((request) => new URL(request.url).pathname);
  });
  expect(cached.filter((path) => /^\/(api|p|healthz|readyz|metrics)/.test(path))).toEqual([]);
  watched.allow(NETWORK);
  await server.kill();
  for (const path of ["/healthz", "/api/session", "/p/form"]) {
    await expect(page.goto(server.url + path), path).rejects.toThrow(/ERR_CONNECTION_REFUSED/);
  }
});

test("letters of another script load their own font", async ({ page, shared }) => {
  await page.goto(shared.url);
  await page.waitForSelector(READY, { state: "attached" });
  const loaded = () => page.evaluate(() => performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.endsWith(".woff2")));
  expect((await loaded()).filter((name) => name.includes("greek"))).toEqual([]);
  await page.evaluate(() => document.body.append("Ελλάδα"));
  await expect.poll(async () => (await loaded()).some((name) => name.includes("inter-greek"))).toBe(true);
});

test("a server without a workspace says so and serves the shell", async ({ page }) => {
  const server = await Server.create();
  try {
    await server.start();
    await page.goto(server.url);
    await page.waitForSelector(READY, { state: "attached" });
  } finally {
    await server.remove();
  }
});
