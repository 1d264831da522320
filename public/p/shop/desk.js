// The product that is being made: its model, the choices in the address, what the workshop says of them.
import { Workshop } from "/p/shop/workshop.js";
import { report, say } from "/p/shop/words.js";

/** What would end a name in the address too early. As in the app, so that both read each other's links. */
const safe = (name) => name.replaceAll("%", "%25").replaceAll(",", "%2C").replaceAll(":", "%3A");
const bare = (text) => text.replaceAll("%3A", ":").replaceAll("%2C", ",").replaceAll("%25", "%");

/** Tells who listens after every change: `click` when it is known what goes together, `price` when what it costs. */
export class Desk extends EventTarget {
  /** The open model. */
  model;
  /** The choices, option by attribute. */
  choices = {};
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
    this.choices = this.#read();
    return this.#follow();
  }

  /** Chooses, or takes back where there is no option. */
  choose(changes) {
    const choices = { ...this.choices, ...changes };
    this.choices = Object.fromEntries(Object.entries(choices).filter(([, option]) => option !== undefined));
    this.#write();
    return this.#follow();
  }

  startOver() {
    this.choices = {};
    this.#write();
    return this.#follow();
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
    const quote = configured && this.#prices ? await this.#quote(configured) : undefined;
    if (round !== this.#round) return;
    Object.assign(this, { configured, quote });
    this.dispatchEvent(new Event("price"));
  }

  /** The quote as the server will make it of a request: the same draft, priced by the same code. */
  async #quote({ choices, from }) {
    const { draft, configuration } = this.parts.prices;
    const line = { ...draft.lines[0], quantity: String(this.quantity), choices, configuration: { ...configuration, from } };
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
    const input = this.shop.querySelector(`[name="${CSS.escape(attributeId)}"] [value="${CSS.escape(optionId)}"]`);
    const unit = attribute?.unit && option?.number !== undefined ? `\u00a0${attribute.unit}` : "";
    return { what: attribute?.name ?? attributeId, option: input?.dataset.words ?? `${option?.name ?? optionId}${unit}` };
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

  #read() {
    const pairs = (new URLSearchParams(location.search).get("choose") ?? "").split(",").map((pair) => pair.split(":").map(bare));
    const known = ([key, option]) => this.attribute(key)?.options.some(({ id }) => id === option);
    return Object.fromEntries(pairs.filter((pair) => pair.length === 2 && known(pair)));
  }

  #write() {
    const url = new URL(location.href);
    const text = Object.entries(this.choices).map(([key, option]) => `${safe(key)}:${safe(option)}`).join(",");
    if (text) url.searchParams.set("choose", text);
    else url.searchParams.delete("choose");
    history.replaceState(null, "", url);
  }
}

/** An amount as people read it; a text of digits stays exact. */
export const money = (amount, currency) =>
  new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency }).format(amount);
