// What can be chosen: how every option stands, why, and what would help.
import { button, make, say } from "/p/shop/words.js";

/** How the options of an attribute stand: `chosen`, `follows`, `always`, `refused` or `open`. */
function stands(desk, at) {
  const { id } = desk.model.attributes[at];
  const { answer } = desk.clicked;
  const { options } = answer.attributes[at];
  const chosen = desk.choices[id];
  const left = options.filter(({ possible }) => possible);
  const follows = answer.consequences.some(({ attribute }) => attribute === id);
  return options.map((option) => {
    if (option.id === chosen) return "chosen";
    if (!option.possible && !option.alternative) return "refused";
    if (chosen === undefined && left.length === 1 && option.possible) return follows ? "follows" : "always";
    return "open";
  });
}

const isDecided = (stand) => stand === "chosen" || stand === "follows" || stand === "always";

/** One fieldset. */
class Row {
  #desk;
  #at;
  #field;
  #note;
  #why;
  #stands = [];

  constructor(desk, at, field) {
    [this.#desk, this.#at, this.#field] = [desk, at, field];
    this.#note = field.querySelector("[data-note]");
    this.#why = field.querySelector("[data-why]");
    this.attribute = desk.model.attributes[at];
    const list = field.querySelector("select");
    if (list) list.addEventListener("change", () => this.#listed(list));
    for (const input of field.querySelectorAll("input")) input.addEventListener("click", (event) => this.#pressed(event));
    for (const control of field.querySelectorAll("input, select")) control.disabled = false;
  }

  /** Shows how everything stands; what was asked before is answered. */
  show() {
    this.#stands = stands(this.#desk, this.#at);
    this.#why.replaceChildren();
    const list = this.#field.querySelector("select");
    if (list) this.#showList(list);
    else this.#field.querySelectorAll("input").forEach((input, at) => this.#showOption(input, at));
    this.#showNote();
  }

  /** Whether it stands in this step. */
  isIn(step) {
    return step.contains(this.#field);
  }

  /** Whether the choices leave nothing of it. */
  get isAbsent() {
    const at = this.#stands.indexOf("follows");
    return at >= 0 && !this.attribute.options[at].present;
  }

  #showOption(input, at) {
    const stand = this.#stands[at];
    input.checked = isDecided(stand);
    const label = input.closest("label");
    label.classList.toggle("option--refused", stand === "refused");
    label.querySelector("[data-price]").textContent = this.#price(at);
  }

  #showList(list) {
    const words = this.#desk.words;
    this.#stands.forEach((stand, at) => {
      const option = list.options[at + 1];
      option.dataset.words ??= option.textContent;
      const more = stand === "refused" ? say(words, "why") : this.#price(at);
      option.textContent = [option.dataset.words, more].filter(Boolean).join(" · ");
    });
    list.value = this.attribute.options[this.#stands.findIndex(isDecided)]?.id ?? "";
  }

  /** What an option makes the product cost more or less; for what is excluded, the way to the reason. */
  #price(at) {
    const { words, clicked, parts } = this.#desk;
    if (this.#stands[at] === "refused") return say(words, "why");
    const own = clicked.answer.attributes[this.#at].options[at].price;
    const least = clicked.answer.cheapest?.price;
    // Without public prices nothing is told of them, here as in the total.
    if (this.#stands[at] !== "open" || own === undefined || least === undefined || !parts.prices) return "";
    return own === least ? say(words, "same") : this.#desk.signed(own - least);
  }

  #showNote() {
    const { words } = this.#desk;
    const at = this.#stands.findIndex(isDecided);
    const option = this.attribute.options[at]?.id;
    const notes = {
      chosen: () => button("button button--quiet choice__clear", say(words, "clear", { what: this.attribute.name }), () => this.#choose(undefined)),
      follows: () => button("button button--quiet", say(words, "follows"), () => this.#explain(option)),
      always: () => make("span", "choice__always", say(words, "always")),
    };
    this.#note.replaceChildren(...[notes[this.#stands[at]]?.()].filter(Boolean));
  }

  #choose(option) {
    return this.#desk.choose({ [this.attribute.id]: option });
  }

  /** What is excluded stays unchosen: the press asks why. */
  #pressed(event) {
    const at = this.attribute.options.findIndex(({ id }) => id === event.target.value);
    if (this.#stands[at] !== "refused") return this.#stands[at] === "chosen" ? undefined : this.#choose(event.target.value);
    event.preventDefault();
    return this.#explain(event.target.value);
  }

  #listed(list) {
    const { value } = list;
    const at = this.attribute.options.findIndex(({ id }) => id === value);
    if (this.#stands[at] !== "refused") return this.#choose(value === "" ? undefined : value);
    this.#showList(list);
    return this.#explain(value);
  }

  async #explain(option) {
    const { refused, forced, repairs } = await this.#desk.explain(this.attribute.id, option);
    const reason = refused ?? forced;
    if (!reason) return;
    const key = refused ? (reason.choices.length === 0 ? "never" : "refused") : "forced";
    const names = this.#desk.names(this.attribute.id, option);
    const ways = repairs.map((repair) => way(this.#desk, repair, { [this.attribute.id]: option }, names.option));
    const taken = refused && ways.length > 0 ? [] : reason.choices.map((choice) => takeBack(this.#desk, choice));
    const close = button("button button--quiet", say(this.#desk.words, "close"), () => this.#why.replaceChildren());
    this.#why.replaceChildren(
      make("div", "why", make("p", "why__title", say(this.#desk.words, key, names)), rules(reason), ...ways, make("div", "why__ways", ...taken, close)),
    );
  }
}

/** The sentences of the rules. */
const rules = ({ rules: all }) => make("ul", "why__rules", ...all.map(({ sentence }) => make("li", "", sentence)));

/** A way to take one of one's own choices back. */
function takeBack(desk, { attribute, option }) {
  return button("button", say(desk.words, "take-back", desk.names(attribute, option)), () => desk.choose({ [attribute]: undefined }));
}

/** A way out: what it changes and what that costs, done by one press. */
function way(desk, { changes, product }, wanted, name) {
  const change = ({ attribute, from, to }) => {
    const [before, after] = [from, to].map((option) => desk.names(attribute, option));
    return make("li", "", say(desk.words, "change", { what: before.what, from: before.option, to: after.option }));
  };
  const words = name ? say(desk.words, "anyway", { option: name }) : say(desk.words, "mend");
  const mended = Object.fromEntries(changes.map(({ attribute, to }) => [attribute, to]));
  const least = desk.clicked.answer.cheapest?.price;
  const more = least === undefined || !desk.parts.prices ? "" : desk.signed(product.price - least);
  return make(
    "div",
    "way",
    button("button button--primary", words, () => desk.choose({ ...wanted, ...mended })),
    make("ul", "way__changes", ...changes.map(change)),
    make("span", "way__price", more),
  );
}

/** Choices that cannot be built together, as a link may bring them. */
function showConflict(desk, place) {
  const { answer, conflicts, repairs } = desk.clicked;
  if (answer.valid) return place.replaceChildren();
  const chosen = ({ choices }) =>
    choices.map(({ attribute, option }) => Object.values(desk.names(attribute, option)).join(": ")).join(" · ");
  const reasons = conflicts.flatMap((reason) => [make("p", "why__choices", chosen(reason)), rules(reason)]);
  const ways = repairs.map((repair) => way(desk, repair, {}));
  return place.replaceChildren(make("div", "why why--conflict", make("p", "why__title", say(desk.words, "conflict")), ...reasons, ...ways));
}

/** Fills the choices in, now and after every change. */
export function showChoices(desk) {
  const form = desk.shop.querySelector("[data-choices]");
  form.addEventListener("submit", (event) => event.preventDefault());
  // They stand by steps, which need not be the model's order.
  const place = ({ dataset }) => desk.model.attributes.findIndex(({ id }) => id === dataset.attribute);
  const rows = [...form.querySelectorAll("[data-attribute]")].map((field) => new Row(desk, place(field), field));
  const steps = [...form.querySelectorAll("[data-step]")];
  desk.addEventListener("click", () => {
    for (const row of rows) row.show();
    for (const step of steps) {
      const absent = rows.filter((row) => row.isIn(step)).every(({ isAbsent }) => isAbsent);
      step.querySelector(".step__rows").hidden = absent;
      step.querySelector(".step__absent").hidden = !absent;
    }
    showConflict(desk, form.querySelector("[data-conflict]"));
  });
}
