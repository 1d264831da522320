// What a crowd of devices does. Each function works until its time or its work is over and gives its figures.
import { below, idOf, newId } from "../../lib/random.mjs";

/** Milliseconds that something took, and what came of it. */
async function timed(work) {
  const begun = performance.now();
  const result = await work();
  return [performance.now() - begun, result];
}

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A note: the smallest thing that a person writes. */
export const note = (random) => ({ op: "create", entity: "note", id: newId(random), values: { body: `Called back, ${below(random, 1e9)}.` } });

/** One scan of a barcode: a thing that is there was seen somewhere. */
export function scan(random, { things, number }) {
  const change = { field: "location", edit: { set: `Aisle ${below(random, 400)}, seen ${number}` }, base: Number.MAX_SAFE_INTEGER };
  return { op: "patch", entity: "account", id: idOf(1 + below(random, things)), changes: [change] };
}

/** Remembers how a mutation was answered: offered again, it must be answered so again. */
function remember(book, mutations, outcomes) {
  mutations.forEach((mutation, index) => book.push([mutation, outcomes[index].seq, outcomes[index].status]));
}

/** Each device pushes one note after the other, for some seconds. */
export async function rate(devices, { seconds, random }) {
  const until = performance.now() + seconds * 1000;
  const took = [];
  const run = async (device) => {
    while (performance.now() < until) {
      const [ms, [outcome]] = await timed(() => device.push([device.mutation([note(random)])]));
      if (outcome.status !== "applied") throw new Error(`a note was answered ${JSON.stringify(outcome)}`);
      took.push(ms);
    }
  };
  await Promise.all(devices.map(run));
  return { took };
}

/** Each device has changes from a day without a network, and drains them as the app does: all in one push, then a pull. */
export async function storm(devices, { queued, random }) {
  const begun = performance.now();
  const run = async (device) => {
    const mutations = Array.from({ length: queued }, () => device.mutation([note(random)]));
    const outcomes = await device.push(mutations);
    if (outcomes.some(({ status }) => status !== "applied")) throw new Error("a change of the storm was not applied");
    const pushed = performance.now() - begun;
    await device.pull();
    return [pushed, performance.now() - begun];
  };
  const done = await Promise.all(devices.map(run));
  return { pushed: done.map(([pushed]) => pushed), pulled: done.map(([, pulled]) => pulled) };
}

/** Scans taken in, in pushes as large as the app makes them after a time without a network. */
export async function scans(devices, { each, batch, things, random }) {
  const took = [];
  const run = async (device) => {
    for (let done = 0; done < each; done += batch) {
      const mutations = Array.from({ length: Math.min(batch, each - done) }, (_, index) =>
        device.mutation([scan(random, { things, number: done + index })]));
      took.push((await timed(() => device.push(mutations)))[0]);
    }
  };
  await Promise.all(devices.map(run));
  return { took };
}

/**
 * So many pushes and reads a second by all devices together, whatever the server does meanwhile: each
 * is due at its moment, and waiting for the one before counts as time that it took.
 */
export async function soak(devices, { seconds, pushes, reads, random }) {
  const found = { push: [], read: [], failed: [] };
  const begun = performance.now();
  const at = (kind, share, work) =>
    devices.map(async (device) => {
      const step = (1000 * devices.length) / share;
      for (let due = random() * step; due < seconds * 1000; due += step) {
        await pause(Math.max(0, begun + due - performance.now()));
        try {
          await work(device);
          found[kind].push(performance.now() - begun - due);
        } catch (error) {
          found.failed.push(`${kind}: ${error.message}`);
        }
      }
    });
  const push = (device) => device.push([device.mutation([note(random)])]);
  let turn = 0;
  const read = (device) => ((turn += 1) % 3 === 0 ? device.get("/api/v1/accounts?limit=50") : device.pull());
  await Promise.all([...at("push", pushes, push), ...at("read", reads, read)]);
  return found;
}

/**
 * Devices push until the server goes away. Answers are remembered in `book`; what was offered and not answered stands in
 * `open`, for nobody knows whether it counts.
 */
export async function besiege(devices, { random, book, open }) {
  const run = async (device) => {
    for (;;) {
      const mutations = Array.from({ length: 1 + below(random, 4) }, () => device.mutation([note(random)]));
      try {
        remember(book, mutations, await device.push(mutations));
      } catch {
        open.push(mutations);
        return;
      }
    }
  };
  await Promise.all(devices.map(run));
}
