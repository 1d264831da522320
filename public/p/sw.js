// Keeps the public configurator on the device: the pages that were opened, and the programs that all of them need.
//
// It sees everything under /p/, and answers for the configurator alone: a quote's page is a secret and is never kept.
// The list and the version are filled in by `cargo xtask`; the version is a hash of the list.
const VERSION = "__VERSION__";
const PROGRAMS = "__PROGRAMS__";

const PREFIX = "sextant-public-";
const CACHE = PREFIX + VERSION;
const PAGE = /^\/p\/configure\/[^/]+(\/parts|\/picture\/[0-9a-f]{64})?$/;
const PICTURE = "/picture/";
const HASHED = /-[0-9a-f]{16}\.[a-z0-9]+$/;
/** Files whose names stay: the newest, where there is a network. */
const PLAIN = /^\/p\/(shop\/)?[a-z]+\.(js|css)$|^\/favicon\.svg$/;

async function keep(cache, { url, integrity }) {
  const response = await fetch(url, { integrity, cache: integrity ? "default" : "no-cache", credentials: "omit" });
  if (!response.ok || response.redirected) throw new Error(`${url}: ${response.status}`);
  await cache.put(url, response);
}

/** Fetches what is not here yet, one file after the other. */
async function keepPrograms() {
  const cache = await caches.open(CACHE);
  for (const file of PROGRAMS) {
    if (!(await cache.match(file.url, { ignoreVary: true }))) await keep(cache, file);
  }
}

/** Pages of an older version are fetched anew: they belong to the programs. Without the network they stay as they are. */
async function takeOver() {
  const cache = await caches.open(CACHE);
  const names = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  for (const name of names) {
    const old = await caches.open(name);
    const pages = (await old.keys()).filter(({ url }) => PAGE.test(new URL(url).pathname));
    for (const page of pages) {
      await keep(cache, { url: new URL(page.url).pathname }).catch(async () => cache.put(page, await old.match(page)));
    }
    await caches.delete(name);
  }
  await self.clients.claim();
}

/** Drops the pictures that a page showed once and does not name any more. */
async function dropPictures(cache, known) {
  for (const { url } of await cache.keys()) {
    const path = new URL(url).pathname;
    const [page, hash] = path.split(PICTURE);
    if (hash && known.includes(page) && !known.includes(path)) await cache.delete(url, { ignoreVary: true });
  }
}

async function keepPage({ pages }, port) {
  const cache = await caches.open(CACHE);
  const known = pages.filter((url) => PAGE.test(url));
  // A picture that has not come to the server yet keeps nothing else back.
  const keepOne = (url) => keep(cache, { url }).catch((error) => (url.includes(PICTURE) ? undefined : Promise.reject(error)));
  const all = async () => {
    await Promise.all(known.map(keepOne));
    await dropPictures(cache, known);
    await keepPrograms();
  };
  const kept = await all().then(() => true, () => false);
  port?.postMessage({ kept });
}

/** The newest from the network, kept for when there is none. */
async function newest(request, key) {
  const cache = await caches.open(CACHE);
  try {
    const response = await fetch(request);
    if (response.ok && response.type === "basic") await cache.put(key, response.clone());
    return response;
  } catch (error) {
    const known = await cache.match(key, { ignoreVary: true });
    if (known) return known;
    throw error;
  }
}

/* __HASHED__ */
function answer({ request }) {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return undefined;
  // Choices stand behind the question mark, and are the page's own business.
  if (PAGE.test(url.pathname) || PLAIN.test(url.pathname)) return newest(request, url.pathname);
  return HASHED.test(url.pathname) ? hashed(request) : undefined;
}

self.addEventListener("install", (event) => event.waitUntil(keepPrograms().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const response = answer(event);
  if (response) event.respondWith(response);
});
self.addEventListener("message", (event) => {
  if (event.data?.type === "keep") event.waitUntil(keepPage(event.data, event.ports[0]));
});
