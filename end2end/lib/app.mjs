// What a person does in the app, by role and accessible name, so that every test says it the same way.
import { expect } from "@playwright/test";

const READY = '[data-ready="true"]';

/** Waits until the first screen can be used. */
export const ready = (page) => page.waitForSelector(READY, { state: "attached" });

/** Waits until nothing moves any more; what goes on for long, as what turns while somebody waits, is not waited for. */
export const atRest = (page) =>
  page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const ends = ({ timeline, effect }) => timeline === document.timeline && effect.getComputedTiming().endTime < 1000;
    await Promise.allSettled(document.getAnimations().filter(ends).map((animation) => animation.finished));
  });

/** Opens an address of the app and waits until it can be used. */
export async function visit(page, server, path = "/") {
  await page.goto(server.url + path);
  await ready(page);
}

/** Signs in on a device that nobody has used yet, and waits until everything is there. */
export async function signIn(page, server, { email, password }, path = "/") {
  await visit(page, server, path);
  await page.getByRole("textbox", { name: "E-mail" }).fill(email);
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible({ timeout: 60_000 });
  await synced(page);
}

/** The element that says how sync stands. */
export const sync = (page) => page.getByRole("status", { name: "Sync", exact: true });

/** Waits until all edits are on the server. */
export const synced = (page, timeout = 30_000) => expect(sync(page)).toHaveText(/^(Synced|Needs attention \d+$)/, { timeout });

/** Waits until every file of the app is kept. */
export const kept = (page) => page.waitForSelector('[data-kept="all"]', { state: "attached", timeout: 60_000 });

/** Waits until everything is kept that the app needs without the network, and the page is served from it. */
export async function installed(page) {
  await kept(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect.poll(() => page.evaluate(() => Boolean(navigator.serviceWorker.controller))).toBe(true);
}

/** Goes to a page through the rail. */
export async function go(page, name) {
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name, exact: true }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeAttached();
}

/** Types into the palette; the options found. */
export async function find(page, text) {
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog");
  await palette.getByRole("combobox").fill(text);
  return palette.getByRole("option");
}

/** Does something by its button, or by the menu that it stands in where there is no room for the button. */
export async function act(page, name) {
  const button = page.getByRole("main").getByRole("button", { name, exact: true });
  if (await button.isVisible()) return button.click();
  await page.getByRole("main").getByRole("button", { name: "More actions" }).first().click();
  return page.getByRole("menuitem", { name, exact: true }).click();
}

/** Creates a record through the list's form, by labelled text fields. */
export async function create(page, list, what, fields) {
  await go(page, list);
  await page.getByRole("main").getByRole("button", { name: `New ${what}` }).first().click();
  const form = page.getByRole("dialog");
  for (const [label, text] of Object.entries(fields)) await form.getByRole("textbox", { name: label, exact: true }).fill(text);
  await form.getByRole("button", { name: `Create ${what}` }).click();
  await expect(form).toBeHidden();
}

/** Edits a text field in place on a record's page. */
export async function editField(page, label, text) {
  await page.getByRole("button", { name: new RegExp(`^(Edit )?${label}`, "i") }).first().click();
  const input = page.getByRole("textbox", { name: label, exact: true });
  await input.fill(text);
  await input.press("Enter");
}

/** Records through REST, as the signed-in person of this page sees them. */
export async function rest(page, server, path) {
  const response = await page.request.get(`${server.url}/api/v1/${path}`);
  expect(response.ok(), `${path}: ${response.status()}`).toBe(true);
  return response.json();
}

/** All records of an entity through REST, page by page. */
export async function every(page, server, plural) {
  const found = [];
  for (let after = ""; after !== undefined;) {
    const { items, next_cursor: next } = await rest(page, server, `${plural}?limit=1000${after}`);
    found.push(...items);
    after = next ? `&cursor=${encodeURIComponent(next)}` : undefined;
  }
  return found;
}
