// The product encyclopedia on the demo workspace: finding, comparing, a product's page, versions of its model.
import { find, rest, synced, visit } from "../lib/app.mjs";
import { patch } from "../lib/rest.mjs";
import { test } from "../lib/demo.mjs";
import { expect, expectAccessible, NETWORK } from "../lib/test.mjs";

const cards = (page) => page.getByRole("list", { name: "Products" }).getByRole("listitem");
const card = (page, name) => cards(page).filter({ has: page.getByRole("heading", { level: 2, name, exact: true }) });
const count = (page) => page.getByRole("status").filter({ hasText: / products$/ });
const wide = (page) => (page.viewportSize()?.width ?? 0) >= 1024;
/** The rail of families and facets, which a narrow window hides behind a button. */
async function rail(page) {
  if (!wide(page)) await page.getByRole("button", { name: "Filters" }).click();
}

test("families and data sheets narrow the cards, and the address says how", async ({ demo: { server, page } }) => {
  await visit(page, server, "/products");
  await expect(count(page)).toHaveText("28 of 28 products");
  await rail(page);
  const families = page.getByRole("navigation", { name: "Families" });
  await families.getByRole("link", { name: /^Bicycles/ }).click();
  await expect(count(page)).toHaveText("10 of 28 products");
  await families.getByRole("link", { name: /^City and travel/ }).click();
  await expect(count(page)).toHaveText("4 of 28 products");
  const material = page.getByRole("group", { name: "Frame material" });
  await material.getByRole("checkbox", { name: "Steel" }).check();
  await expect(cards(page).getByRole("heading", { level: 2 })).toHaveText(["Wayfarer Fold", "Wayfarer Trek"]);
  await expect(material.getByRole("checkbox", { name: "Aluminium" }), "another value can be chosen too").not.toBeChecked();
  await expectAccessible(page);
  await page.reload();
  await expect(count(page)).toHaveText("2 of 28 products");
  await page.getByRole("button", { name: "Remove Frame material: Steel" }).click();
  await expect(count(page)).toHaveText("4 of 28 products");
  await page.goBack();
  await expect(count(page)).toHaveText("2 of 28 products");
  await page.getByRole("button", { name: "Show all" }).click();
  await expect(count(page)).toHaveText("28 of 28 products");
});

test("numbers narrow by bounds, and prices order", async ({ demo: { server, page } }) => {
  await visit(page, server, "/products");
  await rail(page);
  const weight = page.getByRole("group", { name: "Weight (kg)" });
  await weight.getByRole("textbox", { name: "To" }).fill("12");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Remove Weight (kg): ≤ 12" })).toBeVisible();
  await expect(card(page, "Wayfarer Fold")).toBeVisible();
  await expect(card(page, "Wayfarer Trek")).toHaveCount(0);
  await page.getByRole("combobox", { name: "Order" }).selectOption("Dearest first");
  await expect(cards(page).getByRole("heading", { level: 2 }).first()).toHaveText("Wayfarer Fold");
});

test("the search knows names, forgives slips and reads data sheets", async ({ demo: { server, page } }) => {
  await visit(page, server, "/products");
  const box = page.getByRole("search", { name: "Search products" }).getByRole("searchbox");
  for (const [typed, name] of [["BI-CARGO", "Wayfarer Cargo"], ["wayfarer treck", "Wayfarer Trek"], ["felt absorption", "Hush screen"]]) {
    await box.fill(typed);
    await expect(cards(page).first().getByRole("heading", { level: 2 }), typed).toHaveText(name);
  }
  await box.fill("zeppelin");
  await expect(page.getByRole("heading", { name: "No products match" })).toBeVisible();
  await expectAccessible(page);
});

test("products are chosen and compared by keyboard, at an address of their own", async ({ demo: { server, page, product } }) => {
  await visit(page, server, "/products");
  await card(page, "Wayfarer City").getByRole("link").focus();
  await page.keyboard.press("x");
  await expect(card(page, "Wayfarer City").getByRole("checkbox", { name: "Compare Wayfarer City" })).toBeChecked();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("c");
  const table = page.getByRole("table", { name: "Comparison" });
  await expect(table.getByRole("columnheader")).toHaveText([/Wayfarer City/, /Wayfarer Fold|Wayfarer Electric/]);
  await expect(page).toHaveURL(/\/products\/compare\?with=/);
  await expect(table.getByRole("row", { name: /Price/ })).toContainText("Differs");
  await expect(table.getByRole("row", { name: /^Unit/ })).not.toContainText("Differs");
  await page.getByRole("checkbox", { name: "Only differences" }).check();
  await expect(table.getByRole("row", { name: /^Unit/ })).toHaveCount(0);
  await expectAccessible(page);
  const [city, pump] = [await product("BI-CITY"), await product("PU-C60")];
  await visit(page, server, `/products/compare?with=${city.id},${pump.id},nonsense,${city.id}`);
  await expect(table.getByRole("columnheader")).toHaveText([/Wayfarer City/, /Torrent C60/]);
  await page.getByRole("combobox", { name: "Add a product" }).fill("hush");
  await page.getByRole("option", { name: /Hush screen/ }).click();
  await expect(table.getByRole("columnheader")).toHaveCount(3);
  await page.getByRole("button", { name: "Take Torrent C60 out of the comparison" }).click();
  await expect(table.getByRole("columnheader")).toHaveText([/Wayfarer City/, /Hush screen/]);
});

