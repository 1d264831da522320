// The product so far: what it costs and what it consists of.
import { money } from "/p/shop/desk.js";
import { make, say } from "/p/shop/words.js";

/** What is told of a choice: a name and words; nothing where nobody would miss it. */
function told({ attribute, value, name, words, follows }) {
  return follows && !words ? [] : [make("li", "", make("span", "sum__name", name || attribute), " ", make("span", "", words || value))];
}

/** Fills the summary in after every price. */
export function showSummary(desk) {
  const part = (name) => desk.shop.querySelector(`[data-${name}]`);
  const over = part("over");
  over.disabled = false;
  over.addEventListener("click", () => desk.startWith({}));
  const quantity = desk.shop.querySelector("input[name=quantity]");
  quantity.addEventListener("input", () => {
    if (quantity.checkValidity()) desk.count(quantity.valueAsNumber);
  });
  desk.addEventListener("price", () => {
    const { quote, configured, words } = desk;
    const open = desk.model.attributes.some((_, at) => desk.clicked.answer.attributes[at].options.filter(({ possible }) => possible).length > 1);
    const currency = desk.parts.prices?.draft.currency;
    part("label").textContent = quote ? say(words, open ? "from" : "total") : "";
    part("total").textContent = quote ? money(quote.totals.net, currency) : say(words, configured ? "unpriced" : "conflict");
    part("tax").textContent = quote ? say(words, "gross", { amount: money(quote.totals.gross, currency) }) : "";
    part("lines").replaceChildren(...(configured?.choices ?? []).flatMap(told));
  });
}
