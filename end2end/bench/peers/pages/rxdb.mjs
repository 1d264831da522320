// RxDB over Dexie: documents in IndexedDB, pulled from a server by checkpoints.
import { createRxDatabase } from "rxdb";
import { replicateRxCollection } from "rxdb/plugins/replication";
import { getRxStorageDexie } from "rxdb/plugins/storage-dexie";
import { present } from "./page.mjs";

const text = { type: "string" };
const number = { type: "number" };
const schema = {
  version: 0,
  primaryKey: "id",
  type: "object",
  properties: {
    id: { type: "string", maxLength: 26 },
    name: text, number: text, sector: text, lifecycle: text,
    revenue: { type: "object", properties: { amount: text, currency: text } },
    employees: number, founded: number, website: text, phone: text, location: text, source: text, price_group: text,
  },
  required: ["id"],
};

/** Chromium's default for IndexedDB, or what Sextant does: wait until the system has flushed. */
const chromeTransactionDurability = location.search === "?strict" ? "strict" : "default";

let opening;
/** One tab is all there is, so nothing is told to others. */
const open = () =>
  (opening ??= createRxDatabase({ name: "accounts", storage: getRxStorageDexie({ chromeTransactionDurability }), multiInstance: false }).then(async (database) => {
    await database.addCollections({ accounts: { schema } });
    return database.accounts;
  }));

async function pull(url) {
  const collection = await open();
  const replication = replicateRxCollection({
    collection,
    replicationIdentifier: `pull-${url}`,
    live: false,
    pull: {
      batchSize: 1000,
      handler: async (checkpoint, limit) => (await fetch(`${url}/pull?since=${checkpoint?.seq ?? 0}&limit=${limit}`)).json(),
    },
  });
  replication.error$.subscribe((error) => (globalThis.failed = String(error)));
  await replication.awaitInitialReplication();
  await replication.cancel();
  return collection;
}

present({
  sync: async (url) => (await pull(url)).count().exec(),
  async catchUp(url, { ids, field, value }) {
    const found = await (await pull(url)).findByIds(ids).exec();
    return [...found.values()].filter((row) => row[field] === value).length;
  },
  async write(id, field, value) {
    const row = await (await open()).findOne(id).exec();
    await row.incrementalPatch({ [field]: value });
  },
  first: async () => (await open()).find({ limit: 80 }).exec(),
  all: async () => (await open()).find().exec(),
});
