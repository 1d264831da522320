// The configurator on the demo workspace: choosing, why something is not possible, repairs, completion; all offline.
import { kept, visit } from "../lib/app.mjs";
import { test } from "../lib/demo.mjs";
import { expect, expectAccessible, NETWORK } from "../lib/test.mjs";

type Page = import("@playwright/test").Page;

const group = (page: Page, name: string) => page.getByRole("radiogroup", { name, exact: true });
const option = (page: Page, attribute: string, name: string) => group(page, attribute).getByRole("radio", { name: new RegExp(`^${name}`) });
const summary = (page: Page) => page.getByRole("complementary", { name: "Your product" });
const figures = (page: Page) => summary(page).getByRole("status");

test("a bicycle is configured, contradicted, mended, completed and found again, all offline", async ({ demo: { server, page, product }, watched, context }) => {
  watched.allow(NETWORK);
  const bicycle = await product("BI-MERIDIAN");
  await visit(page, server, `/products/${bicycle.id}`);
  await kept(page);
  await server.kill();
  await context.setOffline(true);

  await page.getByRole("link", { name: "Configure", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Configure /);
  await expect(figures(page)).toContainText(/From.*products left/s);
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Products" })).toHaveAttribute("aria-current", "page");
  // How it is checked stands there in plain words; by what, for whoever asks.
  const checked = summary(page).getByText(/^Checked against every possible product, in [\d.,]+ ms$/);
  await expect(checked).toBeVisible();
  await expect(summary(page).getByText(/decision graph/)).toBeHidden();
  await checked.click();
  await expect(summary(page).getByText(/a decision graph of [\d.,]+ nodes/)).toBeVisible();
  const before = await figures(page).textContent();
  await option(page, "Use", "Cargo").check();
  await expect(option(page, "Frame", "Long-tail steel"), "the frame follows").toBeChecked();
  await expect(figures(page)).not.toHaveText(before ?? "");
  await expect(page).toHaveURL(/choose=use(%3A|:)cargo/);
  const marks = await page.evaluate(() => performance.getEntriesByName("configure.click", "measure").length);
  expect(marks).toBeGreaterThan(1);

  // Why not, and the way out.
  const carbon = option(page, "Frame", "Carbon");
  await carbon.click();
  await expect(page.getByText("Frame: Carbon does not go with your choices.")).toBeVisible();
  await expect(page.getByText(/Cargo use needs the long frame|The long frame and the small wheels are for cargo only/)).toBeVisible();
  await expect(carbon).not.toBeChecked();
  await expectAccessible(page);
  await expect(page.getByText(/^Use changes from Cargo to /)).toBeVisible();
  await page.getByRole("button", { name: "Choose Carbon anyway" }).first().click();
  await expect(carbon).toBeChecked();
  await expect(option(page, "Use", "Cargo")).not.toBeChecked();

  await page.goBack();
  await expect(option(page, "Use", "Cargo"), "back is back").toBeChecked();
  await page.goForward();
  await expect(carbon).toBeChecked();

  await summary(page).getByRole("button", { name: "Complete for me" }).click();
  await expect(figures(page)).toContainText(/Total.*One product left · 23 of 23 decided/s);
  const total = await figures(page).textContent();
  await page.reload();
  await expect(figures(page)).toHaveText(total ?? "");
  await expect(carbon).toBeChecked();
  await expectAccessible(page);

  await summary(page).getByRole("button", { name: "Start over" }).click();
  await expect(figures(page)).toHaveText(before ?? "");
  await expect(page).not.toHaveURL(/choose/);
});

test("what follows is undone by clearing its cause, and numbers are stepped by keys", async ({ demo: { server, page, product } }) => {
  await visit(page, server, `/configure/${(await product("BI-MERIDIAN")).id}?choose=use:gravel`);
  await expect(option(page, "Tyres", "45 mm gravel").or(group(page, "Tyres").getByRole("radio", { checked: true }))).toBeChecked();
  await page.getByRole("button", { name: "Follows from your choices" }).first().click();
  await expect(page.getByText(/follows from your choices\.$/)).toBeVisible();
  await expect(page.getByText(/A gravel bicycle has gravel tyres/)).toBeVisible();
  await page.getByRole("button", { name: "Clear Use: Gravel" }).click();
  await expect(page).not.toHaveURL(/choose/);
  await expect(group(page, "Tyres").getByRole("radio", { checked: true })).toHaveCount(0);

  const size = page.getByRole("spinbutton", { name: "Frame size" });
  await size.fill("53");
  await size.press("Enter");
  await expect(size, "the nearest that there is").toHaveValue("52");
  await size.press("ArrowUp");
  await expect(size).toHaveValue("55");
  await page.getByRole("button", { name: "Frame size: less" }).click();
  await expect(size).toHaveValue("52");
  await page.getByRole("button", { name: "Clear Frame size" }).click();
  await expect(size).toHaveValue("");

  const lock = page.getByRole("switch", { name: "Frame lock" });
  await lock.focus();
  await page.keyboard.press("Space");
  await expect(lock).toBeChecked();
  await page.keyboard.press("Space");
  await expect(lock).not.toBeChecked();
  await expect(page).toHaveURL(/lock(%3A|:)no/);
  await option(page, "Use", "City").focus();
  await page.keyboard.press("ArrowDown");
  await expect(option(page, "Use", "Touring")).toBeChecked();
});

test("a link says what it names in vain, and what cannot be built together", async ({ demo: { server, page, product } }) => {
  const { id } = await product("BI-MERIDIAN");
  await visit(page, server, `/configure/${id}?choose=use:cargo,frame:carbon,frame2:x,bar:wings`);
  await expect(page.getByText(/does not know.*bar: wings, frame2: x/)).toBeVisible();
  const alert = page.getByRole("alert").filter({ hasText: "cannot be built together" });
  await expect(alert).toContainText("Use: Cargo");
  await expectAccessible(page);
  await alert.getByRole("button", { name: "Change it like this" }).first().click();
  await expect(alert).toHaveCount(0);
  await expect(figures(page)).toContainText("products left");
});

test("a product without a published model, and none at all, say so", async ({ demo: { server, page, product } }) => {
  await visit(page, server, `/configure/${(await product("DE-LIFT")).id}`);
  await expect(page.getByRole("heading", { name: "This product cannot be configured yet" })).toBeVisible();
  await expectAccessible(page);
  await visit(page, server, "/configure/nonsense");
  await expect(page.getByRole("heading", { level: 2, name: "There is nothing here" })).toBeVisible();
});

test.describe("on a device that keeps nothing", () => {
  test.use({ serviceWorkers: "block" });

  test("offline says that the workshop was never fetched, and online goes on", async ({ demo: { server, page, product }, watched, context }) => {
    watched.allow(NETWORK);
    const { id } = await product("DE-ATOLL");
    await visit(page, server, `/products/${id}`);
    await context.setOffline(true);
    await page.getByRole("link", { name: "Configure", exact: true }).click();
    await expect(page.getByText("This part of Sextant is not on this device yet.")).toBeVisible();
    await context.setOffline(false);
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(figures(page)).toContainText("products left");
    await expect(page.getByText("With your choices, this is not part of the product.")).toHaveCount(0);
    await group(page, "number").getByRole("radio", { name: /^0/ }).check();
    await expect(page.getByText("With your choices, this is not part of the product.")).toHaveCount(3);
  });
});

test("a preset is where to begin, and configurations stand side by side", async ({ demo: { server, page, product } }) => {
  await visit(page, server, `/configure/${(await product("BI-MERIDIAN")).id}`);
  const begin = page.getByRole("region", { name: "Begin with" });
  await expect(begin.getByRole("button", { name: /^Commuter from €/ })).toBeVisible();
  await begin.getByRole("button", { name: /^Commuter/ }).click();
  await expect(option(page, "Use", "City")).toBeChecked();
  await expect(begin).toHaveCount(0);

  await summary(page).getByRole("button", { name: "Compare" }).click();
  const table = page.getByRole("table", { name: "Configurations side by side" });
  const use = table.getByRole("row", { name: /^(Differs)? ?Use / });
  await expect(table.getByRole("columnheader")).toContainText(["As it is now", "Commuter"]);
  await expect(table.getByText("Differs")).toHaveCount(0);
  await page.getByRole("combobox", { name: "Put another beside it" }).selectOption("Long tour");
  await expect(use.getByRole("cell")).toHaveText(["City", "City", "Touring"]);
  await expect(table.getByRole("columnheader").nth(2)).toContainText("€");
  await expectAccessible(page);
  const rows = await table.getByRole("row").count();
  await page.getByRole("checkbox", { name: "Only differences" }).check();
  expect(await table.getByRole("row").count()).toBeLessThan(rows);
  await page.reload();
  await expect(use.getByRole("cell")).toHaveText(["City", "City", "Touring"]);
  await table.getByRole("columnheader", { name: /^Long tour/ }).getByRole("button", { name: "Go on with this" }).click();
  await expect(use.getByRole("cell")).toHaveText(["Touring", "City", "Touring"]);
  await table.getByRole("button", { name: "Take Commuter out" }).click();
  await page.getByRole("button", { name: "Back to choosing" }).click();
  await expect(option(page, "Use", "Touring")).toBeChecked();
});
