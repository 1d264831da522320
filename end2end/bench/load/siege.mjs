// A server that is stopped or killed while devices push, again and again: what was acknowledged is there, once.
import { Device } from "./http.mjs";
import { besiege } from "./work.mjs";
import { below, newId } from "../../lib/random.mjs";
import { run } from "../../lib/server.mjs";

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Devices that know what they were promised. */
export class Siege {
  /** Every mutation that was answered, with its place in the log and its outcome: `[mutation, seq, status]`. */
  #book = [];
  /** Mutations that were offered and not answered. */
  #open = [];
  #checked = 0;

  constructor(server, cookies, random) {
    this.server = server;
    this.random = random;
    this.devices = cookies.map((cookie) => new Device(server.url, { cookie, client: newId(random) }));
  }

  /** How many mutations were acknowledged so far. */
  get acknowledged() {
    return this.#book.length;
  }

  /** Pushes for a moment, then ends the server by `end`, and starts it again. The time that ending took. */
  async round(end, longest = 700) {
    const open = [];
    const pushing = besiege(this.devices, { random: this.random, book: this.#book, open });
    await pause(below(this.random, longest));
    const begun = performance.now();
    const code = await end(this.server);
    const took = performance.now() - begun;
    await pushing;
    this.#open.push(...open);
    const restarted = performance.now();
    await this.server.start();
    return { code, took, start: performance.now() - restarted };
  }

  /**
   * Offers again what was answered since the last time, and a share of everything before: each must be answered as it was.
   * What had no answer is offered again as well, and stands from then on.
   */
  async check({ whole = false } = {}) {
    await this.#settle();
    const old = this.#book.slice(0, this.#checked).filter(() => whole || this.random() < 0.02);
    const again = old.concat(this.#book.slice(this.#checked));
    for (const group of groups(again, ([mutation]) => mutation.client)) await this.#compare(group);
    this.#checked = this.#book.length;
    return again.length;
  }

  /** Every note of the book is in the store, once, beside no others; and the store verifies clean. The server is stopped for it. */
  async audit() {
    await this.server.stop();
    const { stdout } = await this.server.command("verify");
    if (!stdout.startsWith("clean")) throw new Error(`verify: ${stdout}`);
    const exported = await run(["export", "--data", this.server.data, "--entity", "note", "--format", "jsonl"]);
    const found = exported.stdout.split("\n").filter(Boolean).map((line) => JSON.parse(line).id);
    const promised = new Set(this.#book.map(([mutation]) => mutation.ops[0].id));
    const there = new Set(found);
    const lost = [...promised].filter((id) => !there.has(id));
    if (lost.length > 0) throw new Error(`${lost.length} acknowledged notes are lost, the first is ${lost[0]}`);
    if (found.length !== promised.size) throw new Error(`${found.length} notes are there, ${promised.size} were acknowledged`);
    const places = new Set(this.#book.map(([, seq]) => seq));
    if (places.size !== this.#book.length) throw new Error("two mutations stand at one place of the log");
    return found.length;
  }

  async #settle() {
    for (const mutations of this.#open.splice(0)) {
      const outcomes = await this.#device(mutations[0].client).push(mutations);
      mutations.forEach((mutation, index) => this.#book.push([mutation, outcomes[index].seq, outcomes[index].status]));
    }
  }

  async #compare(group) {
    const outcomes = await this.#device(group[0][0].client).push(group.map(([mutation]) => mutation));
    outcomes.forEach((outcome, index) => {
      const [mutation, seq, status] = group[index];
      if (outcome.seq === seq && outcome.status === status) return;
      throw new Error(`mutation ${mutation.client}/${mutation.number} was answered ${status} at ${seq}, and now ${JSON.stringify(outcome)}`);
    });
  }

  #device(client) {
    return this.devices.find((device) => device.client === client);
  }
}

/** Runs of equal keys, of as many as a push may bring. */
function groups(items, key) {
  const byKey = new Map();
  for (const item of items) {
    if (!byKey.has(key(item))) byKey.set(key(item), []);
    byKey.get(key(item)).push(item);
  }
  const parts = (list) => Array.from({ length: Math.ceil(list.length / 200) }, (_, index) => list.slice(index * 200, index * 200 + 200));
  return [...byKey.values()].flatMap(parts);
}
