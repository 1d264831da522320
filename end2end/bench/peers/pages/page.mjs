// What a peer's page does, in the same words for all of them. A peer is an object:
//
// - `sync(url)`: makes the local store and fills it from the server; all of it durable and queryable afterwards
// - `catchUp(url, expected)`: fetches what changed; resolves when it is durable and `expected(row)` holds for all
// - `write(id, field, value)`: changes one row; resolves when that is durable
// - `first()`, `all()`: opens the store that is there, where it is not open yet, and reads the first 80 rows, or all
export function present(peer) {
  const timed = async (work) => {
    const begun = performance.now();
    const result = await work();
    return { took: performance.now() - begun, result };
  };
  globalThis.bench = {
    sync: () => timed(() => peer.sync(location.origin)),
    catchUp: (ids, field, value) => timed(() => peer.catchUp(location.origin, { ids, field, value })),
    async reopen() {
      const top = await peer.first();
      const first = performance.now();
      // Kept, as a list that can be sorted and filtered has to keep them.
      globalThis.held = await peer.all();
      return { first, ready: performance.now(), top: top.length, rows: globalThis.held.length };
    },
    value: async (id, field) => (await peer.all()).find((row) => row.id === id)?.[field],
  };
  // A write begins with a press, as in the app: a browser answers a page in the midst of one later than otherwise.
  globalThis.writes = [];
  addEventListener("keydown", async ({ key }) => {
    if (key !== "F9") return;
    const number = globalThis.writes.length;
    const { took } = await timed(() => peer.write(globalThis.target, "location", `Written ${number}`));
    globalThis.writes.push(took);
  });
  document.documentElement.dataset.loaded = "true";
}
