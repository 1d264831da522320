// Starts the workshop, a worker for what the app's shell must not carry: product engine, prices, PDF.
// The names below are filled in by `cargo xtask`.
import init from "__WORKSHOP_JS__";

const WASM = new Request("__WORKSHOP_WASM__", { integrity: "__WORKSHOP_WASM_INTEGRITY__" });
const FONTS = [
  ["__REGULAR__", "__REGULAR_INTEGRITY__"],
  ["__BOLD__", "__BOLD_INTEGRITY__"],
];

/** The fonts of documents, regular and semi-bold, when the first document is written. */
self.fetchFonts = () =>
  Promise.all(
    FONTS.map(async ([url, integrity]) => {
      const response = await fetch(url, { integrity });
      if (!response.ok) throw new Error(`${url}: ${response.status}`);
      return response.arrayBuffer();
    }),
  );

// What fails in a promise ends the worker as any other error does: the app hears of it and starts another.
self.addEventListener("unhandledrejection", ({ reason }) => self.reportError(reason));

// Questions may come before there is somebody to answer them.
const early = [];
self.onmessage = (event) => early.push(event);
init({ module_or_path: WASM }).then(() => {
  for (const event of early) self.onmessage(event);
});
