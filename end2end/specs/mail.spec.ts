// A quote that goes to the customer by e-mail, and its document from the app, from the customer's page and in the e-mail.
import { readFileSync } from "node:fs";
import { act, rest, signIn, sync, synced, visit } from "../lib/app.mjs";
import { draft } from "../lib/offers.mjs";
import { smallTargets } from "../lib/reach.mjs";
import { patch } from "../lib/rest.mjs";
import { opened, Smtp } from "../lib/smtp.mjs";
import { expect, expectAccessible, NETWORK, OWNER, test as base } from "../lib/test.mjs";

const test = base.extend<{ smtp: Smtp }>({
  smtp: async ({ server }, use) => {
    const smtp = await Smtp.start();
    server.env = smtp.env(server.url);
    await server.restart();
    await use(smtp);
    await server.stop();
    await smtp.stop();
  },
});

/** A quote that was sent, on its page. */
async function sentQuote(page, server, values = {}) {
  await signIn(page, server, OWNER);
  const { items } = await rest(page, server, "users");
  await patch(page, server, `users/${items[0].id}`, { name: OWNER.name });
  const id = await draft(page, server, values);
  await visit(page, server, `/quotes/${id}`);
  await page.getByRole("button", { name: "Mark as sent" }).click();
  await expect(page.getByRole("button", { name: "Send by e-mail" })).toBeVisible();
  return id;
}

async function file(page, press) {
  const [download] = await Promise.all([page.waitForEvent("download"), press()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

const dialog = (page) => page.getByRole("dialog", { name: "The quote by e-mail" });
const mails = (page) => page.getByRole("list", { name: "E-mails" });

test("an e-mail that is written without the network goes out when there is one", async ({ smtp, server, page, browser, watched }, info) => {
  watched.allow(NETWORK);
  const soon = new Date(Date.now() + 2 * 86_400_000);
  const id = await sentQuote(page, server, { valid_until: soon.toISOString().slice(0, 10) });
  await synced(page);
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Send by e-mail" }).click();
  await expect(dialog(page).getByRole("textbox", { name: "To", exact: true })).toHaveValue("ada@example.com");
  await expect(dialog(page).getByRole("textbox", { name: "Text", exact: true })).toHaveValue(/^Dear Ada Quay,[^]*until[^]*\{link\}[^]*Olive Owner$/);
  const day = soon.toLocaleDateString("en-US", { dateStyle: "long", timeZone: "UTC" });
  await expect(dialog(page).getByRole("textbox", { name: "Text", exact: true }), "a letter is read on another day").toHaveValue(new RegExp(`until ${day}\\.`));
  await dialog(page).getByRole("textbox", { name: "Copy to" }).fill("nobody");
  await dialog(page).getByRole("button", { name: "Send", exact: true }).click();
  await expect(dialog(page)).toContainText("“nobody” is not an e-mail address");
  await expectAccessible(page);
  if (info.project.use.hasTouch) expect(await smallTargets(page), "room for a finger").toEqual([]);
  await dialog(page).getByRole("textbox", { name: "Copy to" }).fill("");
  await dialog(page).getByRole("button", { name: "Send", exact: true }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(mails(page)).toContainText("Waiting");
  expect(smtp.heard).toEqual([]);

  await page.context().setOffline(false);
  await expect(mails(page)).toContainText("Sent", { timeout: 30_000 });
  expect(smtp.heard).toHaveLength(1);
  const [{ recipients, text }] = smtp.heard;
  expect(recipients).toEqual(["ada@example.com"]);
  expect(text).toMatch(/^From: "?Olive Owner"? <offers@example.com>\r$/m);
  expect(text).toMatch(/^Reply-To: "?Olive Owner"? <owner@example.com>\r$/m);
  const letter = opened(smtp.heard[0]);
  const url = letter.words.match(/http\S+\/p\/quote\/[0-9a-f]{32}/)[0];

  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true });
  await watched.follow(context);
  const customer = await context.newPage();
  await customer.goto(url);
  await expect(customer.getByRole("heading", { level: 1 })).toHaveText("Desks for the second floor");
  expect(await smallTargets(customer), "room for a finger").toEqual([]);
  await expect(mails(page)).toContainText("Opened", { timeout: 30_000 });
  await expectAccessible(page);
  if (info.project.use.hasTouch) expect(await smallTargets(page), "room for a finger").toEqual([]);

  const own = await file(page, () => act(page, "PDF"));
  const theirs = await file(customer, () => customer.getByRole("link", { name: "Save as PDF" }).click());
  expect(own.bytes.subarray(0, 5).toString()).toBe("%PDF-");
  expect(theirs.name).toBe(own.name);
  expect(theirs.bytes.equals(own.bytes), "the customer's is the device's to the byte").toBe(true);
  expect(letter.file.equals(own.bytes), "and so is what came by e-mail").toBe(true);

  await mails(page).getByRole("button", { name: "Withdraw" }).click();
  await expect(mails(page)).toContainText("Withdrawn");
  const { account } = await rest(page, server, `quotes/${id}`);
  await visit(page, server, `/accounts/${account}`);
  await expect(page.getByRole("region", { name: "Timeline" })).toContainText("Our offer Q-261122-7K3MXA: Desks for the second floor");
  await context.close();
});

test("an e-mail that is refused says why, and is tried again", async ({ smtp, server, page, watched }) => {
  watched.allow(NETWORK);
  await sentQuote(page, server);
  smtp.refusals.push("550 no such mailbox");
  await page.getByRole("button", { name: "Send by e-mail" }).click();
  await dialog(page).getByRole("button", { name: "Send", exact: true }).click();
  await expect(mails(page)).toContainText("Not sent", { timeout: 30_000 });
  await expect(mails(page)).toContainText("no such mailbox");
  await expectAccessible(page);
  await mails(page).getByRole("button", { name: "Try again" }).click();
  await expect(mails(page)).toContainText(/Sent|Opened/, { timeout: 30_000 });
  expect(smtp.heard).toHaveLength(1);
});

base("without a mail server the quote says so", async ({ server, page }) => {
  await sentQuote(page, server);
  await page.getByRole("button", { name: "Send by e-mail" }).click();
  await dialog(page).getByRole("button", { name: "Send", exact: true }).click();
  await expect(mails(page)).toContainText("This server has no mail server set up", { timeout: 30_000 });
  await expect(sync(page)).toHaveText(/^Synced/);
});
