// Sextant in the same trial: the real app over the real server. Times are the app's own marks, which are named in what
// they measure: `sync.bootstrap` and `sync.pull` end when the rows are stored and shown, `write.durable` when a `strict`
// transaction is on the disk.
import { signIn, synced, visit } from "../../lib/app.mjs";
import { OWNER, Server } from "../../lib/server.mjs";
import { Wire } from "../../lib/wire.mjs";
import { Device, signIn as session } from "../load/http.mjs";
import { newId, seeded } from "../../lib/random.mjs";
import { CHANGED, changed, row, rows } from "./rows.mjs";

const LONG = 600_000;

export class Sextant {
  static async start(size) {
    const sextant = new Sextant();
    const server = await Server.withWorkspace();
    const writer = new Device(server.url, { cookie: await session(server.url, OWNER), client: newId(seeded(size)) });
    Object.assign(sextant, { name: "sextant", size, server, writer, round: 0, wire: await Wire.to(server.port) });
    const all = rows(size).map(({ id, values }) => ({ op: "create", entity: "account", id, values }));
    for (let done = 0; done < size; done += 1000) {
      await writer.push([writer.mutation(all.slice(done, done + 500)), writer.mutation(all.slice(done + 500, done + 1000))]);
    }
    return sextant;
  }

  /** As the server is for everybody but the first who asks after a change: the snapshot's chunks are made and shared. */
  async firstSync(device) {
    const begun = performance.now();
    await new Device(this.server.url, this.writer).skip();
    this.made = performance.now() - begun;
    this.page = await device.open();
    this.page.setDefaultTimeout(LONG);
    await visit(this.page, this.wire);
    // What the app keeps for work without the network comes first, and is not part of any sync.
    await this.page.waitForFunction(() => document.documentElement.dataset.kept, undefined, { timeout: 60_000 });
    this.wire.reset();
    await signIn(this.page, this.wire, OWNER, "/accounts");
    return this.#mark("sync.bootstrap");
  }

  async catchUp() {
    this.round += 1;
    this.wire.cut();
    const changes = [{ field: CHANGED.field, edit: { set: CHANGED.value(this.round) }, base: Number.MAX_SAFE_INTEGER }];
    const ops = changed(1000, this.size).map((number) => ({ op: "patch", entity: "account", id: row(number).id, changes }));
    for (let done = 0; done < 1000; done += 200) {
      await this.writer.push(ops.slice(done, done + 200).map((op) => this.writer.mutation([op])));
    }
    await this.page.waitForTimeout(1500);
    this.wire.mend();
    // The app asks when it hears that the network is back, as it would then.
    return this.page.evaluate(async () => {
      const [begun, pulls] = [performance.now(), () => performance.getEntriesByName("sync.pull").filter(({ startTime }) => startTime >= begun - 1)];
      dispatchEvent(new Event("online"));
      while (pulls().length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
      const [{ startTime, duration }] = pulls();
      return startTime + duration - begun;
    });
  }

  async writes(count) {
    await visit(this.page, this.wire, `/accounts/${row(7).id}`);
    await this.#mark("replica.ready");
    for (let index = 0; index < count; index += 1) {
      await this.page.getByRole("button", { name: /^(Edit )?Location/i }).first().click();
      const input = this.page.getByRole("textbox", { name: "Location", exact: true });
      await input.fill(`Written ${index}`);
      await input.press("Enter");
      await this.page.waitForFunction((count) => performance.getEntriesByName("write.durable").length >= count, index + 1);
    }
    await synced(this.page);
    return this.page.evaluate(() => performance.getEntriesByName("write.durable").map(({ duration }) => duration));
  }

  async reopen(device) {
    // The list keeps its top when it has come to rest.
    await visit(this.page, this.wire, "/accounts");
    await this.#mark("replica.ready");
    await this.page.waitForTimeout(1500);
    await device.close();
    this.page = await device.open();
    this.page.setDefaultTimeout(LONG);
    await visit(this.page, this.wire, "/accounts");
    const [first, ready] = [await this.#mark("replica.open"), await this.#mark("replica.ready")];
    const shown = Number(await this.page.getByRole("grid").getAttribute("aria-rowcount"));
    if (shown < this.size) throw new Error(`the list shows ${shown} rows of ${this.size}`);
    return { first, ready, rows: shown };
  }

  async stop() {
    await this.wire.stop();
    await this.server.remove();
  }

  /** The duration of the app's last mark of a name, which is waited for. */
  async #mark(name) {
    await this.page.waitForFunction((name) => performance.getEntriesByName(name, "measure").length > 0, name, { timeout: LONG });
    return this.page.evaluate((name) => performance.getEntriesByName(name, "measure").at(-1).duration, name);
  }
}
