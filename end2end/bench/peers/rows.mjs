// The rows that everybody gets: accounts of twelve fields, the same ones for the same number.
import { below, idOf, seeded } from "../../lib/random.mjs";

const SECTORS = ["Bicycles", "Furniture", "Pumps", "Bakeries", "Hospitals", "Shipping", "Software", "Schools"];
const PLACES = ["Antwerp", "Bergen", "Cologne", "Dresden", "Eindhoven", "Florence", "Ghent", "Hamburg", "Innsbruck", "Jena"];
const STEMS = ["Alder", "Birch", "Copper", "Delta", "Ember", "Fjord", "Granite", "Harbour", "Iron", "Juniper", "Kestrel", "Linden"];
const KINDS = ["Works", "Supply", "Trading", "Partners", "Industries", "Logistics"];
const LIFE = ["prospect", "customer", "lapsed", "partner"];
const SOURCES = ["Trade fair", "Referral", "Web site", "Cold call"];

/** The row of this number, from 1: its id and its values. */
export function row(number) {
  const random = seeded(number * 7919);
  const pick = (words) => words[below(random, words.length)];
  const name = `${pick(STEMS)} ${pick(STEMS)} ${pick(KINDS)} ${number}`;
  const host = `${name.toLowerCase().replaceAll(" ", "-")}.example.com`;
  return {
    id: idOf(number),
    values: {
      name,
      number: `A-${String(number).padStart(7, "0")}`,
      sector: pick(SECTORS),
      lifecycle: pick(LIFE),
      revenue: { amount: `${below(random, 9e6) + 1000}.00`, currency: "EUR" },
      employees: 1 + below(random, 5000),
      founded: 1900 + below(random, 120),
      website: `https://${host}`,
      phone: `+49 30 ${1e6 + below(random, 8e6)}`,
      location: pick(PLACES),
      source: pick(SOURCES),
      price_group: `Group ${1 + below(random, 9)}`,
    },
  };
}

/** All rows up to a number. */
export const rows = (count) => Array.from({ length: count }, (_, index) => row(index + 1));

/** Numbers of the rows that others change, spread over all. */
export const changed = (count, all) => Array.from({ length: count }, (_, index) => 1 + Math.floor((index * all) / count));

/** What a change of this round writes. */
export const CHANGED = { field: "location", value: (round) => `Moved ${round}` };
