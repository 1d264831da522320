// What people do without an account: a customer opens a quote by its link, asks, signs, declines.
import { signIn, sync, synced, rest } from "../lib/app.mjs";
import { another, draft, link, quote, share, sign } from "../lib/offers.mjs";
import { smallTargets } from "../lib/reach.mjs";
import { expect, expectAccessible, NETWORK, OWNER, test } from "../lib/test.mjs";

const PHONE = { width: 390, height: 844 };

/** A browser that knows nothing of the app. */
async function stranger(browser, watched, options = {}) {
  const context = await browser.newContext({ viewport: PHONE, hasTouch: true, ...options });
  await watched.follow(context);
  return context.newPage();
}

/** Nothing reaches beyond the window. */
const fits = (page) =>
  expect.poll(() => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);

test("a customer reads, asks and signs on a phone, and it becomes an order that the rep sees", async ({ server, page, browser, watched }, info) => {
  await signIn(page, server, OWNER);
  const id = await draft(page, server);
  const url = await link(page, server, id);
  await synced(page);

  const customer = await stranger(browser, watched);
  await customer.goto(url);
  const main = customer.getByRole("main");
  await expect(customer.getByRole("heading", { level: 1 })).toHaveText("Desks for the second floor");
  for (const told of ["Harbour Cranes", "Lift desk", "€5,850.00", "€6,961.50", "owner@example.com", "Five years of warranty"]) await expect(main).toContainText(told);
  const html = await customer.content();
  for (const never of ["4711.11", "our old friend"]) expect(html).not.toContain(never);
  await fits(customer);
  expect(await smallTargets(customer), "room for a finger").toEqual([]);
  await expectAccessible(customer);

  await customer.getByText("Ask a question").click();
  const ask = customer.locator("form").filter({ hasText: "Your question" });
  await ask.getByRole("textbox", { name: "Your name" }).fill("Ada Quay");
  await ask.getByRole("textbox", { name: "Your question" }).fill("Are they here by March?");
  await ask.getByRole("button", { name: "Send the question" }).click();
  await expect(customer.getByRole("status")).toContainText("Your question has been passed on");
  await expect(page.getByRole("region", { name: "Customer" })).toContainText("Are they here by March?", { timeout: 30_000 });

  const accept = customer.getByRole("region", { name: "Accept this offer" });
  await accept.getByRole("textbox", { name: "Your name" }).fill("Ada Quay");
  await sign(customer);
  await accept.getByRole("checkbox").check();
  await accept.getByRole("button", { name: "Accept and sign" }).click();
  await expect(customer.getByRole("status")).toContainText("Ada Quay accepted this offer");
  await expect(customer.getByRole("img", { name: "Signature of Ada Quay" })).toBeVisible();
  await expect(customer.getByRole("button", { name: "Accept and sign" })).toHaveCount(0);
  await fits(customer);
  await expectAccessible(customer);

  const exchange = page.getByRole("region", { name: "Customer" });
  await expect(exchange).toContainText("Signed as it stands here", { timeout: 30_000 });
  await expect(exchange.getByRole("img", { name: "Signature" })).toBeVisible();
  if (info.project.use.hasTouch) expect(await smallTargets(page), "room for a finger").toEqual([]);
  await expectAccessible(page);
  expect(await quote(page, server, id)).toMatchObject({ status: "accepted", accepted_by: "Ada Quay" });
  const { items } = await rest(page, server, "orders");
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({ quote: id, gross: { amount: "6961.50", currency: "EUR" } });
  const subjects = (await rest(page, server, "tasks")).items.map(({ subject }) => subject);
  expect(subjects.sort()).toEqual(["Answer the question about Q-261122-7K3MXA", "Look at the order of Q-261122-7K3MXA"]);
  await customer.context().close();
});

