// A quote that a customer can be given, and the customer's own browser.
import { readFileSync } from "node:fs";
import { expect } from "@playwright/test";
import { act, rest, synced, visit } from "./app.mjs";
import { post } from "./rest.mjs";

const eur = (amount) => ({ amount, currency: "EUR" });

/** A quote about desks with two lines, as a draft; its id. The page is signed in. */
export async function draft(page, server, texts = {}) {
  const account = await post(page, server, "accounts", { name: "Harbour Cranes" });
  const contact = await post(page, server, "contacts", { first_name: "Ada", last_name: "Quay", email: "ada@example.com", account: account.id });
  const desk = await post(page, server, "products", { name: "Lift desk", code: "DE-1", price: eur("650"), cost: eur("4711.11"), active: true });
  const chair = await post(page, server, "products", { name: "Perch chair", code: "CH-1", price: eur("200"), active: true });
  await post(page, server, "price_books", { name: "List", currency: "EUR", standard: true, tax_category: "s", tax_rate: 19 });
  const { user } = await (await page.request.get(`${server.url}/api/session`)).json();
  const today = new Date().toISOString().slice(0, 10);
  const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
  const quote = await post(page, server, "quotes", {
    title: "Desks for the second floor",
    number: "Q-261122-7K3MXA",
    version: 1,
    status: "draft",
    account: account.id,
    contact: contact.id,
    currency: "EUR",
    date: today,
    valid_until: until,
    introduction: "Thank you for your enquiry. Here is what we talked about on **Tuesday**.",
    terms: "Payment within 30 days.\n\n- Delivery is free.\n- Five years of warranty on all parts.",
    owner: user,
    ...texts,
  });
  const line = { quote: quote.id, quantity: 10, section: "Upstairs" };
  await post(page, server, "quote_lines", { ...line, product: desk.id, name: "Lift desk", position: 1, description: "Oak, 160 × 80 cm", discount: 10, discount_reason: "our old friend" });
  await post(page, server, "quote_lines", { ...line, product: chair.id, name: "Perch chair", position: 2, optional: "open" });
  return quote.id;
}

/** Marks the open quote as sent, and waits until its actions are those of one that is. */
export async function markSent(page) {
  await page.getByRole("button", { name: "Mark as sent" }).click();
  await expect(page.getByRole("button", { name: "Accepted" })).toBeVisible();
}

/** Sends the quote and gives the link for the customer. */
export async function link(page, server, id) {
  await visit(page, server, `/quotes/${id}`);
  await markSent(page);
  return another(page);
}

/** Asks for a link for the quote that is open on the page, once it counts as sent. */
export async function share(page) {
  await expect(page.getByRole("button", { name: "Accepted" })).toBeVisible();
  await act(page, "Share a link");
}

/** Makes another link for a quote that is open on the page. */
export async function another(page) {
  await share(page);
  const dialog = page.getByRole("dialog", { name: "A link for the customer" });
  const address = dialog.getByRole("textbox", { name: "Link for the customer" });
  await expect(address).toHaveValue(/\/p\/quote\/[0-9a-f]{40}$/);
  const url = await address.inputValue();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  return url;
}

/** What the server has of a quote. */
export const quote = async (page, server, id) => {
  await synced(page);
  return rest(page, server, `quotes/${id}`);
};

/** Draws a signature into the field of a customer's page. */
export async function sign(page) {
  const canvas = page.locator("canvas");
  await canvas.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await canvas.boundingBox();
  const at = (dx, dy) => [x + width * dx, y + height * dy];
  for (const stroke of [[[0.1, 0.7], [0.2, 0.2], [0.3, 0.75]], [[0.35, 0.6], [0.45, 0.3], [0.55, 0.65], [0.7, 0.4], [0.9, 0.6]]]) {
    await page.mouse.move(...at(...stroke[0]));
    await page.mouse.down();
    for (const point of stroke.slice(1)) await page.mouse.move(...at(...point), { steps: 8 });
    await page.mouse.up();
  }
}

/** The file that a press on *PDF* gives. */
export async function pdf(page) {
  const [download] = await Promise.all([page.waitForEvent("download"), act(page, "PDF")]);
  const bytes = readFileSync(await download.path());
  expect(bytes.subarray(0, 5).toString()).toBe("%PDF-");
  return { name: download.suggestedFilename(), bytes };
}
