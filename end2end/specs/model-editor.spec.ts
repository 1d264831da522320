// A product's model is made from nothing by forms: broken, mended, tested, published and configured, without a network.
import { readFile } from "node:fs/promises";
import { kept, synced, visit } from "../lib/app.mjs";
import { test } from "../lib/demo.mjs";
import { expect, expectAccessible, NETWORK } from "../lib/test.mjs";

type Page = import("@playwright/test").Page;
type Server = import("../lib/server.mjs").Server;

const checks = (page: Page) => page.getByRole("complementary", { name: "Checks" });
const form = (page: Page) => page.getByRole("region", { name: "Details" });
const tab = (page: Page, name: string) => page.getByRole("tab", { name: new RegExp(`^${name}`) }).click();
const list = (page: Page, name: string) => page.getByRole("navigation", { name });
/** Writes into a field and leaves it. */
async function fill(page: Page, label: string | RegExp, text: string, at = 0) {
  const field = form(page).getByRole("textbox", { name: label }).nth(at);
  await field.fill(text);
  await field.blur();
}
const condition = (page: Page, name: string) => form(page).getByRole("group", { name, exact: true });
async function compare(page: Page, name: string, attribute: string, option: string) {
  const group = condition(page, name);
  await group.getByRole("combobox", { name: "Choice" }).selectOption({ label: attribute });
  await group.getByRole("button", { name: /./ }).filter({ hasNotText: /As text|another/ }).first().click();
  const inner = group.getByRole("list", { name: "Options" });
  await inner.getByRole("checkbox", { name: option, exact: true }).check();
  const names = (await inner.getByRole("listitem").allTextContents()).filter((name) => name !== option);
  for (const name of names) await inner.getByRole("checkbox", { name, exact: true }).uncheck();
  await page.keyboard.press("Escape");
}
async function newDraft(page: Page, server: Server, id: string) {
  await visit(page, server, `/products/${id}`);
  await page.getByRole("tab", { name: /^Models/ }).click();
  await page.getByRole("button", { name: "New draft" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Model of /);
}
async function addChoice(page: Page, name: string, options: string[]) {
  await page.getByRole("button", { name: "Add a choice", exact: true }).click();
  await fill(page, "Name", name);
  for (const [at, option] of options.entries()) {
    if (at > 1) await page.getByRole("button", { name: "Add an option" }).click();
    await form(page).getByRole("table", { name: "Options" }).getByRole("textbox", { name: "Name" }).nth(at).fill(option);
    await page.keyboard.press("Tab");
  }
}
const count = (page: Page, words: string | RegExp) => expect(checks(page).getByRole("status")).toContainText(words);

test("a small product is made by forms, broken, mended, tested, published and configured, offline", async ({ demo: { server, page, product }, watched, context }) => {
  watched.allow(NETWORK);
  const { id } = await product("BI-FOLD");
  await visit(page, server, `/products/${id}`);
  await kept(page);
  await server.kill();
  await context.setOffline(true);

  await page.getByRole("tab", { name: /^Models/ }).click();
  await page.getByRole("button", { name: "New draft" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Model of /);
  await count(page, "Nothing to choose yet");
  await addChoice(page, "Frame", ["Steel", "Carbon"]);
  await addChoice(page, "Wheels", ["Small", "Large", "Wide"]);
  await count(page, "6");
  await count(page, "All is well");

  // An id follows the name that it was made with.
  await expect(form(page).getByRole("textbox", { name: "Id" }).first()).toHaveValue("wheels");
  await expect(form(page).getByRole("table", { name: "Options" }).getByRole("textbox", { name: "Id" }).nth(2)).toHaveValue("wide");

  await tab(page, "Rules");
  await page.getByRole("button", { name: "Add a rule" }).click();
  await expect(checks(page)).toContainText("A rule needs an id and a sentence.");
  await fill(page, "Sentence", "Carbon frames take large wheels.");
  await compare(page, "Where this holds", "Frame", "Carbon");
  await compare(page, "This must hold", "Wheels", "Large");
  await count(page, "4");
  await expectAccessible(page);

  // A contradiction names the guilty rules, and leads to them.
  for (const [sentence, option] of [["Only steel is left.", "Steel"], ["Only carbon is new.", "Carbon"]]) {
    await page.getByRole("button", { name: "Add a rule" }).click();
    await fill(page, "Sentence", sentence);
    await form(page).getByRole("combobox", { name: "Kind" }).selectOption("Always");
    await compare(page, "This always holds", "Frame", option);
  }
  await expect(checks(page)).toContainText("No product is possible. These rules exclude each other:");
  await expect(checks(page).getByRole("button", { name: "Carbon frames take large wheels." })).toHaveCount(0);
  await expectAccessible(page);
  await expect(page.getByRole("button", { name: "Publish" })).toBeDisabled();
  await checks(page).getByRole("button", { name: "Only steel is left." }).click();
  await expect(form(page).getByRole("textbox", { name: "Sentence" })).toHaveValue("Only steel is left.");
  await form(page).getByRole("button", { name: "Delete" }).click();
  await expect(checks(page)).toContainText("Frame: Steel is in no product");
  await list(page, "Rules").getByRole("button", { name: /Only carbon is new/ }).click();
  await form(page).getByRole("button", { name: "Delete" }).click();
  await count(page, "All is well");

  // A test case fails, is put right, and passes.
  await tab(page, "Test cases");
  await page.getByRole("button", { name: "Add a test case" }).click();
  await fill(page, "Name", "Carbon on small wheels");
  for (const [name, option] of [["Frame", "Carbon"], ["Wheels", "Small"]]) {
    await form(page).getByRole("combobox", { name: "Add a choice" }).first().selectOption({ label: name });
    await form(page).getByRole("combobox", { name, exact: true }).selectOption({ label: option });
  }
  await expect(form(page).getByRole("status")).toContainText("Not as expected");
  await expect(form(page).getByRole("status")).toContainText("Carbon frames take large wheels.");
  await form(page).getByRole("radio", { name: "Cannot be built" }).check();
  await expect(form(page).getByRole("status")).toContainText("As expected");
  await count(page, "1 of 1 test cases as expected");
  await expectAccessible(page);

  await tab(page, "Presets");
  await page.getByRole("button", { name: "Add a preset" }).click();
  await fill(page, "Name", "Racer");
  await form(page).getByRole("combobox", { name: "Add a choice" }).first().selectOption({ label: "Frame" });
  await form(page).getByRole("combobox", { name: "Frame" }).selectOption("Carbon");

  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await page.reload();
  await expect(form(page).getByRole("textbox", { name: "Name" })).toHaveValue("Racer");
  await count(page, "4");

  await page.getByRole("button", { name: "Publish" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "What is new" }).fill("The first");
  await dialog.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("link", { name: "Configure", exact: true }).click();
  await page.getByRole("radiogroup", { name: "Frame" }).getByRole("radio", { name: "Carbon" }).check();
  await expect(page.getByRole("radiogroup", { name: "Wheels" }).getByRole("radio", { name: "Large" })).toBeChecked();
  await page.goBack();
  await page.goBack();
  await expect(page.getByText("Read only")).toBeVisible();
  await expect(form(page).getByRole("textbox", { name: "Name" })).toBeDisabled();
});

test("a rename is followed, a deletion says what is in use, and every step can be taken back", async ({ demo: { server, page, product } }) => {
  test.slow();
  const { id } = await product("BI-FOLD");
  await newDraft(page, server, id);
  const source = await readFile(new URL("../../shared/product/demo/bicycle.json", import.meta.url), "utf8");
  await tab(page, "Source");
  await page.getByLabel("Take the text of a file").setInputFiles({ name: "m.json", mimeType: "application/json", buffer: Buffer.from(source) });
  await count(page, "All is well");
  const before = await checks(page).getByRole("status").textContent();

  await tab(page, "What can be chosen");
  await list(page, "What can be chosen").getByRole("button", { name: /^Frame / }).first().click();
  await fill(page, "Id", "chassis");
  await expect(form(page).getByRole("button", { name: /^Rule: / }).first()).toBeVisible();
  await expect(checks(page).getByRole("status")).toHaveText(before ?? "");
  await form(page).getByRole("button", { name: "Delete" }).first().click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("listitem").first()).toContainText("Rule: ");
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(checks(page)).toContainText("There is no choice “chassis”.");
  await expectAccessible(page);
  await page.getByRole("main").getByRole("button", { name: "Undo", exact: true }).click();
  await expect(checks(page).getByRole("status")).toHaveText(before ?? "");
  await page.getByRole("main").getByRole("button", { name: "Undo", exact: true }).click();
  await tab(page, "Source");
  await expect(page.getByRole("textbox", { name: "Source" })).not.toHaveValue(/chassis/);
  await page.getByRole("textbox", { name: "Source" }).fill("{ not JSON");
  await page.keyboard.press("Tab");
  await expect(page.getByText("This cannot be read from line 1, column 3 on.")).toBeVisible();
  await page.getByLabel("Take the text of a file").setInputFiles({ name: "f.uvl", mimeType: "text/plain", buffer: Buffer.from("features\n\tLamp\n\t\toptional\n\t\t\tDimmer\n") });
  await count(page, "2");
  await synced(page);
});

test("a table is filled from CSV and its cells are chosen", async ({ demo: { server, page, product } }) => {
  const { id } = await product("BI-FOLD");
  await newDraft(page, server, id);
  await addChoice(page, "Frame", ["Steel", "Carbon"]);
  await addChoice(page, "Colour", ["Red", "Blue"]);
  await tab(page, "Rules");
  await page.getByRole("button", { name: "Add a rule" }).click();
  await fill(page, "Sentence", "Colours by frame.");
  await form(page).getByRole("combobox", { name: "Kind" }).selectOption("Table");
  await page.getByLabel("Take the rows of a CSV file").setInputFiles({ name: "t.csv", mimeType: "text/csv", buffer: Buffer.from("Frame,Colour\nSteel,*\nCarbon,Red\n") });
  await expect(form(page).getByRole("heading", { name: "2 rows" })).toBeVisible();
  await count(page, "3");
  await form(page).getByRole("row").nth(2).getByRole("button", { name: "Red" }).click();
  await page.getByRole("checkbox", { name: "Blue" }).check();
  await count(page, "4");
  await page.keyboard.press("Escape");
  await expectAccessible(page);
});
