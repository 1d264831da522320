// TinyBase: a table in memory, each cell with a stamp, saved into IndexedDB as a whole.
import { createMergeableStore } from "tinybase";
import { createIndexedDbPersister } from "tinybase/persisters/persister-indexed-db";
import { createWsSynchronizer } from "tinybase/synchronizers/synchronizer-ws-client";
import { present } from "./page.mjs";

const store = createMergeableStore();
const persister = createIndexedDbPersister(store, "accounts");

/** Synchronises over a socket until a condition holds. */
async function synchronise(url, holds) {
  const socket = new WebSocket(`${url.replace("http", "ws")}/sync`);
  const synchronizer = await createWsSynchronizer(store, socket, 60, undefined, undefined, (error) => (globalThis.failed = String(error)));
  await synchronizer.startSync();
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
  await synchronizer.destroy();
}

/** Its synchroniser refuses messages of more than 16 MB: what is larger is fetched as one file, and only changes go over the socket. */
async function fetchAll(url) {
  store.setMergeableContent(await (await fetch(`${url}/content`)).json());
}

const plain = () => Object.entries(store.getTable("accounts")).map(([id, row]) => ({ id, ...row }));
let loaded;
const load = () => (loaded ??= persister.load());

present({
  async sync(url) {
    const { count, whole } = await (await fetch(`${url}/size`)).json();
    if (whole) await fetchAll(url);
    else await synchronise(url, () => store.getRowCount("accounts") === count);
    await persister.save();
    return store.getRowCount("accounts");
  },
  async catchUp(url, { ids, field, value }) {
    const there = () => ids.filter((id) => store.getCell("accounts", id, field) === value).length;
    await synchronise(url, () => store.getCell("accounts", ids.at(-1), field) === value && there() === ids.length);
    await persister.save();
    return there();
  },
  async write(id, field, value) {
    store.setCell("accounts", id, field, value);
    await persister.save();
  },
  async first() {
    await load();
    return store.getSortedRowIds("accounts", undefined, false, 0, 80).map((id) => store.getRow("accounts", id));
  },
  async all() {
    await load();
    return plain();
  },
});
