// Whether everything that can be pressed can be reached: by a finger, and by the keyboard alone.

/** What a person may act on. */
const TARGETS = [
  "a[href]", "button", "input", "select", "textarea", "summary",
  ...["button", "checkbox", "combobox", "link", "menuitem", "menuitemradio", "option", "radio", "switch", "tab", "treeitem"].map((role) => `[role=${role}]`),
].join();

/**
 * Targets of which a finger does not find 44 by 44 CSS pixels (WCAG 2.5.5), as sentences. What counts is what answers
 * around the middle, so that an invisible margin or a label is part of its target. Exempt, as there: links in a
 * sentence, and what a larger target does as well, which here is the link of a row that opens by a press anywhere.
 */
export const smallTargets = (page) => page.evaluate(([targets]) => {
  const SIZE = 44;
  // The right and lower edges are not inside any more, and sizes are fractions.
  const HALF = SIZE / 2 - 0.1;
  const modal = document.querySelector(":modal");
  const seen = (el) => el.checkVisibility({ visibilityProperty: true }) && !el.matches(":disabled") && (!modal || modal.contains(el));
  const rowOpens = (el) => el.matches("a") && el.closest("[role=row][tabindex]");
  const inSentence = (el) => {
    if (!el.matches("a") || getComputedStyle(el).display !== "inline") return false;
    let block = el.parentElement;
    while (block && getComputedStyle(block).display === "inline") block = block.parentElement;
    return (block?.textContent.trim().length ?? 0) > el.textContent.trim().length + 1;
  };
  const answers = (el, x, y) => {
    const hit = document.elementFromPoint(x, y);
    const labels = [...(el.labels ?? [])];
    return hit && (el.contains(hit) || labels.some((label) => label.contains(hit)));
  };
  const size = (el) => el.getBoundingClientRect();
  const fits = (el) => {
    const { width, height } = size(el);
    if (width >= 2 * HALF && height >= 2 * HALF) return true;
    el.scrollIntoView({ block: "center", inline: "center" });
    const { left, top, width: w, height: h } = size(el);
    const [x, y] = [left + w / 2, top + h / 2];
    const far = [[x - HALF, y], [x + HALF, y], [x, y - HALF], [x, y + HALF]];
    return far.every(([x, y]) => answers(el, x, y));
  };
  const name = (el) => {
    const { width, height } = size(el);
    const words = el.getAttribute("aria-label") ?? el.textContent ?? "";
    return `${el.tagName.toLowerCase()}${el.id && `#${el.id}`}.${el.className} “${words.trim().slice(0, 40)}” ${Math.round(width)} × ${Math.round(height)}`;
  };
  const all = [...document.querySelectorAll(targets)].filter((el) => seen(el) && !rowOpens(el) && !inSentence(el));
  return [...new Set(all.filter((el) => !fits(el)).map(name))];
}, [TARGETS]);

/** Where the page is wider than its window, as sentences. */
export const overflows = (page) => page.evaluate(() => {
  const wide = (name, el) => (el && el.scrollWidth > el.clientWidth + 1 ? [`${name}: ${el.scrollWidth} in ${el.clientWidth}`] : []);
  const parts = [["page", document.documentElement], ["body", document.body], ["main", document.querySelector("main")]];
  return parts.flatMap(([name, el]) => wide(name, el));
});

/** Presses of Tab between two looks at how far the focus has come. */
const BURST = 10;

/**
 * What Tab does not reach, as sentences, after going once around the page. Inside a composite (a list of tabs, a menu,
 * a group of radio buttons, a grid, a tree, a board's list) one stop is enough: arrows go on from there.
 */
export async function unreached(page) {
  const most = await page.evaluate(mark, TARGETS);
  for (let pressed = 1; pressed <= most; pressed++) {
    await page.keyboard.press("Tab");
    if (pressed % BURST === 0 && (await page.evaluate(() => globalThis.__reach.around))) break;
  }
  return page.evaluate(left);
}

/**
 * Puts what must be reached into the page's memory and notes from then on where the focus comes by; how often Tab may
 * be pressed. Once it comes by a second time it has been around. A date has several stops inside one field.
 */
function mark(targets) {
  const modal = document.querySelector(":modal");
  const seen = (el) => el.checkVisibility({ visibilityProperty: true }) && !el.matches(":disabled, [aria-hidden=true] *") && (!modal || modal.contains(el));
  const all = [...document.querySelectorAll(targets)].filter(seen);
  const stops = new Set(document.activeElement === document.body ? [] : [document.activeElement]);
  const reach = { all, stops, around: false };
  globalThis.__reach?.ended.abort();
  reach.ended = new AbortController();
  document.addEventListener("focusin", ({ target }) => {
    reach.around ||= stops.has(target);
    stops.add(target);
  }, { capture: true, signal: reach.ended.signal });
  globalThis.__reach = reach;
  return 3 * all.length + 20;
}

/** The targets that were not reached, and whose composite was not either. */
function left() {
  const COMPOSITE = "[role=tablist], [role=menu], [role=radiogroup], [role=listbox], [role=tree], [role=toolbar]";
  const ITEM = "li[tabindex], [role=row][tabindex]";
  const { all, stops } = globalThis.__reach;
  const entered = (group) => group && [...stops].some((stop) => group.contains(stop));
  // A list that belongs to a field is walked with the arrows while the focus stays in the field.
  const owned = (el) => [...stops].some((stop) => {
    const list = document.getElementById(stop.getAttribute?.("aria-controls") ?? "");
    return list?.contains(el);
  });
  // Of rows, cards and tasks one is a stop, with what is inside it; j, k and arrows bring the others there.
  const inItem = (el) => el.closest(ITEM) && [...stops].some((stop) => stop.matches?.(ITEM));
  const inGroup = (el) => el.type === "radio" && [...stops].some((stop) => stop.type === "radio" && stop.name === el.name);
  const reached = (el) => stops.has(el) || entered(el.closest(COMPOSITE)) || inItem(el) || owned(el) || inGroup(el);
  const name = (el) => `${el.tagName.toLowerCase()}.${el.className} “${(el.getAttribute("aria-label") ?? el.textContent ?? "").trim().slice(0, 40)}”`;
  return [...new Set(all.filter((el) => el.isConnected && !reached(el)).map(name))];
}
