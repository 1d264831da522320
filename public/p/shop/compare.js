// Configurations side by side: what is chosen now, what was put aside, and the presets.
import { money } from "/p/shop/desk.js";
import { button, make, say } from "/p/shop/words.js";

/** Most that stand beside what is chosen now. */
const MOST = 4;

/** Lets the visitor compare. */
export function offerComparison(desk) {
  const dialog = desk.shop.querySelector("[data-comparison]");
  const open = desk.shop.querySelector("[data-compare]");
  open.disabled = false;
  open.addEventListener("click", () => {
    dialog.showModal();
    show(desk, dialog);
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.querySelector("[data-aside]").addEventListener("click", () => {
    desk.putAside();
    show(desk, dialog);
  });
}

/** What can be compared: its name, its choices, and how to take it out of the table where that is possible. */
function candidates(desk) {
  const now = { name: say(desk.words, "compare-now"), choices: desk.choices };
  const aside = desk.aside.map((choices, at) => ({
    name: say(desk.words, "compare-aside", { what: String(at + 1) }),
    choices,
    drop: () => desk.dropAside(at),
  }));
  const presets = (desk.model.presets ?? []).map(({ name, choices }) => ({ name, choices }));
  return [now, ...[...aside, ...presets].slice(0, MOST)];
}

/** Fills the table. Of two answers the one to the later question counts. */
async function show(desk, dialog) {
  const place = dialog.querySelector("[data-table]");
  const round = String(Number(place.dataset.round ?? 0) + 1);
  place.dataset.round = round;
  dialog.querySelector("[data-aside]").disabled = !desk.canPutAside;
  try {
    const columns = await Promise.all(candidates(desk).map(async (one) => ({ ...one, ...(await desk.made(one.choices)) })));
    if (place.dataset.round === round) place.replaceChildren(table(desk, dialog, columns));
  } catch (failure) {
    console.error(failure);
    if (place.dataset.round === round) place.replaceChildren(make("p", "notice notice--bad", say(desk.words, "problem")));
  }
}

/** Only what differs: a product may have hundreds of attributes in common with the next. */
function table(desk, dialog, columns) {
  const rows = desk.model.attributes.flatMap(({ id, name }) => {
    const values = columns.map(({ configured }) => valueOf(desk, configured, id));
    return values.every((value) => value === values[0]) ? [] : [row(name, values)];
  });
  const head = make("tr", "", make("td", ""), ...columns.map((column) => heading(desk, dialog, column)));
  const made = make("table", "beside__table", make("thead", "", head), make("tbody", "", ...rows));
  made.setAttribute("aria-label", dialog.getAttribute("aria-label"));
  if (rows.length > 0) return made;
  const same = make("p", "beside__same", say(desk.words, "compare-same"));
  return make("div", "", made, same);
}

function row(name, values) {
  const label = make("th", "", name);
  label.scope = "row";
  return make("tr", "", label, ...values.map((value) => make("td", "", value)));
}

/** What a product has of an attribute, as the page calls it. */
function valueOf(desk, configured, id) {
  const found = configured.choices.find(({ attribute }) => attribute === id);
  return found ? found.words || desk.names(id, found.value).option : "–";
}

function heading(desk, dialog, { name, choices, configured, net, drop }) {
  const currency = desk.parts.prices?.draft.currency;
  const price = net === undefined ? say(desk.words, "unpriced") : money(net, currency);
  const changed = Object.keys(configured.lost).length + configured.changed.length > 0;
  const note = changed ? [make("p", "beside__note", say(desk.words, "compare-changed"))] : [];
  const use = button("button", say(desk.words, "compare-use"), () => {
    dialog.close();
    desk.startWith(choices);
  });
  const less = drop && button("button button--quiet", say(desk.words, "compare-drop", { what: name }), () => {
    drop();
    show(desk, dialog);
  });
  const acts = choices === desk.choices ? [] : [use, less].filter(Boolean);
  const cell = make("th", "", make("p", "beside__name", name), make("p", "beside__price", price), ...note, ...acts);
  cell.scope = "col";
  return cell;
}
