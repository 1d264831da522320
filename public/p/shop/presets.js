// Where to begin: choices that many people begin with, and what the cheapest such product costs.
import { money } from "/p/shop/desk.js";
import { make, say } from "/p/shop/words.js";

/** Offers the model's presets until something is chosen. */
export function offerPresets(desk) {
  const section = desk.shop.querySelector("[data-presets]");
  const { presets = [] } = desk.model;
  if (presets.length === 0) return;
  section.querySelector(".begin__cards").append(...presets.map((preset) => card(desk, preset)));
  desk.addEventListener("click", () => {
    section.hidden = Object.keys(desk.choices).length > 0;
  });
}

function card(desk, { name, about, choices }) {
  const price = make("span", "preset__price");
  const told = about ? [make("span", "preset__about", about)] : [];
  const press = make("button", "preset", make("span", "preset__name", name), ...told, price);
  press.type = "button";
  press.addEventListener("click", () => begin(desk, choices));
  tell(desk, choices, price).catch((failure) => console.error(failure));
  return press;
}

/** The cards go, so whoever pressed one goes on at the first thing that it has chosen. */
async function begin(desk, choices) {
  await desk.startWith(choices);
  desk.shop.querySelector("[data-choices] :is(input:checked, select)")?.focus({ preventScroll: true });
}

/** Without public prices nothing is told of them. */
async function tell(desk, choices, place) {
  const { net } = await desk.made(choices);
  if (net === undefined) return;
  place.textContent = say(desk.words, "preset-from", { amount: money(net, desk.parts.prices.draft.currency) });
}
