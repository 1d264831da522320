// A pull that says which rows to put since the cookie: the whole book at first, then what changed.
import { idOf } from "../../../lib/random.mjs";
import { Log, json } from "./log.mjs";

export async function start(rows) {
  const log = new Log(rows);
  return {
    answer(asked, answer) {
      const { rows, seq } = log.since(Number(new URL(asked.url, "http://peer").searchParams.get("since")));
      const patch = rows.map((row) => ({ op: "put", key: row.id, value: row }));
      json(answer, { cookie: seq, lastMutationIDChanges: {}, patch });
    },
    change: (numbers, field, value) => numbers.forEach((number) => log.change(idOf(number), field, value)),
  };
}
