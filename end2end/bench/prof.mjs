import { signIn, synced, visit } from "../lib/app.mjs";
export const title = "profile";
const timings = (page, name) => page.evaluate((name) => performance.getEntriesByName(name, "measure").map(({ startTime, duration }) => ({ startTime, duration })), name);
async function timing(page, name, count = 1) {
  await page.waitForFunction(([name, count]) => performance.getEntriesByName(name, "measure").length >= count, [name, count], { timeout: 120_000 });
  return (await timings(page, name)).at(-1).duration;
}
export async function run(bench) {
  const { server, signIn: person } = await bench.demo(process.env.BENCH_SIZE ?? "100k");
  const device = await bench.device();
  let page = await device.open();
  await signIn(page, server, person, "/contacts");
  await timing(page, "sync.bootstrap");
  await synced(page);
  const stores = await page.evaluate(async () => {
    const db = await new Promise((r) => { const q = indexedDB.open("sextant"); q.onsuccess = () => r(q.result); });
    const out = {};
    for (const s of db.objectStoreNames) out[s] = await new Promise((r) => { const q = db.transaction(s).objectStore(s).count(); q.onsuccess = () => r(q.result); });
    const meta = await new Promise((r) => { const q = db.transaction("meta").objectStore("meta").get("meta"); q.onsuccess = () => r(q.result); });
    const by = {}; for (const c of JSON.parse(meta).chunks) { by[c.entity] ??= [0,0,0]; by[c.entity][0]++; by[c.entity][1]+=c.rows; by[c.entity][2]+=c.bytes; }
    db.close();
    return { out, by };
  });
  console.log(JSON.stringify(stores));
  for (let index = 0; index < 4; index += 1) {
    await device.close();
    page = await device.open();
    await page.addInitScript(() => {
      const log = (globalThis.log_ = []);
      const note = (what) => log.push([Math.round(performance.now()), what]);
      const open = indexedDB.open.bind(indexedDB);
      indexedDB.open = (...a) => { note("idb open"); const q = open(...a); q.addEventListener("success", () => note("idb opened")); return q; };
      for (const m of ["get", "getAll", "getAllKeys"]) {
        const old = IDBObjectStore.prototype[m];
        IDBObjectStore.prototype[m] = function (...a) { const name = this.name; note(`${m} ${name}`); const q = old.apply(this, a); q.addEventListener("success", () => note(`${m} ${name} done`)); return q; };
      }
      const ab = Response.prototype.arrayBuffer;
      Response.prototype.arrayBuffer = function () { note("inflate"); const p = ab.call(this); p.then(() => note("inflated")); return p; };
      const is = WebAssembly.instantiateStreaming;
      WebAssembly.instantiateStreaming = (...a) => { note("instantiate"); const p = is(...a); p.then(() => note("instantiated")); return p; };
      new PerformanceObserver((l) => l.getEntries().forEach((e) => log.push([Math.round(e.startTime), `longtask ${Math.round(e.duration)}`]))).observe({ type: "longtask", buffered: true });
    });
    await visit(page, server, "/contacts");
    const a = await timing(page, "replica.open");
    const b = await timing(page, "replica.ready");
    const log = await page.evaluate(() => { const n = performance.getEntriesByType("navigation")[0]; const r = performance.getEntriesByType("resource").map((r) => [r.name.split("/").pop(), Math.round(r.startTime), Math.round(r.responseEnd), r.transferSize]); return { log: globalThis.log_, nav: [n.responseEnd, n.domContentLoadedEventEnd], r }; });
    if (index > 1) {
    console.log("open", a, "ready", b, JSON.stringify(log.nav), JSON.stringify(log.r));
    let s = "", prev = null, n = 0;
    for (const [t, w] of log.log) { if (w === prev) { n++; continue; } if (n) s += ` x${n + 1}`; n = 0; prev = w; s += `\n${t} ${w}`; }
    console.log(s);
    }
  }
  return [{ name: "x", value: 1, unit: "ms" }];
}
