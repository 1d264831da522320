// What a person does in the configurator.
import { expect } from "@playwright/test";

/** What stands beside the choices: price, what is left, what to do with it. */
export const summary = (page) => page.getByRole("complementary", { name: "Your product" });

/** An option of an attribute, by the beginning of its name. */
export const option = (page, attribute, name) =>
  page.getByRole("radiogroup", { name: attribute, exact: true }).getByRole("radio", { name: new RegExp(`^${name}`) });

/** The configurator's price once it is another one. */
export async function priceAfter(page, before, act) {
  const figure = summary(page).locator(".configure-summary__price");
  await act();
  await expect(figure).not.toHaveText(before);
  return figure.textContent();
}

/** The rows of a bill of materials. */
export const parts = (table) =>
  table.getByRole("row").evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)).sort());
