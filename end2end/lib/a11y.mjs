// axe, over a page as it stands, in both themes.
import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "@playwright/test";
import { atRest } from "./app.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** A theme changes colours and nothing else, so that a second theme is asked about them alone. */
const OF_COLOUR = ["color-contrast", "link-in-text-block"];

/** Fails with rule, element and reason for each violation, in either theme. */
export async function expectAccessible(page, { include, exclude = [], themes = ["light", "dark"] } = {}) {
  const found = [];
  for (const [at, colorScheme] of themes.entries()) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    // Half-way between two colours there is no contrast.
    await atRest(page);
    found.push(...(await violations(page, include, exclude, at > 0)).map((text) => `${colorScheme}: ${text}`));
  }
  await page.emulateMedia({ colorScheme: null });
  expect(found, "axe finds nothing").toEqual([]);
}

async function violations(page, include, exclude, onlyColour) {
  // Without frames of other origins one run in the page does, and takes a third of the time.
  let axe = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ["violations"] });
  axe = onlyColour ? axe.withRules(OF_COLOUR) : axe.withTags(RULES);
  if (include) axe = axe.include(include);
  for (const part of exclude) axe = axe.exclude(part);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(" ")}: ${failureSummary}`),
  );
}
