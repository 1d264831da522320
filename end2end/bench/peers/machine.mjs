// What a page costs: memory and disk.
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { weight } from "../lib/process.mjs";

/** Has the page remember the memories of its wasm modules, which no browser counts as JavaScript's heap. */
export const watchWasm = () => {
  globalThis.memories_ = [];
  const note = (result) => {
    const { exports } = result.instance ?? result;
    globalThis.memories_.push(...Object.values(exports).filter((value) => value instanceof WebAssembly.Memory));
    return result;
  };
  for (const name of ["instantiate", "instantiateStreaming"]) {
    const real = WebAssembly[name];
    WebAssembly[name] = (...args) => real.apply(WebAssembly, args).then(note);
  }
};

/** JavaScript's heap after a collection and the memory of wasm, and what the page's process holds for itself, in megabytes. */
export async function heap(device, page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize, backingStorageSize = 0 } = await session.send("Runtime.getHeapUsage");
  const wasm = await page.evaluate(() => (globalThis.memories_ ?? []).reduce((sum, { buffer }) => sum + buffer.byteLength, 0));
  await session.detach();
  // Buffers of wasm may or may not be among the backing stores.
  return { heap: (usedSize + Math.max(wasm, backingStorageSize)) / 1e6, process: await renderer(device.profile) };
}

/** Memory that the largest page of a browser holds and shares with nobody. */
async function renderer(profile) {
  const processes = await all();
  const browser = processes.find(({ line }) => line.includes(`--user-data-dir=${profile}`) && !line.includes("--type="));
  const below = (pid) => processes.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...below(child.pid)]);
  const pages = below(browser?.pid).filter(({ line }) => line.includes("--type=renderer"));
  return Math.max(0, ...(await Promise.all(pages.map(({ pid }) => own(pid)))));
}

async function own(pid) {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, "utf8").catch(() => "");
  return [...text.matchAll(/^Private_\w+:\s+(\d+) kB/gm)].reduce((sum, [, kb]) => sum + Number(kb), 0) / 1e3;
}

async function all() {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const read = async (pid) => {
    const [line, status] = await Promise.all(["cmdline", "status"].map((name) => readFile(`/proc/${pid}/${name}`, "utf8").catch(() => "")));
    return { pid: Number(pid), line: line.replaceAll("\0", " "), parent: Number(/PPid:\s+(\d+)/.exec(status)?.[1]) };
  };
  return Promise.all(pids.map(read));
}

/** What the page's origin holds by the browser's own estimate, and its databases on the disk, in megabytes. */
export async function disk(device, page) {
  const estimate = await page.evaluate(async () => (await navigator.storage.estimate()).usageDetails?.indexedDB ?? 0);
  return { estimate: estimate / 1e6, files: await weight(join(device.profile, "Default/IndexedDB")) };
}