test("a product has a data sheet that is edited where it stands, and relations from both sides", async ({ demo: { server, page, product } }) => {
  const lift = await product("DE-LIFT");
  await visit(page, server, `/products/${lift.id}`);
  await expect(page.getByRole("navigation", { name: "Belongs to" }).getByRole("link")).toHaveText(["Products", "Desks", "Work places"]);
  await expect(page.getByRole("link", { name: "Configure" })).toHaveCount(0);
  const sheet = page.getByRole("table", { name: "Data sheet" });
  await expect(sheet.getByRole("rowheader", { name: "Frame" })).toBeVisible();
  await expectAccessible(page);
  await sheet.getByRole("row", { name: /^Weight/ }).getByRole("button", { name: /^Number/ }).click();
  await page.getByRole("textbox", { name: "Number" }).fill("47.5");
  await page.keyboard.press("Enter");
  await expect(sheet.getByRole("row", { name: /^Weight/ })).toContainText("47.5");
  await synced(page);
  const { items } = await rest(page, server, `specifications?limit=100&filter=${encodeURIComponent(`product:is:${lift.id};name:is:Weight`)}`);
  expect(items[0]).toMatchObject({ number: 47.5, unit: "kg" });
  const related = page.getByRole("region", { name: "Related products" });
  await expect(related.getByRole("heading", { level: 3 })).toHaveText(["Accessories", "Alternatives", "Succeeded by"]);
  await related.getByRole("link", { name: "Atoll desk system" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Atoll desk system" })).toBeVisible();
  await expect(related.getByRole("heading", { level: 3 })).toContainText(["Successor of"]);
  await expect(page.getByRole("link", { name: "Configure" })).toHaveAttribute("href", /^\/configure\//);
});

test("a draft becomes a version that stays, on the device and on the server", async ({ demo: { server, page, product }, watched }) => {
  // The refusals that it asks for.
  watched.allow(NETWORK);
  const desk = await product("DE-ATOLL");
  await visit(page, server, `/products/${desk.id}`);
  await page.getByRole("tab", { name: /^Models/ }).click();
  const row = (version) => page.getByRole("table", { name: "Versions of the model" }).getByRole("row", { name: new RegExp(`^${version} `) });
  const act = async (version, name) => {
    await row(version).getByRole("button", { name: `Actions for version ${version}` }).click();
    await page.getByRole("menuitem", { name }).click();
  };
  await page.getByRole("button", { name: "New draft" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Model of Atoll desk system");
  await page.getByRole("link", { name: "Product page" }).click();
  await page.getByRole("tab", { name: /^Models/ }).click();
  await expect(row(2)).toContainText("Draft");
  await act(2, "Publish");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("The checks find something wrong with this draft.")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Publish" })).toBeDisabled();
  await expectAccessible(page);
  await dialog.getByRole("link", { name: "Edit the draft" }).click();
  await page.getByRole("tab", { name: "Source" }).click();
  const model = { id: "m", name: "M", attributes: [{ id: "lamp", name: "Lamp", kind: { flag: {} } }] };
  await page.getByLabel("Take the text of a file").setInputFiles({ name: "m.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(model)) });
  await expect(page.getByRole("complementary", { name: "Checks" })).toContainText("All is well");
  await page.getByRole("button", { name: "Publish" }).click();
  await dialog.getByRole("textbox", { name: "What is new" }).fill("Round tops");
  await dialog.getByRole("button", { name: "Publish" }).click();
  await expect(page.getByText("Read only")).toBeVisible();
  await page.getByRole("link", { name: "Product page" }).click();
  await page.getByRole("tab", { name: /^Models/ }).click();
  await expect(row(2)).toContainText("Published");
  await expectAccessible(page);
  await row(2).getByRole("button").click();
  await expect(page.getByRole("menuitem")).toHaveText(["New draft from this version", "Save as a file", "Withdraw"]);
  await page.keyboard.press("Escape");
  await act(2, "Withdraw");
  await expect(row(2)).toContainText("Withdrawn");
  await act(1, "New draft from this version");
  await expect(page.getByRole("complementary", { name: "Checks" })).toContainText("All is well");
  await page.getByRole("link", { name: "Product page" }).click();
  await page.getByRole("tab", { name: /^Models/ }).click();
  await expect(row(3)).toContainText("Draft");
  await synced(page);
  const models = async () => (await rest(page, server, `product_models?limit=100&filter=${encodeURIComponent(`product:is:${desk.id}`)}`)).items;
  const [two] = (await models()).filter(({ version }) => version === 2);
  const refused = await page.request.patch(`${server.url}/api/v1/product_models/${two.id}`, { data: { source: "{}" }, headers: { origin: server.url } });
  expect([refused.status(), (await refused.json()).problems[0].message_key]).toEqual([422, "problem-sealed-product-model"]);
  const gone = await page.request.delete(`${server.url}/api/v1/product_models/${two.id}`, { headers: { origin: server.url } });
  expect(gone.status()).toBe(422);
  expect((await models()).map(({ version, status }) => `${version} ${status}`).sort()).toEqual(["1 published", "2 withdrawn", "3 draft"]);
});

test("the encyclopedia works without a network", async ({ demo: { server, page, product }, watched }) => {
  watched.allow(NETWORK);
  const fold = await product("BI-FOLD");
  await patch(page, server, `products/${fold.id}`, { active: false });
  await visit(page, server, "/products");
  await expect(card(page, "Wayfarer Fold").getByText("Not for sale")).toBeVisible();
  await synced(page);
  await page.context().setOffline(true);
  await page.getByRole("combobox", { name: "Status" }).selectOption("For sale");
  await expect(card(page, "Wayfarer Fold")).toHaveCount(0);
  await card(page, "Wayfarer Trek").getByRole("link").click();
  await expect(page.getByRole("table", { name: "Data sheet" })).toBeVisible();
  await expect(await find(page, "nereus")).not.toHaveCount(0);
});
