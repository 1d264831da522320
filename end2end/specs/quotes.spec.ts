// Quotes: from a deal over lines and prices to an order, with everything that stays as it was sent.
import { create, go, rest, signIn, sync, synced, visit } from "../lib/app.mjs";
import { expect, expectAccessible, NETWORK, OWNER, test } from "../lib/test.mjs";
import { patch, post } from "../lib/rest.mjs";

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
async function quoted(page, server) {
  const { id } = await deal(page, server);
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
  await page.waitForSelector('[data-kept="all"]', { state: "attached" });
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
  await page.getByRole("button", { name: "Mark as sent" }).click();
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

test("what was sent stays as it was when prices change; a new version has the new ones", async ({ server, page }) => {
  const id = await quoted(page, server);
  await page.getByRole("button", { name: "Mark as sent" }).click();
  await synced(page);
  const { items } = await rest(page, server, "prices");
  for (const price of items) await patch(page, server, `prices/${price.id}`, { amount: eur("900") });
  const refused = await page.request.patch(`${server.url}/api/v1/quotes/${id}`, { data: { title: "Cheaper" }, headers: { origin: server.url } });
  expect(refused.status(), "over REST neither").toBe(422);
  await page.reload();
  await expect(totals(page)).toContainText("€650.00");
  await page.getByRole("button", { name: "More actions", exact: true }).click();
  await page.getByRole("menuitem", { name: "New version" }).click();
  await expect(page).not.toHaveURL(new RegExp(id));
  await expect(main(page)).toContainText("version 2");
  await expect(totals(page)).toContainText("€900.00");
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
  await page.getByRole("button", { name: /New deal/ }).click();
  await expect(page.getByRole("dialog").getByRole("combobox", { name: /Currency/ })).toHaveValue("EUR");
});
