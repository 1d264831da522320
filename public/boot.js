// Starts the app. The names below are filled in by `cargo xtask`.
//
// It also looks after the service worker, because a new version is found outside the app:
// - `document.documentElement.dataset.update = "ready"` and the event `sextant:update` on `window`
//   say that a new version waits;
// - the app answers, when the person agrees, with the event `sextant:update-now` on `window`:
//   the new version takes over and the page loads again;
// - `document.documentElement.dataset.workshop` is the address of the workshop, a worker that the app starts when it is
//   needed, `loadStage()` gives the script that shows products in three dimensions, and `dataset.kept = "all"` says
//   that both are on the device and need no network any more;
// - `readChunks()` has a worker read and unpack what is stored, beside the app's own thread.
import init from "__APP_JS__";
import { expect, started } from "__CHUNKS__";

const root = document.documentElement;
root.dataset.workshop = "__WORKSHOP__";
globalThis.loadStage = () => import("__STAGE__");

/** Whoever waits for what the reader reads, by the numbers of their questions. */
const waiting = new Map();
let reader;

function startReader() {
  const worker = new Worker("__READER__");
  worker.onmessage = ({ data: { number, read } }) => {
    waiting.get(number)(read);
    waiting.delete(number);
  };
  worker.onerror = globalThis.endReading;
  return worker;
}

let questions = 0;

/** The unpacked texts of stored chunks; nothing where there is nobody to read them. */
globalThis.readChunks = (hashes) =>
  new Promise((resolve) => {
    reader ??= startReader();
    waiting.set((questions += 1), resolve);
    reader.postMessage({ number: questions, hashes });
  });

/** Ends the reader until it is asked again. */
globalThis.endReading = () => {
  reader?.terminate();
  reader = undefined;
  for (const resolve of waiting.values()) resolve();
  waiting.clear();
};

function announce() {
  root.dataset.update = "ready";
  window.dispatchEvent(new CustomEvent("sextant:update"));
}

/** Announces a worker that has been installed while another one serves this page. */
function watch(worker) {
  worker?.addEventListener("statechange", () => {
    if (worker.state === "installed" && navigator.serviceWorker.controller) announce();
  });
}

function takeOver(registration) {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  registration.waiting?.postMessage({ type: "skip-waiting" });
}

/** Waits until the first screen can be used, and the browser has nothing better to do. */
const idle = () =>
  new Promise((resolve) => {
    const wait = () => (self.requestIdleCallback ?? setTimeout)(resolve);
    if (root.dataset.ready) return wait();
    const watched = new MutationObserver(() => {
      if (!root.dataset.ready) return;
      watched.disconnect();
      wait();
    });
    watched.observe(root, { attributeFilter: ["data-ready"] });
  });

/** Has the service worker fetch what the first screen does not need. */
async function keepLater() {
  if (root.dataset.kept) return;
  const { active } = await navigator.serviceWorker.ready;
  await idle();
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => {
    if (data.kept) root.dataset.kept = "all";
    port1.close();
  };
  active.postMessage({ type: "keep-later" }, [port2]);
}

async function keepOffline() {
  const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  window.addEventListener("sextant:update-now", () => takeOver(registration));
  if (registration.waiting && navigator.serviceWorker.controller) announce();
  watch(registration.installing);
  registration.addEventListener("updatefound", () => watch(registration.installing));
  keepLater();
  // An app that stays open for days asks by itself, when it comes back into view.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "visible" || !navigator.onLine) return;
    registration.update().catch(() => {});
    keepLater();
  });
  window.addEventListener("online", keepLater);
}

/** The app could not be loaded, so its messages could not either: English, and a way on. */
function failed(error) {
  console.error(error);
  const note = document.createElement("main");
  note.setAttribute("role", "alert");
  note.className = "boot-failed";
  note.textContent = "Sextant could not start. Your data on this device is unharmed. Please load the page again.";
  document.body.append(note);
}

// What the first list needs beside the program is made ready while that is on its way: whoever reads what is stored, and
// the font, without which the list would be laid out twice. Where nothing is stored the reader is not wanted; where the
// browser makes none, the app reads by itself.
try {
  reader ??= startReader();
} catch (error) {
  console.info("nobody reads beside the app:", error.message);
}
idle().then(() => {
  if (questions === 0) globalThis.endReading();
});
document.fonts.load("1em Inter").catch(() => {});

const wasm = new Request("__APP_WASM__", { integrity: "__APP_WASM_INTEGRITY__" });
expect(location.pathname);
init({ module_or_path: wasm }).then(started).catch(failed);
// Where the browser refuses (a private window), the app still works while online.
if ("serviceWorker" in navigator) keepOffline().catch((error) => console.info("no offline start:", error.message));
