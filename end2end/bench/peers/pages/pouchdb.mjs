// PouchDB: documents and their revisions in IndexedDB, replicated by CouchDB's protocol.
import PouchDB from "pouchdb";
import indexeddb from "pouchdb-adapter-indexeddb";
import { present } from "./page.mjs";

PouchDB.plugin(indexeddb);
/** The older adapter is the default; the newer one keeps documents as plain objects. */
const adapter = location.search === "?indexeddb" ? "indexeddb" : "idb";

/** Larger batches than the default of 100, as its guide advises for a first replication. */
const BATCHES = { batch_size: 1000, batches_limit: 10 };

let local;
const open = () => (local ??= new PouchDB("accounts", { adapter, auto_compaction: false }));
const plain = ({ id, doc }) => ({ id, ...doc });

async function replicate(url) {
  await PouchDB.replicate(new PouchDB(`${url}/db/accounts`), open(), BATCHES);
}

present({
  async sync(url) {
    await replicate(url);
    return (await open().info()).doc_count;
  },
  async catchUp(url, { ids, field, value }) {
    await replicate(url);
    const { rows } = await open().allDocs({ keys: ids, include_docs: true });
    return rows.filter(({ doc }) => doc[field] === value).length;
  },
  async write(id, field, value) {
    const doc = await open().get(id);
    await open().put({ ...doc, [field]: value });
  },
  first: async () => (await open().allDocs({ limit: 80, include_docs: true })).rows.map(plain),
  all: async () => (await open().allDocs({ include_docs: true })).rows.map(plain),
});
