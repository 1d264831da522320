// The product that is being made: its model, the choices in the address, what the workshop says of them.
import { Workshop } from "/p/shop/workshop.js";
import { report, say } from "/p/shop/words.js";

/** What would end a name in the address too early. As in the app, so that both read each other's links. */
const safe = (name) => name.replaceAll("%", "%25").replaceAll(",", "%2C").replaceAll(":", "%3A");
const bare = (text) => text.replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%25", "%");

const written = (choices) => Object.entries(choices).map(([key, option]) => `${safe(key)}:${safe(option)}`).join(",");

/** Most configurations that are put aside: an address has no end of room. */
const MOST_ASIDE = 3;

/** Tells who listens after every change: `click` when it is known what goes together, `price` when what it costs. */
export class Desk extends EventTarget {
  /** The open model. */
  model;
  /** The choices, option by attribute. */
  choices = {};
  /** Configurations that were put aside to compare. They stand in the address too. */
  aside = [];
  /** The last answer. */
  clicked;
  /** The whole product and its priced quote; nothing where no prices are told, or it cannot be built. */
  configured;
  quote;
  quantity = 1;
  #workshop;
  #prices;
  #round = 0;

  constructor({ workshop, address, shop, parts }) {
    super();
    Object.assign(this, { address, shop, parts, words: parts.words });
    this.#workshop = new Workshop(workshop);
  }

  /** Opens model and prices. */
  async open() {
    this.model = await this.#workshop.ask("open_model", { source: this.parts.source });
    const { prices } = this.parts;
    if (prices) this.#prices = (await this.#workshop.ask("open_prices", { catalog: prices.catalog })).version;
  }

  /** Begins with the choices of the address. */
  begin() {
    const parameters = new URLSearchParams(location.search);
    this.choices = this.#read(parameters.get("choose") ?? "");
    this.aside = parameters.getAll("aside").slice(0, MOST_ASIDE).map((text) => this.#read(text));
    return this.#follow();
  }

  /** Chooses, or takes back where there is no option. */
  choose(changes) {
    const choices = { ...this.choices, ...changes };
    this.choices = Object.fromEntries(Object.entries(choices).filter(([, option]) => option !== undefined));
    this.#write();
    return this.#follow();
  }

  /** Begins anew: with a preset's choices, or with none. */
  startWith(choices) {
    this.choices = { ...choices };
    this.#write();
    return this.#follow();
  }

  /** Whether there is something new to put aside, and room for it. */
  get canPutAside() {
    const known = [{}, ...this.aside].map(written);
    return this.aside.length < MOST_ASIDE && !known.includes(written(this.choices));
  }

  putAside() {
    this.aside = [...this.aside, this.choices];
    this.#write();
  }

  dropAside(at) {
    this.aside = this.aside.filter((_, other) => other !== at);
    this.#write();
  }

  /** What a visitor hands on: the product with these choices, and not the frame that it may stand in. */
  get link() {
    const url = new URL(location.href);
    url.searchParams.delete("embed");
    url.hash = "";
    return url.href;
  }

  /** The product that choices come to, and what one of it costs: the cheapest where something is still open. */
  async made(choices) {
    const configured = await this.ask("configure", { model: this.model.hash, choices });
    const quote = this.#prices ? await this.#quote(configured, 1) : undefined;
    return { configured, net: quote?.totals.net };
  }

  /** Prices another number of the same. */
  count(quantity) {
    this.quantity = quantity;
    return this.#price(this.#round);
  }

  /** Asks the workshop; where it was started anew, it opens what it needs first. */
  async ask(name, question) {
    try {
      return await this.#workshop.ask(name, question);
    } catch (failure) {
      if (failure.not_open === undefined) throw failure;
      await this.open();
      return this.#workshop.ask(name, question);
    }
  }

  /** Why an option is as it is. */
  explain(attribute, option) {
    return this.ask("explain", { model: this.model.hash, choices: this.choices, attribute, option });
  }

  /** What the cheapest product with these choices looks like. */
  draw() {
    const options = this.clicked.answer.cheapest?.options;
    return options ? this.ask("draw", { model: this.model.hash, options }) : Promise.resolve(undefined);
  }

  /** Asks what goes together, then what it costs. Of answers that come late only those of the last round count. */
  async #follow() {
    const round = (this.#round += 1);
    try {
      const { hash: model } = this.model;
      const clicked = await this.ask("click", { model, choices: this.choices, ask: { count: false, prices: true, reasons: false } });
      if (round !== this.#round) return;
      this.clicked = clicked;
      this.dispatchEvent(new Event("click"));
      report(this.shop.querySelector("[data-status]"), undefined);
      await this.#price(round);
    } catch (failure) {
      console.error(failure);
      if (round === this.#round) report(this.shop.querySelector("[data-status]"), say(this.words, "problem"), "bad");
    }
  }

  async #price(round) {
    const valid = this.clicked.answer.valid;
    const configured = valid ? await this.ask("configure", { model: this.model.hash, choices: this.choices }) : undefined;
    const quote = configured && this.#prices ? await this.#quote(configured, this.quantity) : undefined;
    if (round !== this.#round) return;
    Object.assign(this, { configured, quote });
    this.dispatchEvent(new Event("price"));
  }

  /** The quote as the server will make it of a request: the same draft, priced by the same code. */
  async #quote({ choices, from }, quantity) {
    const { draft, configuration } = this.parts.prices;
    const line = { ...draft.lines[0], quantity: String(quantity), choices, configuration: { ...configuration, from } };
    const question = { prices: this.#prices, draft: { ...draft, lines: [line] } };
    return (await this.ask("price", question)).quote;
  }

  // What things are

  attribute(id) {
    return this.model.attributes.find((attribute) => attribute.id === id);
  }

  /** What an attribute and its option are called. */
  names(attributeId, optionId) {
    const attribute = this.attribute(attributeId);
    const option = attribute?.options.find(({ id }) => id === optionId);
    const [name, value] = [attributeId, optionId].map((id) => CSS.escape(id));
    const listed = this.shop.querySelector(`[name="${name}"] [value="${value}"]`)?.dataset.words;
    const pressed = this.shop.querySelector(`[name="${name}"][value="${value}"]`)?.closest("label");
    const unit = attribute?.unit && option?.number !== undefined ? `\u00a0${attribute.unit}` : "";
    const shown = listed ?? pressed?.querySelector(".option__name").textContent;
    return { what: attribute?.name ?? attributeId, option: shown ?? `${option?.name ?? optionId}${unit}` };
  }

  /** An amount of the model's minor units. */
  minor(amount) {
    const { minor_digits: digits, currency } = this.model;
    return money(amount / 10 ** digits, currency);
  }

  /** `+€120`, `−€40`. */
  signed(amount) {
    return `${amount < 0 ? "−" : "+"}${this.minor(Math.abs(amount))}`;
  }

  #read(text) {
    const pairs = text.split(",").map((pair) => pair.split(":").map(bare));
    const known = ([key, option]) => this.attribute(key)?.options.some(({ id }) => id === option);
    return Object.fromEntries(pairs.filter((pair) => pair.length === 2 && known(pair)));
  }

  #write() {
    const url = new URL(location.href);
    for (const name of ["choose", "aside"]) url.searchParams.delete(name);
    const text = written(this.choices);
    if (text) url.searchParams.set("choose", text);
    for (const choices of this.aside) url.searchParams.append("aside", written(choices));
    history.replaceState(null, "", url);
  }
}

/** An amount as people read it; a text of digits stays exact. */
export const money = (amount, currency) =>
  new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency }).format(amount);
