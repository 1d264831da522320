// Quotes: from a deal over lines and prices to an order, with everything that stays as it was sent.
import { readFileSync } from "node:fs";
import { act, create, editField, go, kept, rest, signIn, sync, synced, visit } from "../lib/app.mjs";
import { expect, expectAccessible, NETWORK, OWNER, test } from "../lib/test.mjs";
import { option, parts, priceAfter, summary } from "../lib/configurator.mjs";
import { link, markSent, pdf } from "../lib/offers.mjs";
import { patch, post } from "../lib/rest.mjs";
import { settled } from "../lib/screens.mjs";

const eur = (amount) => ({ amount, currency: "EUR" });

/** A deal of a firm about desks, with a price book that makes ten cheaper. */
async function deal(page, server) {
  await signIn(page, server, OWNER);
  const { items: stages } = await rest(page, server, "stages?limit=100");
  const stage = stages.find(({ name }) => name === "Proposal");
  const account = await post(page, server, "accounts", { name: "Harbour Cranes" });
  const contact = await post(page, server, "contacts", { first_name: "Ada", last_name: "Quay", account: account.id });
  const desk = await post(page, server, "products", { name: "Lift desk", code: "DE-1", price: eur("700"), active: true });
  await post(page, server, "products", { name: "Perch chair", code: "CH-1", price: eur("200"), active: true });
  const book = await post(page, server, "price_books", { name: "List", currency: "EUR", standard: true, tax_category: "s", tax_rate: 19 });
  await post(page, server, "prices", { name: "Lift desk", book: book.id, product: desk.id, amount: eur("650") });
  await post(page, server, "prices", { name: "Lift desk", book: book.id, product: desk.id, amount: eur("600"), from: 10 });
  const values = { name: "Desks upstairs", account: account.id, contacts: [contact.id], stage: stage.id, pipeline: stage.pipeline };
  return post(page, server, "opportunities", { ...values, product: desk.id, amount: eur("7000") });
}

/** A quote of that deal, opened. */
const quoted = async (page, server) => quoteOf(page, server, await deal(page, server));

async function quoteOf(page, server, { id }) {
  await visit(page, server, `/opportunities/${id}`);
  await expect(page.getByRole("heading", { level: 1, name: "Desks upstairs" })).toBeVisible();
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.getByRole("menuitem", { name: "New quote" }).click();
  await expect(page).toHaveURL(/\/quotes\/[0-9A-Z]{26}$/);
  await expect(page.getByRole("textbox", { name: "Quantity of Lift desk" })).toHaveValue("1");
  return page.url().split("/").at(-1);
}

const totals = (page) => page.getByRole("region", { name: "Totals" });
const fill = async (page, name, text) => {
  await page.getByRole("textbox", { name }).fill(text);
  await page.getByRole("textbox", { name }).press("Enter");
};
const main = (page) => page.getByRole("main");

