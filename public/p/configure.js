// The public configurator: what goes together and what it costs is worked out by the workshop, in a worker, so that it
// needs no network once it is here. The page is written by the server; this fills it in.
// The names below are filled in by `cargo xtask`.
import { Desk } from "/p/shop/desk.js";
import { showChoices } from "/p/shop/choices.js";
import { offerPresets } from "/p/shop/presets.js";
import { offerComparison } from "/p/shop/compare.js";
import { offerLink } from "/p/shop/share.js";
import { showSummary } from "/p/shop/summary.js";
import { offerScene } from "/p/shop/scene.js";
import { takeRequests } from "/p/shop/request.js";
import { keepOffline } from "/p/shop/offline.js";
import { fill, report } from "/p/shop/words.js";

const WORKSHOP = "__WORKSHOP__";
const STAGE = "__STAGE__";

const root = document.documentElement;
const shop = document.querySelector("[data-configure]");

/** In a frame of another site: tells it how high the page is, and nothing else. */
function fitFrame() {
  root.dataset.embedded = "true";
  const tell = () => parent.postMessage({ type: "sextant:height", height: Math.ceil(document.body.scrollHeight) }, "*");
  new ResizeObserver(tell).observe(document.body);
}

async function open() {
  const address = shop.dataset.configure;
  const response = await fetch(`${address}/parts`, { credentials: "omit" });
  if (!response.ok) throw new Error(`${response.status}`);
  const parts = await response.json();
  const desk = new Desk({ workshop: WORKSHOP, address, shop, parts });
  await desk.open();
  offerPresets(desk);
  showChoices(desk);
  showSummary(desk);
  offerScene(desk, () => import(STAGE));
  offerComparison(desk);
  offerLink(desk);
  takeRequests(desk);
  await desk.begin();
  root.dataset.ready = "true";
}

function failed(error) {
  console.error(error);
  // Without the parts there are no words either, but those that the page brought.
  report(shop.querySelector("[data-status]"), shop.dataset.failed, "bad");
}

if (new URLSearchParams(location.search).has("embed") && parent !== window) fitFrame();
fill(shop);
open().catch(failed);
// The picture was asked for before the worker could see it.
const picture = shop.querySelector(".shop__picture")?.getAttribute("src");
const pages = [location.pathname, `${shop.dataset.configure}/parts`, ...(picture ? [picture] : [])];
keepOffline(pages).catch((error) => console.info("not kept:", error.message));
