// express-pouchdb over LevelDB, in the mode that serves PouchDB and nothing else.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express from "express";
import expressPouchDB from "express-pouchdb";
import PouchDB from "pouchdb";
import { idOf } from "../../../lib/random.mjs";

export async function start(rows) {
  const Local = PouchDB.defaults({ prefix: `${mkdtempSync(join(tmpdir(), "sextant-peer-"))}/` });
  // Before the database is made, which it would not know of otherwise.
  const app = express();
  app.use("/db", expressPouchDB(Local, { mode: "minimumForPouchDB", inMemoryConfig: true, logPath: "/dev/null" }));
  const database = new Local("accounts");
  for (let done = 0; done < rows.length; done += 2000) {
    await database.bulkDocs(rows.slice(done, done + 2000).map(({ id, values }) => ({ _id: id, ...values })));
  }
  return {
    answer: app,
    async change(numbers, field, value) {
      const { rows } = await database.allDocs({ keys: numbers.map(idOf), include_docs: true });
      await database.bulkDocs(rows.map(({ doc }) => ({ ...doc, [field]: value })));
    },
  };
}
