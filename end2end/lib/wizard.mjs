// The import wizard, as a person goes through it.
import { expect } from "@playwright/test";
import { go } from "./app.mjs";

/** What carries the import out. */
export const importButton = (page) => page.getByRole("button", { name: /^Import [\d,]+ records$|^Import one record$/ });

/** What the check has counted under a label. */
export const figure = (page, label) => page.getByText(label, { exact: true }).locator("..");

/** Gives the wizard a file. */
export async function choose(page, file) {
  await go(page, "Import");
  await page.getByLabel(/Choose a file/).setInputFiles(file);
}

/** Has the rows checked. */
export async function checkRows(page) {
  await page.getByRole("button", { name: "Check the rows" }).click();
  await expect(importButton(page)).toBeVisible({ timeout: 30_000 });
}
