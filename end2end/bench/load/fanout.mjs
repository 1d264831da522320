// One change, seen on every connected device.
import { note } from "./work.mjs";

/** The first device writes, each of the others hears a poke and pulls: times from the push until each. */
export async function fanOut([writer, ...readers], { changes, random }) {
  const found = { poked: [], seen: [] };
  const listeners = await Promise.all(readers.map((device) => Reader.of(device)));
  for (let index = 0; index < changes; index += 1) {
    const op = note(random);
    const waits = listeners.map((reader) => reader.expect(op.id));
    const begun = performance.now();
    const pushed = writer.push([writer.mutation([op])]);
    for (const { poked, seen } of await Promise.all(waits)) {
      found.poked.push(poked - begun);
      found.seen.push(seen - begun);
    }
    await pushed;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  listeners.forEach((reader) => reader.hangUp());
  return found;
}

class Reader {
  #expected;

  constructor(device) {
    this.device = device;
  }

  static async of(device) {
    const reader = new Reader(device);
    await device.skip();
    reader.hangUp = await device.listen(() => reader.#heard(performance.now()));
    return reader;
  }

  /** When the poke after which the row came was heard, and when the row was there. */
  expect(id) {
    return new Promise((resolve) => (this.#expected = { id, resolve }));
  }

  async #heard(poked) {
    const rows = await this.device.pull();
    if (!rows.some(({ id }) => id === this.#expected?.id)) return;
    this.#expected.resolve({ poked, seen: performance.now() });
  }
}
