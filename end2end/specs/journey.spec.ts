// One sale from its deal to its order as the people in it live it: a rep on a tablet without a signal, who may not grant
// the discount that is wanted; the owner, who may; the customer with a phone.
import { readFileSync } from "node:fs";
import { kept, rest, signIn, sync, synced, visit } from "../lib/app.mjs";
import { option, parts, priceAfter, summary } from "../lib/configurator.mjs";
import { pdf, share, sign } from "../lib/offers.mjs";
import { patch, post } from "../lib/rest.mjs";
import { expect, expectAccessible, NETWORK, OWNER, test } from "../lib/test.mjs";

type Page = import("@playwright/test").Page;

const MODEL = readFileSync(new URL("../../shared/product/demo/bicycle.json", import.meta.url), "utf8");
const REP = { email: "rep@example.com", name: "Rita Rep", role: "rep", password: "a rep's long password" };
const TABLET = { viewport: { width: 1024, height: 768 }, hasTouch: true };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
const eur = (amount: string) => ({ amount, currency: "EUR" });

test.describe.configure({ timeout: 90_000 });

/** What the firm has before: a bicycle made to order, a rule for discounts, and a deal of the rep's. */
async function workspace(page: Page, server) {
  const { items: users } = await rest(page, server, "users?limit=100");
  const owner = users.find(({ email }) => email === REP.email).id;
  const team = (await post(page, server, "teams", { name: "East" })).id;
  await patch(page, server, `users/${owner}`, { team });
  const mine = { owner, team };
  const account = await post(page, server, "accounts", { name: "Harbour Cranes", ...mine });
  const contact = await post(page, server, "contacts", { first_name: "Ada", last_name: "Quay", email: "ada@example.com", account: account.id, ...mine });
  const product = await post(page, server, "products", { name: "Meridian", code: "BI-1", price: eur("513"), cost: eur("4711.11"), active: true });
  await post(page, server, "product_models", { note: "First", product: product.id, version: 1, status: "published", source: MODEL });
  await post(page, server, "price_books", { name: "List", currency: "EUR", standard: true, tax_category: "s", tax_rate: 19 });
  await post(page, server, "approval_rules", { name: "More than 15 % off", active: true, kind: "line_discount", percent: 15, roles: ["owner"] });
  const { items: stages } = await rest(page, server, "stages?limit=100");
  const stage = stages.find(({ name }) => name === "Proposal");
  const values = { name: "Bicycles for the yard", account: account.id, contacts: [contact.id], stage: stage.id, pipeline: stage.pipeline };
  return post(page, server, "opportunities", { ...values, product: product.id, amount: eur("900"), ...mine });
}

const main = (page: Page) => page.getByRole("main");
const approvals = (page: Page) => page.getByRole("region", { name: "Approvals" });

