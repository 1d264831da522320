// Price lists, drafts and documents of any length, as `shared/pricing` and `shared/document` read them.

const GOODS = [
  ["Centrifugal pump KP 80", "Stainless steel, DN 80, 4 kW, with mechanical seal and coupling guard"],
  ["Frequency converter FC 51", "Wall mounted, IP 55"],
  ["Base plate", ""],
  ["Pressure gauge 0–16 bar", "Glycerine filled"],
  ["Installation by the hour", "Two fitters, on working days between 7 and 17 h"],
  ["Spare seal kit", ""],
  ["Gate valve DN 80 PN 16", "Cast iron, soft seated, hand wheel"],
  ["Flexible connector", "EPDM"],
];

const OPTIONS = ["red", "large"];

/** A price list with tiers, option prices and a hundred rules. */
export function catalog(products = 5000) {
  const surcharges = OPTIONS.map((id) => ({ id, name: id, attribute: id, value: "yes", size: { percent: "5" } }));
  const steps = [["10", "89.95"], ["50", "79.95"]].map(([from, price]) => ({ from, price }));
  const entries = Array.from({ length: products }, (_, at) => ({
    id: `e${at}`,
    product: `p${at}`,
    price: "99.95",
    tiers: { mode: "graduated", steps },
    surcharges,
  }));
  const discounts = Array.from({ length: 100 }, (_, at) => ({
    id: `r${at}`,
    name: `Rule ${at}`,
    priority: at,
    when: { families: [`f${at % 50}`], min_quantity: "5" },
    size: { percent_off: "2.5" },
  }));
  return { books: [{ id: "list", name: "List", currency: "EUR", entries }], discounts };
}

const byHand = (percent) => ({ change: { percent_off: percent }, reason: "project", by: "anna" });

/** A draft of so many lines over such a price list, with discounts of every kind. */
export function draft(lines, products = 5000) {
  const line = (_, at) => ({
    id: `l${at}`,
    product: { id: `p${(at * 7) % products}`, code: `KP-${1000 + at}`, name: GOODS[at % GOODS.length][0], family: `f${at % 50}` },
    description: GOODS[at % GOODS.length][1],
    quantity: String((at % 90) + 1),
    choices: OPTIONS.map((attribute) => ({ attribute, value: "yes" })),
    discount: byHand("1"),
    tax: { category: "S", rate: "20" },
  });
  return { currency: "EUR", date: "2026-11-21", lines: Array.from({ length: lines }, line), discount: byHand("3") };
}

const party = (name, street, city) => ({ name, address: { street, city, country: "Austria" }, email: "offers@example.com" });

/** The document of a priced quote. */
export const quoteDocument = (quote) => ({
  number: "Q-2026-0417",
  version: 1,
  title: "Booster station for the Donau Brewery",
  issued: "2026-11-21",
  valid_until: "2026-12-31",
  seller: party("Northwind Pumps GmbH", "Hafenstraße 12", "Wien"),
  buyer: party("Donau Brauerei AG", "Brauhausgasse 3", "Linz"),
  introduction: "Thank you for your enquiry.",
  terms: "Payment within 30 days without deduction.",
  quote,
});