test("from a deal to an order: lines, prices with reasons, sent, accepted, delivered", async ({ server, page }) => {
  const id = await quoted(page, server);
  await expect(totals(page)).toContainText("€650.00");
  await expectAccessible(page);

  await fill(page, "Quantity of Lift desk", "10");
  await expect(totals(page)).toContainText("€6,000.00");
  await page.getByRole("combobox", { name: "Add a product" }).fill("perch");
  await page.getByRole("option", { name: /Perch chair/ }).click();
  await fill(page, "Quantity of Perch chair", "4");
  await fill(page, "Discount on Perch chair", "10");
  await expect(totals(page)).toContainText("€6,720.00");
  await expect(totals(page)).toContainText("€1,276.80");
  await expect(totals(page)).toContainText("€7,996.80");

  await page.getByRole("button", { name: "How the price of Lift desk comes about" }).click();
  const why = page.getByRole("table", { name: "How the price comes about" });
  await expect(why).toContainText("From 10 on, each costs 600");
  await expect(why).toContainText("−€500.00");
  await expectAccessible(page);

  await page.getByRole("button", { name: "Mark as sent" }).click();
  await expect(main(page)).toContainText("Sent");
  await expect(page.getByRole("textbox", { name: "Quantity of Lift desk" })).toHaveCount(0);
  await synced(page);
  const sent = await rest(page, server, `quotes/${id}`);
  expect(sent).toMatchObject({ status: "sent", net: eur("6720.00"), gross: eur("7996.80") });

  await page.getByRole("button", { name: "Accepted" }).click();
  const dialog = page.getByRole("dialog", { name: "The customer has accepted" });
  await expect(dialog.getByRole("textbox", { name: "Accepted by" })).toHaveValue("Ada Quay");
  await dialog.getByRole("button", { name: "Make the order" }).click();
  await page.getByRole("link", { name: "Open the order" }).click();
  await expect(page).toHaveURL(/\/orders\//);
  await expect(totals(page)).toContainText("€7,996.80");
  await expectAccessible(page);

  await fill(page, "How many Lift desk now", "4");
  await fill(page, "How many Perch chair now", "0");
  await page.getByRole("button", { name: "Deliver", exact: true }).click();
  await expect(main(page)).toContainText("Partly delivered");
  await expect(page.getByRole("textbox", { name: "How many Lift desk now" })).toHaveValue("6");
  await page.getByRole("button", { name: "Deliver", exact: true }).click();
  await expect(main(page).getByText("Delivered", { exact: true }).first()).toBeVisible();
  await synced(page);
  const { items } = await rest(page, server, "orders");
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({ quote: id, status: "delivered", net: eur("6720.00") });
});

test("on an upright tablet the actions stand in one row, and what has no room is in the menu", async ({ server, page }) => {
  await quoted(page, server);
  await markSent(page);
  const tops = () => page.locator(".quote__actions > button").evaluateAll((all) => [...new Set(all.map((button) => button.getBoundingClientRect().top))]);
  for (const [width, height] of [[768, 1024], [1024, 768], [1440, 900]]) {
    await page.setViewportSize({ width, height });
    await settled(page);
    const buttons = (await page.locator(".quote__actions > button").allTextContents()).filter(Boolean);
    await page.getByRole("main").getByRole("button", { name: "More actions" }).click();
    const items = await page.getByRole("menuitem").allTextContents();
    await page.keyboard.press("Escape");
    expect([...buttons, ...items].sort(), "each once").toEqual(["Accepted", "Declined", "Mark as expired", "New version", "PDF", "Send by e-mail", "Share a link"]);
    expect(await tops(), `${width} wide: one row`).toHaveLength(1);
  }
});

test("looking at a quote writes nothing; the totals of an edit are written", async ({ server, page }) => {
  const made = await deal(page, server);
  const quote = await post(page, server, "quotes", {
    title: "Made elsewhere", number: "Q-1", version: 1, status: "draft", account: made.account, opportunity: made.id, currency: "EUR", date: "2026-11-21",
  });
  await post(page, server, "quote_lines", { name: "Lift desk", quote: quote.id, position: 1, product: made.product, quantity: 1 });
  const kept = () => rest(page, server, `quotes/${quote.id}`);
  const before = await kept();
  expect(before, "the server writes down what its own edit comes to").toMatchObject({ net: eur("650.00") });
  await visit(page, server, `/quotes/${quote.id}`);
  await expect(totals(page)).toContainText("€650.00");
  await synced(page);
  expect(await kept(), "nobody has edited it here").toEqual(before);
  const net = async () => (await kept()).net;
  await fill(page, "Quantity of Lift desk", "3");
  await expect(totals(page)).toContainText("€1,950.00");
  await expect.poll(net).toEqual(eur("1950.00"));
});

test("a line that went while its device died leaves no old total", async ({ server, page }) => {
  const made = await deal(page, server);
  const quote = await post(page, server, "quotes", {
    title: "Left behind", number: "Q-1", version: 1, status: "draft", account: made.account, opportunity: made.id, currency: "EUR", date: "2026-11-21",
  });
  const line = (position) => post(page, server, "quote_lines", { name: "Lift desk", quote: quote.id, position, product: made.product, quantity: 1 });
  const [, gone] = [await line(1), await line(2)];
  const net = async () => (await rest(page, server, `quotes/${quote.id}`)).net;
  expect(await net()).toEqual(eur("1300.00"));
  // As a device deletes it that comes no further.
  const mutation = { client: gone.id, number: 1, at: Date.now(), ops: [{ op: "delete", entity: "quote_line", id: gone.id }] };
  const pushed = await page.request.post(`${server.url}/api/sync/push`, { data: { protocol: 1, epoch: "", mutations: [mutation] }, headers: { origin: server.url } });
  expect(pushed.ok(), await pushed.text()).toBe(true);
  expect(await net(), "nobody has priced it").toEqual(eur("1300.00"));
  await visit(page, server, `/quotes/${quote.id}`);
  await expect(totals(page)).toContainText("€650.00");
  await expect.poll(net).toEqual(eur("650.00"));
});

test("what is typed last is in what is sent, without a pause between", async ({ server, page }) => {
  const id = await quoted(page, server);
  await expect(totals(page)).toContainText("€650.00");
  await page.getByRole("textbox", { name: "Quantity of Lift desk" }).fill("3");
  await page.getByRole("button", { name: "Mark as sent" }).click();
  await expect(main(page)).toContainText("Sent");
  await expect(totals(page)).toContainText("€1,950.00");
  await expect(main(page)).not.toContainText("Lines were changed elsewhere");
  await synced(page);
  expect(await rest(page, server, `quotes/${id}`)).toMatchObject({ net: eur("1950.00") });
});

test("without the network a quote is written, sent and accepted, and comes through whole", async ({ server, page, watched }) => {
  watched.allow(NETWORK);
  await quoted(page, server);
  await synced(page);
  await kept(page);
  await page.context().setOffline(true);
  await fill(page, "Quantity of Lift desk", "12");
  await expect(totals(page)).toContainText("€7,200.00");
  await page.getByRole("button", { name: "Mark as sent" }).click();
  await page.getByRole("button", { name: "Accepted" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Make the order" }).click();
  await expect(page.getByRole("link", { name: "Open the order" })).toBeVisible();
  await page.context().setOffline(false);
  await synced(page);
  const { items } = await rest(page, server, "orders");
  expect(items[0]).toMatchObject({ net: eur("7200.00") });
});

test("two devices that do not hear each other accept, and there is one order", async ({ server, page, device, watched }) => {
  watched.allow(NETWORK);
  const id = await quoted(page, server);
  await markSent(page);
  await synced(page);
  const devices = [await device(), await device()];
  const pages = [];
  for (const each of devices) {
    const other = await each.open();
    await signIn(other, server, OWNER, `/quotes/${id}`);
    await expect(other.getByRole("button", { name: "Accepted" })).toBeVisible();
    await each.offline();
    pages.push(other);
  }
  for (const other of pages) {
    await other.getByRole("button", { name: "Accepted" }).click();
    await other.getByRole("dialog").getByRole("button", { name: "Make the order" }).click();
    await expect(other.getByRole("link", { name: "Open the order" })).toBeVisible();
  }
  for (const [at, each] of devices.entries()) {
    await each.offline(false);
    await expect(sync(pages[at]), "nobody has to decide anything").toHaveText(/^Synced/, { timeout: 30_000 });
  }
  expect((await rest(page, server, "orders")).items).toHaveLength(1);
  expect((await rest(page, server, "order_lines")).items).toHaveLength(1);
});

test("what was sent stays as it was when prices change; a new version is updated when somebody says so", async ({ server, page }) => {
  const id = await quoted(page, server);
  await markSent(page);
  await synced(page);
  const first = await pdf(page);
  const { items } = await rest(page, server, "prices");
  for (const price of items) await patch(page, server, `prices/${price.id}`, { amount: eur("900") });
  const account = (await rest(page, server, "accounts")).items[0];
  await patch(page, server, `accounts/${account.id}`, { name: "Renamed Cranes" });
  const refused = await page.request.patch(`${server.url}/api/v1/quotes/${id}`, { data: { title: "Cheaper" }, headers: { origin: server.url } });
  expect(refused.status(), "over REST neither").toBe(422);
  await page.reload();
  await expect(totals(page)).toContainText("€650.00");
  const again = await pdf(page);
  expect(again.name).toBe(first.name);
  expect(again.bytes.equals(first.bytes), "printed byte for byte as it was sent").toBe(true);

  await page.getByRole("button", { name: "More actions", exact: true }).click();
  await page.getByRole("menuitem", { name: "New version" }).click();
  await expect(page).not.toHaveURL(new RegExp(id));
  await expect(main(page)).toContainText("version 2");
  await expect(totals(page), "the prices of the version before").toContainText("€650.00");
  await expect(main(page)).toContainText("This version has the prices of");
  await page.getByRole("button", { name: "Update to current…" }).click();
  const update = page.getByRole("dialog", { name: "Update to current" });
  await expect(update.getByRole("row", { name: /Lift desk/ })).toContainText("€650.00€900.00");
  await expect(update).toContainText("+38.46 %");
  await expectAccessible(page);
  await update.getByRole("button", { name: "Update", exact: true }).click();
  await expect(totals(page)).toContainText("€900.00");
  await expect(main(page)).not.toContainText("This version has the prices of");
  await expect(page.getByRole("region", { name: "Versions" }).getByRole("listitem")).toHaveCount(2);
  await page.getByRole("button", { name: "Mark as sent" }).click();
  await page.getByRole("link", { name: "Version 1" }).click();
  await expect(page).toHaveURL(new RegExp(id));
  await expect(main(page)).toContainText("Replaced");
  await expectAccessible(page);
});

test("a large discount waits for somebody who may agree", async ({ server, page }) => {
  const id = await quoted(page, server);
  const rule = { name: "More than 15 % off", active: true, kind: "line_discount", percent: 15, roles: ["owner"] };
  await post(page, server, "approval_rules", rule);
  await fill(page, "Discount on Lift desk", "20");
  const approvals = page.getByRole("region", { name: "Approvals" });
  await expect(approvals).toContainText("Will need approval by owner: More than 15 % off", { timeout: 30_000 });
  await expect(page.getByRole("button", { name: "Mark as sent" })).toBeDisabled();
  await approvals.getByRole("button", { name: "Ask for approval" }).click();
  await approvals.getByRole("button", { name: "Approve" }).click();
  await expect(approvals).toContainText("Granted");
  await expect(page.getByRole("button", { name: "Mark as sent" })).toBeEnabled();
  await expectAccessible(page);
  await fill(page, "Discount on Lift desk", "25");
  await expect(page.getByRole("button", { name: "Mark as sent" }), "another discount is another question").toBeDisabled();
  await fill(page, "Discount on Lift desk", "5");
  await expect(approvals).toHaveCount(0);
  await synced(page);
  expect(await rest(page, server, `quotes/${id}`)).toMatchObject({ status: "draft", net: eur("617.50") });
});

test("sections, optional lines and a discount on the whole", async ({ server, page }) => {
  await quoted(page, server);
  await page.getByRole("button", { name: "How the price of Lift desk comes about" }).click();
  await page.getByRole("button", { name: /^Section/ }).click();
  await page.getByRole("textbox", { name: "Section" }).fill("Upstairs");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("rowheader", { name: "Upstairs" })).toBeVisible();
  await page.getByRole("button", { name: /^Discount on the quote/ }).click();
  await page.getByRole("textbox", { name: "Discount on the quote" }).fill("10");
  await page.keyboard.press("Enter");
  await expect(totals(page)).toContainText("€585.00");
  await expect(totals(page)).toContainText("−€65.00");
});

test("an account without a deal gets a quote too, and an empty list says how", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  await go(page, "Quotes");
  await expect(main(page)).toContainText("No quotes yet");
  await expectAccessible(page);
  await create(page, "Accounts", "account", { Name: "Winch and Sons" });
  await page.getByRole("button", { name: "New", exact: true }).click();
  await page.getByRole("menuitem", { name: "New quote" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Quote for Winch and Sons");
  await expect(page.getByRole("button", { name: "Mark as sent" }), "there is nothing to send").toBeDisabled();
});

test("a row of the list opens the quote itself, and amounts begin in the currency of the prices", async ({ server, page }) => {
  const id = await quoted(page, server);
  await go(page, "Quotes");
  await page.getByRole("gridcell", { name: "Harbour Cranes" }).click();
  await expect(page).toHaveURL(new RegExp(`/quotes/${id}$`));
  await expect(totals(page)).toContainText("€650.00");
  await go(page, "Pipeline");
  await page.getByRole("button", { name: /^New deal/ }).first().click();
  await expect(page.getByRole("dialog").getByRole("combobox", { name: /Currency/ })).toHaveValue("EUR");
});

const MODEL = readFileSync(new URL("../../shared/product/demo/bicycle.json", import.meta.url), "utf8");

/** A bicycle that is made to order, beside the deal about desks. */
async function bicycle(page, server) {
  const { id: dealId } = await deal(page, server);
  const product = await post(page, server, "products", { name: "Meridian", code: "BI-1", price: eur("513"), active: true });
  const model = { note: "First", product: product.id, version: 1, status: "published", source: MODEL };
  await post(page, server, "product_models", model);
  return { deal: dealId, product: product.id };
}

test("offline: configured with a conflict mended, quoted, approved, printed, accepted; equal to the cent and the last part", async ({ server, page, watched }) => {
  watched.allow(NETWORK);
  const made = await bicycle(page, server);
  await post(page, server, "approval_rules", { name: "More than 15 % off", active: true, kind: "line_discount", percent: 15, roles: ["owner"] });
  await visit(page, server, `/products/${made.product}`);
  await synced(page);
  await expect(page.getByRole("link", { name: "Configure", exact: true })).toBeVisible();
  await kept(page);
  await page.context().setOffline(true);

  await page.getByRole("link", { name: "Configure", exact: true }).click();
  const free = await priceAfter(page, "–", () => Promise.resolve());
  const cargo = await priceAfter(page, free, () => option(page, "Use", "Cargo").check());
  await option(page, "Frame", "Carbon").click();
  await expect(page.getByText("Frame: Carbon does not go with your choices.")).toBeVisible();
  const price = await priceAfter(page, cargo, () => page.getByRole("button", { name: "Choose Carbon anyway" }).first().click());
  await expect(option(page, "Frame", "Carbon")).toBeChecked();
  if (await summary(page).getByRole("button", { name: "Details" }).isVisible()) await summary(page).getByRole("button", { name: "Details" }).click();
  await summary(page).getByText(/^Bill of materials/).click();
  const materials = await parts(summary(page).getByRole("table", { name: "Bill of materials" }));
  expect(materials.length).toBeGreaterThan(3);

  await summary(page).getByRole("button", { name: "Add to quote" }).click();
  const dialog = page.getByRole("dialog", { name: "Add to quote" });
  await expect(dialog).toContainText("They become what costs least.");
  await dialog.getByRole("combobox").fill("Desks up");
  await dialog.getByRole("option", { name: /Desks upstairs/ }).click();
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Add", exact: true }).click();

  await expect(page).toHaveURL(/\/quotes\/[0-9A-Z]{26}$/);
  const id = page.url().split("/").at(-1);
  await expect(main(page)).toContainText("Frame: Carbon");
  await expect(totals(page)).toContainText(price);
  await expectAccessible(page);

  // Back with what was chosen, and changed.
  await page.getByRole("link", { name: "Configure again" }).click();
  await expect(option(page, "Frame", "Carbon")).toBeChecked();
  await expect(summary(page).locator(".configure-summary__price")).toHaveText(price);
  const wheels = page.getByRole("radiogroup", { name: "Use", exact: true }).getByRole("radio", { name: /^(City|Gravel)/ });
  const unchosen = (await option(page, "Use", "Gravel").isChecked()) ? wheels.first() : wheels.last();
  const other = await priceAfter(page, price, () => unchosen.check());
  await summary(page).getByRole("button", { name: "Update the quote" }).click();
  await expect(page).toHaveURL(new RegExp(`/quotes/${id}$`));
  await expect(page.getByRole("textbox", { name: "Quantity of Meridian" })).toHaveCount(1);
  await expect(totals(page)).toContainText(other);

  await fill(page, "Discount on Meridian", "20");
  const approvals = page.getByRole("region", { name: "Approvals" });
  await expect(approvals).toContainText("Will need approval by owner");
  await approvals.getByRole("button", { name: "Ask for approval" }).click();
  await approvals.getByRole("button", { name: "Approve" }).click();
  await expect(approvals).toContainText("Granted");
  const draft = await pdf(page);
  await page.getByRole("button", { name: "Mark as sent" }).click();
  await expect(main(page)).toContainText("Sent");
  const sent = await pdf(page);
  expect(sent.name).toMatch(/^Q-\d{6}-[0-9A-Z]{6}\.pdf$/);
  expect(draft.bytes.equals(sent.bytes), "a draft is marked").toBe(false);
  await page.getByRole("button", { name: "Accepted" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Make the order" }).click();
  await page.getByRole("link", { name: "Open the order" }).click();
  await expect(main(page)).toContainText("Frame: Carbon");
  await page.getByText(/^Bill of materials/).click();
  const ordered = await parts(page.getByRole("table", { name: "Bill of materials" }));
  await expectAccessible(page);

  await page.context().setOffline(false);
  await synced(page);
  const [quote, { items: orders }, { items: lines }] = await Promise.all(["quotes/" + id, "orders", "order_lines"].map((path) => rest(page, server, path)));
  expect(orders).toHaveLength(1);
  expect(orders[0]).toMatchObject({ net: quote.net, gross: quote.gross, opportunity: made.deal });
  expect(lines[0].net, "the line is the whole").toEqual(quote.net);
  const configuration = JSON.parse(lines[0].configuration);
  expect(Object.entries(configuration.parts).map(([part, count]) => [part, String(count)]).sort()).toEqual(ordered);

  // For other systems.
  for (const [item, ending] of [["Save as JSON", "json"], ["Save as UBL", "xml"]]) {
    await page.getByRole("button", { name: "More actions", exact: true }).click();
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("menuitem", { name: item }).click()]);
    expect(download.suggestedFilename()).toMatch(new RegExp(`^O-.*\\.${ending}$`));
    const text = readFileSync(await download.path(), "utf8");
    for (const told of [quote.gross.amount, "Meridian", "Harbour Cranes", "Carbon"]) expect(text).toContain(told);
  }
});

test("a newer model is offered, and says what it would change", async ({ server, page }) => {
  const made = await bicycle(page, server);
  await visit(page, server, `/configure/${made.product}?choose=frame:carbon,use:gravel`);
  await summary(page).getByRole("button", { name: "Add to quote" }).click();
  const dialog = page.getByRole("dialog", { name: "Add to quote" });
  await dialog.getByRole("combobox").fill("Harbour");
  await dialog.getByRole("option", { name: /^Harbour Cranes/ }).click();
  await dialog.getByRole("button", { name: "Add", exact: true }).click();
  await expect(main(page)).toContainText("Frame: Carbon");
  await expect(totals(page)).toContainText("€");
  const before = await totals(page).textContent();
  const newer = JSON.parse(MODEL);
  const frame = newer.attributes.find(({ id }) => id === "frame").kind.choice;
  const carbon = frame.options.find(({ id }) => id === "carbon");
  carbon.price = String(Number(carbon.price) + 100);
  await post(page, server, "product_models", { note: "Second", product: made.product, version: 2, status: "published", source: JSON.stringify(newer) });
  await expect(main(page)).toContainText("older version of its model", { timeout: 30_000 });
  expect(await totals(page).textContent(), "nothing changes by itself").toBe(before);
  await page.getByRole("button", { name: "Update to current…" }).click();
  const update = page.getByRole("dialog", { name: "Update to current" });
  await expect(update).toContainText("Model version 1 becomes 2");
  await expectAccessible(page);
  await update.getByRole("button", { name: "Update", exact: true }).click();
  await expect(main(page)).not.toContainText("older version of its model");
  await expect.poll(() => totals(page).textContent()).not.toBe(before);
});

test("the firm's details stand on quotes", async ({ server, page }) => {
  const id = await quoted(page, server);
  await visit(page, server, "/settings/firm");
  await expect(main(page), "it is called what the workspace is").toContainText("Test");
  await expect(main(page)).toContainText("VAT number");
  await editField(page, "Name", "Quay Works");
  await expect(main(page)).toContainText("Quay Works");
  await expectAccessible(page);
  await synced(page);
  expect((await rest(page, server, "sellers")).items).toHaveLength(1);
  await visit(page, server, `/quotes/${id}`);
  expect((await pdf(page)).name).toMatch(/^Q-/);
});

test("a template is written without code, new quotes begin with it, and the customer reads what it says", async ({ server, page, browser, watched }) => {
  const sold = await deal(page, server);
  await visit(page, server, "/settings/firm");
  await page.getByRole("link", { name: "Quote templates" }).click();
  await main(page).getByRole("button", { name: "New quote template" }).first().click();
  const form = page.getByRole("dialog");
  await form.getByRole("textbox", { name: "Name", exact: true }).fill("Short");
  await form.getByRole("button", { name: "Create quote template" }).click();
  await expect(form).toBeHidden();
  await synced(page);
  const { items: [template] } = await rest(page, server, "quote_templates");
  const says = { standard: true, terms: "Thirty days net.", closing: "Kind regards from the quay" };
  await patch(page, server, `quote_templates/${template.id}`, { ...says, columns: ["quantity"], paper: "letter" });

  const id = await quoteOf(page, server, sold);
  await expect(main(page)).toContainText("Short");
  await synced(page);
  expect(await rest(page, server, `quotes/${id}`)).toMatchObject({ template: template.id });
  const url = await link(page, server, id);
  await synced(page);
  const printed = (await pdf(page)).bytes;
  await patch(page, server, `quote_templates/${template.id}`, { closing: "Regards" });
  const context = await browser.newContext();
  await watched.follow(context);
  const customer = await context.newPage();
  await customer.goto(url);
  await expect(customer.getByRole("main")).toContainText("Thirty days net.");
  await expect(customer.getByRole("main")).toContainText("Kind regards from the quay");
  const response = await context.request.get(`${url}/quote.pdf`);
  expect(Buffer.compare(await response.body(), printed), "the server prints what the device printed").toBe(0);
  await context.close();
});
