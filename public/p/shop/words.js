// Words and small pieces of the page.

/** A message with its places filled in. */
export const say = (words, key, places = {}) =>
  Object.entries(places).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), words[`shop-js-${key}`]);

/** An element of a class with text or children in it. Text never becomes markup. */
export function make(tag, className, ...inner) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...inner);
  return element;
}

/** A button that does something. */
export function button(className, words, press) {
  const element = make("button", className, words);
  element.type = "button";
  element.addEventListener("click", press);
  return element;
}

/** Says something in an element that is read out; takes it away where there is nothing to say. */
export function report(element, words, tone = "info") {
  element.className = `notice notice--${tone}`;
  element.textContent = words ?? "";
  element.hidden = !words;
}

/** Countries by their names in the page's language. The browser knows them; the server needs their codes only. */
export function fill(shop) {
  const select = shop.querySelector("select[name=country]");
  const names = new Intl.DisplayNames(document.documentElement.lang, { type: "region" });
  const named = CODES.split(" ").map((code) => ({ code, name: names.of(code) ?? code }));
  named.sort((a, b) => a.name.localeCompare(b.name));
  select.append(...named.map(({ code, name }) => new Option(name, code)));
}

const CODES =
  "AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF " +
  "CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG " +
  "GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR " +
  "KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC " +
  "NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI " +
  "SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI " +
  "VN VU WF WS XK YE YT ZA ZM ZW";
