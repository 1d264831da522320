// Keeps the app's shell on the device, so that it starts without the server; and behind it the chunks of other screens
// and the workshop, when the app says that the shell stands.
//
// What it never does: it does not see, answer or store anything under /api/, nor any other address
// that is the server's own. Data lives in the app's replica, not here.
// The lists and the version are filled in by `cargo xtask`; the version is a hash of the lists.
const VERSION = "__VERSION__";
const SHELL = "__SHELL__";
const CHUNKS = "__CHUNKS__";
const LATER = CHUNKS.concat("__LATER__");

const PREFIX = "sextant-shell-";
const CACHE = PREFIX + VERSION;
const SERVERS_OWN = /^\/(api|p)(\/|$)|^\/(healthz|readyz|metrics)$/;
const HASHED = /-[0-9a-f]{16}\.[a-z0-9]+$/;
const FILE = /\.[a-z0-9]+$/;

/** Fetches one file of the shell and checks it: a half-deployed server cannot give a mixed shell. */
async function keep(cache, { url, integrity, immutable }) {
  const response = await fetch(url, { integrity, cache: immutable ? "default" : "no-cache" });
  if (!response.ok || response.redirected) throw new Error(`${url}: ${response.status}`);
  await cache.put(url, response);
}

/** Takes a file over from what another version kept, where it has it: the same name is the same content. */
async function takeOrKeep(cache, file) {
  const known = await caches.match(file.url, { ignoreVary: true });
  await (known ? cache.put(file.url, known) : keep(cache, file));
}

/** A version that takes over from another opens every screen without the network, as that one does. */
async function install() {
  const older = (await caches.keys()).some((name) => name.startsWith(PREFIX) && name !== CACHE);
  const cache = await caches.open(CACHE);
  const shell = SHELL.map((file) => keep(cache, file));
  const chunks = older ? CHUNKS.map((file) => takeOrKeep(cache, file)) : [];
  await Promise.all([...shell, ...chunks]);
}

/** What an older version kept of what loads later, and this one needs as well: the same name is the same content. */
async function carryOver(older) {
  const [from, to] = [await caches.open(older), await caches.open(CACHE)];
  for (const { url } of LATER) {
    const known = await from.match(url, { ignoreVary: true });
    if (known) await to.put(url, known);
  }
}

async function activate() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  for (const name of old) {
    await carryOver(name).catch((error) => console.info("not carried over:", error.message));
    await caches.delete(name);
  }
  await self.clients.claim();
}

let keeping;

/** Fetches what loads later, one file after the other; several tabs ask for it, once is enough. */
function keepLater() {
  keeping ??= missing().finally(() => (keeping = undefined));
  return keeping;
}

async function missing() {
  const cache = await caches.open(CACHE);
  for (const file of LATER) {
    if (!(await cache.match(file.url, { ignoreVary: true }))) await keep(cache, file);
  }
}

/** Tells who asked whether all of it is here; without a network it is not, and is asked for again another time. */
async function keepAndTell(port) {
  const kept = await keepLater().then(() => true, () => false);
  port?.postMessage({ kept });
}

/** The kept file; the network where there is none. */
async function cached(key, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(key, { ignoreVary: true })) ?? fetch(request);
}

/* __HASHED__ */
function answer({ request }) {
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return undefined;
  if (SERVERS_OWN.test(url.pathname)) return undefined;
  if (HASHED.test(url.pathname)) return hashed(request);
  if (SHELL.some((file) => file.url === url.pathname && file.url !== "/")) return cached(url.pathname, request);
  if (request.mode === "navigate" && !FILE.test(url.pathname)) return cached("/", request);
  return undefined;
}

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(activate()));
self.addEventListener("fetch", (event) => {
  const response = answer(event);
  if (response) event.respondWith(response);
});
// A new version waits until the person agrees: nobody's half-written note is reloaded away.
self.addEventListener("message", (event) => {
  if (event.data?.type === "skip-waiting") self.skipWaiting();
  if (event.data?.type === "keep-later") event.waitUntil(keepAndTell(event.ports[0]));
});
