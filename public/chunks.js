// Loads the app's chunks: what only some screens need. The names below are filled in by `cargo xtask`.
//
// The app's program imports this module and asks for a chunk by a function `__wasm_split_load_NAME`, with a callback of
// its own and what the callback wants to be told beside whether the chunk is here.
const FILES = "__FILES__";
const NEEDS = "__NEEDS__";
const STYLES = "__STYLES__";

/** The chunk of a page, by the first step of its address; pages of other records are made of lists and forms. */
const PAGES = {
  "": undefined,
  pipeline: undefined,
  "sign-in": undefined,
  articles: "tools",
  configure: "catalogue",
  import: "tools",
  knowledge: "tools",
  "needs-attention": "tools",
  orders: "catalogue",
  products: "catalogue",
  quotes: "catalogue",
  settings: "tools",
};
const OTHER_PAGES = "records";

let start;
/** What the running program exports. */
const program = new Promise((resolve) => (start = resolve));

/** Says that the program runs; no chunk starts before. */
export const started = (exports) => start(exports);

/** What is made once; a failure is forgotten, so that it can be tried again. */
function once(make) {
  const made = new Map();
  return (name) => {
    if (!made.has(name)) {
      const making = make(name);
      made.set(name, making);
      making.catch(() => made.delete(name));
    }
    return made.get(name);
  };
}

const tried = new Set();

/** A second try goes past what the browser keeps: it keeps also what was not what it should be. */
const compiled = once(async (name) => {
  const { url, integrity } = FILES[name];
  const cache = tried.has(name) ? "reload" : "default";
  tried.add(name);
  return WebAssembly.compileStreaming(fetch(url, { integrity, cache }));
});

const running = once(async (name) => {
  const [exports, module] = await Promise.all([program, compiled(name)]);
  await WebAssembly.instantiate(module, { __wasm_split: exports });
});

/** The styles that no page without a chunk needs. */
const styled = once(
  () =>
    new Promise((resolve, reject) => {
      const link = document.createElement("link");
      Object.assign(link, { rel: "stylesheet", href: STYLES.url, integrity: STYLES.integrity, onload: resolve });
      link.onerror = () => {
        link.remove();
        reject(new Error("no styles"));
      };
      document.head.append(link);
    }),
);

/** Fetches and compiles what the page at an address needs, while the program itself is on its way. */
export function expect(path) {
  const page = path.split("/")[1];
  const chunk = Object.hasOwn(PAGES, page) ? PAGES[page] : OTHER_PAGES;
  if (chunk) styled().catch(() => {});
  for (const name of NEEDS[chunk] ?? []) compiled(name).catch(() => {});
}

function loader(chunk) {
  return async (callback, data) => {
    const here = await Promise.all([styled(), ...NEEDS[chunk].map(running)]).then(
      () => true,
      (error) => {
        console.info(`${chunk} did not load:`, error.message);
        return false;
      },
    );
    const exports = await program;
    exports.__indirect_function_table.get(callback)(data, here);
  };
}

/* __LOADERS__ */