test("a sale: configured and quoted without a signal, approved, signed by the customer, ordered; equal to the cent and the last part", async ({ server, page, device, browser, watched }, info) => {
  watched.allow(NETWORK);
  await server.stop();
  await server.addUser(REP);
  await server.start();
  await signIn(page, server, OWNER);
  const deal = await workspace(page, server);
  const rep: Page = await (await device(TABLET)).open();
  await signIn(rep, server, REP);
  await kept(rep);

  // In the basement: from the board to the deal, and to what it is about.
  await rep.context().setOffline(true);
  await rep.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Pipeline" }).tap();
  await rep.getByRole("list", { name: /^Proposal/ }).getByRole("listitem").filter({ hasText: "Bicycles for the yard" }).tap();
  await rep.getByRole("tab", { name: "Fields" }).tap();
  await rep.getByRole("link", { name: "Meridian" }).first().tap();
  await rep.getByRole("link", { name: "Configure", exact: true }).tap();

  // What does not go together is said, and mended.
  const free = await priceAfter(rep, "–", () => Promise.resolve());
  await rep.getByRole("navigation", { name: "Steps" }).getByRole("button").first().tap();
  const cargo = await priceAfter(rep, free, () => option(rep, "Use", "Cargo").check());
  await option(rep, "Frame", "Carbon").click();
  await expect(rep.getByText("Frame: Carbon does not go with your choices.")).toBeVisible();
  await expectAccessible(rep);
  const price = await priceAfter(rep, cargo, () => rep.getByRole("button", { name: "Choose Carbon anyway" }).first().tap());
  const figure = rep.getByRole("application", { name: "Meridian bicycle" });
  await expect.poll(() => figure.evaluate((canvas) => Number(canvas.dataset.drawn ?? 0)), { timeout: 30_000 }).toBeGreaterThan(0);
  await info.attach("configured", { body: await rep.screenshot(), contentType: "image/png" });
  const details = summary(rep).getByRole("button", { name: "Details" });
  if (await details.isVisible()) await details.tap();
  await summary(rep).getByText(/^Bill of materials/).tap();
  const materials = await parts(summary(rep).getByRole("table", { name: "Bill of materials" }));
  expect(materials.length).toBeGreaterThan(3);

  // On the quote at the price that was shown, with a discount that somebody else has to grant.
  await summary(rep).getByRole("button", { name: "Add to quote" }).tap();
  const dialog = rep.getByRole("dialog", { name: "Add to quote" });
  await dialog.getByRole("combobox").fill("Bicycles");
  await dialog.getByRole("option", { name: /Bicycles for the yard/ }).tap();
  await dialog.getByRole("button", { name: "Add", exact: true }).tap();
  await expect(rep).toHaveURL(/\/quotes\/[0-9A-Z]{26}$/);
  const id = rep.url().split("/").at(-1);
  await expect(rep.getByRole("region", { name: "Totals" })).toContainText(price);
  const discount = rep.getByRole("textbox", { name: "Discount on Meridian" });
  await discount.fill("20");
  await discount.press("Enter");
  await expect(approvals(rep)).toContainText("Will need approval by owner");
  await approvals(rep).getByRole("button", { name: "Ask for approval" }).tap();
  await expect(approvals(rep).getByRole("button", { name: "Approve" }), "nobody grants it to themselves").toHaveCount(0);
  await expect(rep.getByRole("button", { name: "Mark as sent" })).toBeDisabled();
  const drafted = await pdf(rep);
  await expectAccessible(rep);
  await expect(sync(rep)).toHaveText(/^Offline/);

  // Back in the light: the owner sees what was asked, and grants it.
  await rep.context().setOffline(false);
  await synced(rep);
  await visit(page, server, `/quotes/${id}`);
  await approvals(page).getByRole("button", { name: "Approve" }).click();
  await expect(approvals(rep)).toContainText("Granted", { timeout: 30_000 });
  await rep.getByRole("button", { name: "Mark as sent" }).tap();
  await share(rep);
  const link = rep.getByRole("textbox", { name: "Link for the customer" });
  await expect(link).toHaveValue(/\/p\/quote\/[0-9a-f]{40}$/);
  const url = await link.inputValue();
  await rep.keyboard.press("Escape");
  const sent = await pdf(rep);
  expect(drafted.bytes.equals(sent.bytes), "a draft is marked").toBe(false);
  await info.attach("quote.pdf", { body: sent.bytes, contentType: "application/pdf" });
  await synced(rep);

  // The customer reads, and signs with a finger.
  const context = await browser.newContext(PHONE);
  await watched.follow(context);
  const customer = await context.newPage();
  await customer.goto(url);
  const quote = await rest(page, server, `quotes/${id}`);
  const shown = (money) => new Intl.NumberFormat("en", { style: "currency", currency: money.currency }).format(money.amount);
  for (const told of ["Harbour Cranes", "Meridian", "Frame: Carbon", shown(quote.net), shown(quote.gross)]) await expect(main(customer)).toContainText(told);
  expect(await customer.content()).not.toContain("4711");
  const accept = customer.getByRole("region", { name: "Accept this offer" });
  await accept.getByRole("textbox", { name: "Your name" }).fill("Ada Quay");
  await sign(customer);
  await accept.getByRole("checkbox").check();
  await accept.getByRole("button", { name: "Accept and sign" }).tap();
  await expect(customer.getByRole("status")).toContainText("Ada Quay accepted this offer");
  await context.close();

  // The order is what was configured, quoted and signed.
  await expect(rep.getByRole("region", { name: "Customer" })).toContainText("Signed as it stands here", { timeout: 30_000 });
  await rep.getByRole("link", { name: "Open the order" }).tap();
  await expect(main(rep)).toContainText("Frame: Carbon");
  await rep.getByText(/^Bill of materials/).tap();
  expect(await parts(rep.getByRole("table", { name: "Bill of materials" }))).toEqual(materials);
  await info.attach("ordered", { body: await rep.screenshot(), contentType: "image/png" });
  await synced(rep);
  const [{ items: orders }, { items: lines }] = await Promise.all(["orders", "order_lines"].map((path) => rest(page, server, path)));
  expect(orders).toHaveLength(1);
  expect(orders[0]).toMatchObject({ quote: id, net: quote.net, gross: quote.gross, opportunity: deal.id });
  expect(lines.map(({ net }) => net)).toEqual([quote.net]);
  const full = Number(price!.replace(/[^\d.]/g, ""));
  expect(Number(quote.net.amount)).toBeCloseTo(full * 0.8, 2);

  // The deal is won when the rep says so.
  await visit(rep, server, `/opportunities/${deal.id}`);
  const next = rep.getByRole("region", { name: "Accepted" });
  await expect(next).toContainText(`Quote ${quote.number} was accepted`);
  await expect(rep.getByRole("region", { name: "Next step" })).toContainText("Look at the order");
  await expectAccessible(rep);
  await next.getByRole("button", { name: "Mark as won" }).tap();
  await expect(next).toHaveCount(0);
  await synced(rep);
  const { items: stages } = await rest(page, server, "stages?limit=100");
  const { stage } = await rest(page, server, `opportunities/${deal.id}`);
  expect(stages.find(({ id }) => id === stage)).toMatchObject({ kind: "won" });
});