test("a link that is made without the network works once the device has synced", async ({ server, page, browser, watched }) => {
  watched.allow(NETWORK);
  watched.allow(/404/);
  await signIn(page, server, OWNER);
  const id = await draft(page, server);
  await page.goto(`${server.url}/quotes/${id}`);
  await expect(page.getByRole("button", { name: "Mark as sent" })).toBeEnabled();
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Mark as sent" }).click();
  await share(page);
  const dialog = page.getByRole("dialog", { name: "A link for the customer" });
  await expect(dialog).toContainText("as soon as this device has synced");
  await expectAccessible(page);
  const url = await dialog.getByRole("textbox", { name: "Link for the customer" }).inputValue();
  const customer = await stranger(browser, watched);
  await customer.goto(url);
  await expect(customer.getByRole("heading", { level: 1 })).toHaveText("This link leads nowhere");
  await expectAccessible(customer);
  await page.context().setOffline(false);
  await expect(dialog).toContainText("The link works.", { timeout: 30_000 });
  await customer.reload();
  await expect(customer.getByRole("heading", { level: 1 })).toHaveText("Desks for the second floor");
  await customer.context().close();
});

test("without a script the typed name is the signature", async ({ server, page, browser, watched }) => {
  await signIn(page, server, OWNER);
  const id = await draft(page, server);
  const url = await link(page, server, id);
  await synced(page);
  const customer = await stranger(browser, watched, { javaScriptEnabled: false, viewport: { width: 1024, height: 768 } });
  await customer.goto(url);
  await expect(customer.locator("canvas")).toBeHidden();
  await customer.getByRole("textbox", { name: "Your name" }).first().fill("Ada Quay");
  await customer.getByRole("checkbox").check();
  await customer.getByRole("button", { name: "Accept and sign" }).click();
  await expect(customer.getByRole("status")).toContainText("Ada Quay accepted this offer");
  await customer.context().close();
});

test("a link is withdrawn, a quote declined, and the customer is told so", async ({ server, page, browser, watched }) => {
  watched.allow(/410/);
  await signIn(page, server, OWNER);
  const id = await draft(page, server);
  const first = await link(page, server, id);
  await page.getByRole("list", { name: "Links" }).getByRole("button", { name: "Withdraw" }).click();
  await expect(page.getByRole("list", { name: "Links" })).toContainText("Withdrawn");
  const second = await another(page);
  await synced(page);
  const customer = await stranger(browser, watched);
  await customer.goto(first);
  await expect(customer.getByRole("main")).toContainText("This link was withdrawn");
  await customer.goto(second);
  await customer.getByText("Decline", { exact: true }).click();
  await customer.getByRole("textbox", { name: "What would have to be different?" }).fill("We need them in walnut.");
  await customer.getByRole("button", { name: "Decline this offer" }).click();
  await expect(customer.getByRole("status")).toContainText("This offer was declined");
  await expectAccessible(customer);
  await expect(page.getByRole("main")).toContainText("We need them in walnut.", { timeout: 30_000 });
  expect(await quote(page, server, id)).toMatchObject({ status: "declined", answer: "We need them in walnut." });
  await customer.context().close();
});

test("the rep accepts without the network while the customer signs: one order, and both names are kept", async ({ server, page, browser, watched }) => {
  watched.allow(NETWORK);
  await signIn(page, server, OWNER);
  const id = await draft(page, server);
  const url = await link(page, server, id);
  await synced(page);
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Accepted" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Accepted by" }).fill("Ada by telephone");
  await page.getByRole("dialog").getByRole("button", { name: "Make the order" }).click();
  await expect(page.getByRole("link", { name: "Open the order" })).toBeVisible();
  const customer = await stranger(browser, watched);
  await customer.goto(url);
  await customer.getByRole("textbox", { name: "Your name" }).first().fill("Ada Quay");
  await customer.getByRole("checkbox").check();
  await customer.getByRole("button", { name: "Accept and sign" }).click();
  await expect(customer.getByRole("status")).toContainText("Ada Quay accepted this offer");
  await page.context().setOffline(false);
  await expect(sync(page)).toHaveText(/^Needs attention 1/, { timeout: 30_000 });
  expect((await rest(page, server, "orders")).items).toHaveLength(1);
  expect((await rest(page, server, "acceptances")).items).toMatchObject([{ name: "Ada Quay", kind: "typed" }]);
  await customer.context().close();
});
