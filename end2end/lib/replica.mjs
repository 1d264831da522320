// What a person who reads the device's storage would see: everything in the replica's IndexedDB, as text.

/** All stored records by entity: rows of the snapshot's chunks, then those of the overlay. */
export async function storedRecords(page) {
  const { chunks, overlay } = await page.evaluate(readStores);
  const records = chunks.flatMap(unpack);
  const newer = overlay.filter(({ text }) => text !== "").map(({ text }) => unwrap(JSON.parse(text)));
  return [...records, ...newer];
}

/** Everything stored, as one text: for asking whether something is anywhere on the device. */
export async function storedText(page) {
  const stores = await page.evaluate(readStores);
  return JSON.stringify(stores);
}

/** As [`storedText`], without the tops of lists, which the device keeps by itself whenever a list has come to rest. */
export async function storedWork(page) {
  const stores = await page.evaluate(readStores);
  return JSON.stringify({ ...stores, meta: stores.meta.filter(({ key }) => !key.startsWith("page/")) });
}

async function readStores() {
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open("sextant");
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const all = (store) =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction(store);
      const keys = transaction.objectStore(store).getAllKeys();
      const values = transaction.objectStore(store).getAll();
      transaction.oncomplete = () => resolve(keys.result.map((key, index) => [key, values.result[index]]));
      transaction.onerror = () => reject(transaction.error);
    });
  const inflate = (bytes) =>
    new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).json();
  const [meta, chunks, overlay, outbox] = await Promise.all(["meta", "chunks", "overlay", "outbox"].map(all));
  database.close();
  return {
    meta: meta.map(([key, text]) => ({ key, text })),
    chunks: await Promise.all(chunks.map(([, bytes]) => inflate(bytes))),
    overlay: overlay.map(([key, text]) => ({ key, text })),
    outbox: outbox.map(([, text]) => text),
  };
}

/** Rows of a chunk: `{ entity, id, fields }`. */
function unpack({ entity, fields, rows }) {
  return rows.map(([id, , values, stamps]) => {
    const held = fields.map((field, index) => [field, values[index], stamps[index] ?? -1]);
    return { entity, id, fields: Object.fromEntries(held.filter(([, , stamp]) => stamp >= 0)) };
  });
}

function unwrap({ entity, id, cells }) {
  return { entity, id, fields: Object.fromEntries(cells.map(([field, value]) => [field, value])) };
}
