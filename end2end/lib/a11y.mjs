// axe, over a page as it stands, in both themes.
import { AxeBuilder } from "@axe-core/playwright";
import { expect } from "@playwright/test";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Fails with rule, element and reason for each violation, in either theme. */
export async function expectAccessible(page, { include, exclude = [], themes = ["light", "dark"] } = {}) {
  const found = [];
  for (const colorScheme of themes) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    found.push(...(await violations(page, include, exclude)).map((text) => `${colorScheme}: ${text}`));
  }
  await page.emulateMedia({ colorScheme: null });
  expect(found, "axe finds nothing").toEqual([]);
}

async function violations(page, include, exclude) {
  let axe = new AxeBuilder({ page }).withTags(RULES);
  if (include) axe = axe.include(include);
  for (const part of exclude) axe = axe.exclude(part);
  const { violations } = await axe.analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} (${help}) at ${target.join(" ")}: ${failureSummary}`),
  );
}
