// Replicache: a tree of rows in memory, written into IndexedDB in the background. `persist` is that writing; it is
// called at once here, where the library waits until the page is idle.
import { ReplicacheImpl } from "replicache/impl";
import { present } from "./page.mjs";

let replica;
const open = (url = location.origin) =>
  (replica ??= new ReplicacheImpl(
    {
      name: "accounts",
      logLevel: "error",
      pullInterval: null,
      pushDelay: 1e9,
      mutators: { change: async (tx, { id, field, value }) => tx.set(id, { ...(await tx.get(id)), [field]: value }) },
      puller: async (request) => {
        const response = await fetch(`${url}/pull?since=${request.cookie ?? 0}`);
        return { response: await response.json(), httpRequestInfo: { httpStatusCode: response.status, errorMessage: "" } };
      },
    },
    { enableScheduledPersist: false },
  ));

async function pull(url) {
  await open(url).pull({ now: true });
  await open().persist();
}

const list = (tx, options) => tx.scan(options).toArray();

present({
  async sync(url) {
    await pull(url);
    return open().query(async (tx) => (await list(tx)).length);
  },
  async catchUp(url, { ids, field, value }) {
    await pull(url);
    return open().query(async (tx) => {
      const rows = await Promise.all(ids.map((id) => tx.get(id)));
      return rows.filter((row) => row?.[field] === value).length;
    });
  },
  async write(id, field, value) {
    await open().mutate.change({ id, field, value });
    await open().persist();
  },
  first: () => open().query((tx) => list(tx, { limit: 80 })),
  all: () => open().query((tx) => list(tx)),
});
