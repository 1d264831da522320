// Pages of documents after a checkpoint, as RxDB's guide to replication over HTTP has it.
import { idOf } from "../../../lib/random.mjs";
import { Log, json } from "./log.mjs";

export async function start(rows) {
  const log = new Log(rows);
  return {
    answer(asked, answer) {
      const query = new URL(asked.url, "http://peer").searchParams;
      const { rows, seq } = log.since(Number(query.get("since")), Number(query.get("limit")));
      json(answer, { documents: rows.map((row) => ({ ...row, _deleted: false })), checkpoint: { seq } });
    },
    change: (numbers, field, value) => numbers.forEach((number) => log.change(idOf(number), field, value)),
  };
}
