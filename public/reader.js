// Reads stored chunks of the replica and unpacks them, so that the app's own thread need not: the app asks by
// `readChunks` of `boot.js`, and reads by itself what is not answered.
const opened = () =>
  new Promise((resolve, reject) => {
    const opening = indexedDB.open("sextant");
    // There is none, and it is not for this worker to make one.
    opening.onupgradeneeded = () => opening.transaction.abort();
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      // Nobody who wants to change or delete the database waits for a reader.
      opening.result.onversionchange = () => {
        opening.result.close();
        database = undefined;
      };
      resolve(opening.result);
    };
  });

let database;

/** The connection; where there was none, it is asked for again. */
function connected() {
  database ??= opened();
  database.catch(() => (database = undefined));
  return database;
}

async function stored(hashes) {
  const store = (await connected()).transaction("chunks").objectStore("chunks");
  return Promise.all(
    hashes.map(
      (hash) =>
        new Promise((resolve, reject) => {
          const asked = store.get(hash);
          asked.onsuccess = () => resolve(asked.result);
          asked.onerror = () => reject(asked.error);
        }),
    ),
  );
}

/** The text inside; nothing where it is not there or damaged. */
function unpacked(bytes) {
  if (!bytes) return undefined;
  const text = new Response(bytes).body.pipeThrough(new DecompressionStream("gzip"));
  return new Response(text).arrayBuffer().catch(() => undefined);
}

async function texts(hashes) {
  const found = await stored(hashes);
  return Promise.all(found.map(unpacked));
}

// Both take the browser tens of milliseconds the first time, and none on the app's own thread after that: to open what is
// stored, and to learn how numbers are written here.
connected().catch(() => {});
new Intl.NumberFormat(navigator.language);

onmessage = async ({ data: { number, hashes } }) => {
  const read = await texts(hashes).catch(() => undefined);
  postMessage({ number, read }, read?.filter(Boolean) ?? []);
};
