// TinyBase's own socket server, and a client of it in the same process that has everything: as any other device would be
// that is there first.
import { createMergeableStore } from "tinybase";
import { createWsSynchronizer } from "tinybase/synchronizers/synchronizer-ws-client";
import { createWsServer } from "tinybase/synchronizers/synchronizer-ws-server";
import { WebSocket, WebSocketServer } from "ws";
import { idOf } from "../../../lib/random.mjs";
import { json } from "./log.mjs";

/** More rows than this make a message of more than the 16 MB that its sockets take. */
const MOST = 15_000;

export async function start(rows) {
  const store = createMergeableStore("server");
  store.setTables({ accounts: Object.fromEntries(rows.map(({ id, values }) => [id, values])) });
  return {
    async listening(server) {
      createWsServer(new WebSocketServer({ server, maxPayload: 1 << 30 }));
      const socket = new WebSocket(`ws://127.0.0.1:${server.address().port}/sync`, { maxPayload: 1 << 30 });
      await (await createWsSynchronizer(store, socket, 1)).startSync();
    },
    answer(asked, answer) {
      if (asked.url === "/size") json(answer, { count: rows.length, whole: rows.length > MOST });
      else json(answer, store.getMergeableContent());
    },
    change: (numbers, field, value) => store.transaction(() => numbers.forEach((number) => store.setCell("accounts", idOf(number), field, value))),
  };
}
