// A peer: its page in a browser of its own, its server in a process of its own, a wire between them.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { tmpdir } from "node:os";
import { Wire } from "../../lib/wire.mjs";
import { CHANGED, changed, row } from "./rows.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const LONG = 600_000;

export class Peer {
  /** Starts the server with so many rows. A name such as `rxdb-strict` is RxDB's page told to be strict. */
  static async start(name, size) {
    const peer = new Peer();
    const [engine, variant = ""] = name.split("-");
    Object.assign(peer, { name, size, query: `?${variant}`, round: 0, host: fork(join(HERE, "servers/host.mjs"), { cwd: HERE }) });
    peer.host.send({ name: engine, size, bundle: await bundle(engine) });
    const [{ port }] = await once(peer.host, "message");
    peer.wire = await Wire.to(port);
    return peer;
  }

  /** Everything from nothing, on a fresh device: the time it took. */
  async firstSync(device) {
    await this.#load(device);
    this.wire.reset();
    const { took, result } = await this.page.evaluate(() => globalThis.bench.sync());
    await this.#failure();
    if (result !== this.size) throw new Error(`${this.name} has ${result} rows of ${this.size}`);
    return took;
  }

  /** Others have changed rows while the device was away: the time until all of that is here. */
  async catchUp() {
    this.round += 1;
    this.host.send({ change: this.round });
    await once(this.host, "message");
    const ids = changed(1000, this.size).map((number) => row(number).id);
    const args = [ids, CHANGED.field, CHANGED.value(this.round)];
    const { took, result } = await this.page.evaluate((args) => globalThis.bench.catchUp(...args), args);
    await this.#failure();
    if (result !== 1000) throw new Error(`${this.name} saw ${result} changes of 1000`);
    return took;
  }

  /** So many edits of one row, each begun by a press: the time of each until it is durable. */
  async writes(count) {
    await this.page.evaluate((id) => (globalThis.target = id), row(7).id);
    for (let index = 0; index < count; index += 1) {
      await this.page.keyboard.press("F9");
      await this.page.waitForFunction((count) => globalThis.writes.length === count, index + 1, { timeout: LONG });
    }
    const value = await this.page.evaluate((id) => globalThis.bench.value(id, "location"), row(7).id);
    if (value !== `Written ${count - 1}`) throw new Error(`${this.name} reads ${value} after ${count} writes`);
    return this.page.evaluate(() => globalThis.writes);
  }

  /** The browser was closed: from the navigation until the top of a list, and until all rows are readable. */
  async reopen(device) {
    await device.close();
    await this.#load(device);
    const found = await this.page.evaluate(() => globalThis.bench.reopen());
    if (found.rows !== this.size) throw new Error(`${this.name} reopened with ${found.rows} rows`);
    return found;
  }

  async stop() {
    await this.wire.stop();
    this.host.kill();
  }

  async #load(device) {
    this.page = await device.open();
    this.page.setDefaultTimeout(LONG);
    this.page.on("pageerror", (error) => console.error(`  ${this.name}: ${error.message}`));
    await this.page.goto(`${this.wire.url}/${this.query}`);
    await this.page.waitForSelector('[data-loaded="true"]', { state: "attached" });
  }

  async #failure() {
    const failed = await this.page.evaluate(() => globalThis.failed);
    if (failed) throw new Error(`${this.name}: ${failed}`);
  }
}

/** The page's script in one file. */
async function bundle(name) {
  const { build } = await import("esbuild");
  const outfile = join(tmpdir(), `sextant-peer-${process.pid}-${name}.js`);
  const define = { global: "globalThis", "process.env.NODE_ENV": '"production"' };
  await build({ entryPoints: [join(HERE, `pages/${name}.mjs`)], outfile, bundle: true, format: "esm", target: "es2022", minify: true, define, logLevel: "error", absWorkingDir: HERE });
  return outfile;
}
