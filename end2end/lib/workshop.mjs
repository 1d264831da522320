// The workshop without the app around it: questions and replies as `app/workshop/protocol` describes them.

/** Starts a worker of the page's own; `askWorkshop(question)` asks it in the page. */
export async function startWorkshop(page) {
  await page.evaluate(() => {
    const worker = new Worker(document.documentElement.dataset.workshop, { type: "module" });
    const waiting = new Map();
    worker.onmessage = ({ data: [number, text, milliseconds, ...bytes] }) => {
      waiting.get(number).resolve({ ...JSON.parse(text), milliseconds, bytes });
      waiting.delete(number);
    };
    worker.onerror = ({ message }) => waiting.forEach(({ reject }) => reject(new Error(`the workshop ended: ${message}`)));
    let asked = 0;
    globalThis.askWorkshop = (question) =>
      new Promise((resolve, reject) => {
        asked += 1;
        waiting.set(asked, { resolve, reject });
        worker.postMessage([asked, JSON.stringify(question)]);
      });
  });
}

/** Asks once. `{ Ok | Err, milliseconds, there, hashes }`: milliseconds in the worker, there and back, hashes of the bytes. */
export const ask = (page, question) =>
  page.evaluate(async (question) => {
    const start = performance.now();
    const { bytes, ...reply } = await globalThis.askWorkshop(question);
    const there = performance.now() - start;
    const hex = (digest) => [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const hashes = await Promise.all(bytes.map(async (file) => hex(await crypto.subtle.digest("SHA-256", file))));
    return { ...reply, there, hashes, sizes: bytes.map((file) => file.byteLength) };
  }, question);

/**
 * Clicks at random until everything is decided, again and again, and asks on the way why something is not possible.
 * The figures of every click and explanation.
 */
export const clickAtRandom = (page, model, { sessions, most }) =>
  page.evaluate(
    async ([model, sessions, most]) => {
      let seed = 7;
      const below = (end) => (seed = (seed * 48271) % 2147483647) % end;
      const pick = (list) => list[below(list.length)];
      const timed = async (question) => {
        const start = performance.now();
        const { Ok, Err, milliseconds } = await globalThis.askWorkshop(question);
        if (Err) throw new Error(JSON.stringify(Err));
        return { answer: Ok, milliseconds, there: performance.now() - start };
      };
      const figures = { clicks: [], engine: [], there: [], explanations: [] };
      for (let session = 0; session < sessions; session += 1) {
        const choices = {};
        for (let click = 0; click < most; click += 1) {
          const clicked = await timed({ click: { model, choices, ask: { prices: true, count: false, reasons: false } } });
          figures.clicks.push(clicked.milliseconds);
          figures.engine.push(clicked.answer.milliseconds.answer);
          figures.there.push(clicked.there);
          const undecided = clicked.answer.answer.attributes.filter(({ chosen }) => chosen === undefined);
          const refused = undecided.flatMap(({ id, options }) => options.filter(({ possible }) => !possible).map((option) => [id, option.id]));
          if (refused.length > 0) {
            const [attribute, option] = pick(refused);
            figures.explanations.push((await timed({ explain: { model, choices, attribute, option } })).milliseconds);
          }
          const open = undecided.filter(({ options }) => options.filter(({ possible }) => possible).length > 1);
          if (open.length === 0) break;
          const { id, options } = pick(open);
          choices[id] = pick(options.filter(({ possible }) => possible)).id;
        }
      }
      return figures;
    },
    [model, sessions, most],
  );
