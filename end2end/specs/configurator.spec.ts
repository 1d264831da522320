// The public configurator: a visitor configures on a phone, with and without a network, and asks for a quote, which the
// rep finds as a lead with its deal and the draft of a quote.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { kept, ready, rest, signIn, synced, visit } from "../lib/app.mjs";
import { overflows, smallTargets, unreached } from "../lib/reach.mjs";
import { patch, post } from "../lib/rest.mjs";
import { expect, expectAccessible, NETWORK, OWNER, test } from "../lib/test.mjs";

const PHONE = { width: 390, height: 844 };
const BICYCLE = readFileSync(new URL("../../shared/product/demo/bicycle.json", import.meta.url), "utf8");
/** The firm's record is one, of a name that all devices know. */
const SELLER = "544YFAWHXAMX0QV9H46HWNM08W";
const eur = (amount: string) => ({ amount, currency: "EUR" });

/** A shop with a bicycle that anybody may configure; its id. The page is signed in. */
async function shop(page, server, sites = "") {
  const { user } = await (await page.request.get(`${server.url}/api/session`)).json();
  const values = { name: "Meridian made to measure", code: "BI-1", price: eur("500"), cost: eur("4711.11"), active: true, public: true };
  const bicycle = await post(page, server, "products", { ...values, description: "Frame, wheels and gears are chosen **one by one**." });
  await post(page, server, "product_models", { product: bicycle.id, version: 1, status: "published", source: BICYCLE });
  const book = await post(page, server, "price_books", { name: "List", currency: "EUR", public: true, tax_category: "s", tax_rate: 19 });
  await post(page, server, "prices", { name: "Meridian", book: book.id, product: bicycle.id, amount: eur("513.50") });
  await post(page, server, "lead_routes", { name: "All", active: true, person: user });
  await patch(page, server, `sellers/${SELLER}`, { name: "Tidewater Makers", sites: sites || null });
  return bicycle.id;
}

/** A browser that knows nothing of the app. */
async function stranger(browser, watched, options = {}) {
  const context = await browser.newContext({ viewport: PHONE, hasTouch: true, ...options });
  await watched.follow(context);
  return context.newPage();
}

const radio = (page, what, option) => page.getByRole("group", { name: what, exact: true }).getByRole("radio", { name: option });
/** The page has the last answer when the total has settled. */
const total = (page) => page.locator("[data-total]");

async function fillIn(page) {
  const form = page.getByRole("region", { name: "Ask for a quote" });
  await form.getByRole("textbox", { name: "Your name" }).fill("Ada Quay");
  await form.getByRole("textbox", { name: "Firm" }).fill("Harbour Cranes");
  await form.getByRole("textbox", { name: "E-mail" }).fill("ada@cranes.example");
  await form.getByRole("spinbutton", { name: "How many" }).fill("3");
  await form.getByRole("combobox", { name: "Country" }).selectOption("DE");
  await form.getByRole("textbox", { name: "What else" }).fill("By March, please.");
  await form.getByRole("checkbox").check();
  return form;
}

test("a visitor mends a conflict, goes offline, asks for a quote, and the rep gets lead, deal and quote to the cent", async ({ server, page, browser, watched }) => {
  watched.allow(NETWORK);
  await signIn(page, server, OWNER);
  const id = await shop(page, server);
  const visitor = await stranger(browser, watched);
  await visitor.goto(`${server.url}/p/configure/${id}`);
  await ready(visitor);
  await expect(visitor.getByRole("heading", { level: 1 })).toHaveText("Meridian made to measure");
  await expect(total(visitor)).toHaveText("€513.50");
  expect(await visitor.content()).not.toContain("4711.11");

  await radio(visitor, "Frame", /^Carbon/).check();
  await expect(total(visitor)).not.toHaveText("€513.50");
  await radio(visitor, "Drive", /^Mid motor/).click();
  const drive = visitor.getByRole("group", { name: "Drive", exact: true });
  await expect(drive).toContainText("only aluminium and long-tail frames take it");
  await drive.getByRole("button", { name: "Choose Mid motor 85 Nm anyway" }).first().click();
  await expect(radio(visitor, "Drive", /^Mid motor/)).toBeChecked();
  await expect(radio(visitor, "Frame", /^Carbon/)).not.toBeChecked();

  await kept(visitor);
  await visitor.context().setOffline(true);
  await visitor.reload();
  await ready(visitor);
  await expect(radio(visitor, "Drive", /^Mid motor/), "choices stand in the address").toBeChecked();
  await radio(visitor, "Colour", /^Signal red/).check();
  await visitor.getByRole("button", { name: "See it in 3D" }).click();
  await expect(visitor.locator("canvas")).toHaveAttribute("data-drawn", /[1-9]/);
  const form = await fillIn(visitor);
  const asked = await total(visitor).textContent();
  await form.getByRole("button", { name: "Send the request" }).click();
  await expect(form).toContainText("Your request is kept on this device");

  await visitor.context().setOffline(false);
  await expect(form).toContainText("Your request has arrived", { timeout: 30_000 });

  const only = async (plural) => {
    const { items } = await rest(page, server, plural);
    expect(items, plural).toHaveLength(1);
    return items[0];
  };
  const [lead, deal, quote, line] = [await only("leads"), await only("opportunities"), await only("quotes"), await only("quote_lines")];
  const written = new Intl.NumberFormat("en", { style: "currency", currency: "EUR" }).format(Number(quote.net.amount));
  expect(written, "the quote costs what the visitor saw").toBe(asked);
  expect(lead).toMatchObject({ person: "Ada Quay", source: "configurator", opportunity: deal.id, quote: quote.id, shown: quote.net });
  expect(deal.amount).toEqual(quote.net);
  const parts = JSON.parse(line.configuration).parts;
  expect(Object.keys(parts).length, "the bill of materials is the maker's").toBeGreaterThan(5);

  await synced(page);
  await visit(page, server, "/leads");
  await page.getByRole("grid").getByText("Meridian made to measure for Harbour Cranes").first().click();
  await page.getByRole("complementary", { name: "Lead" }).getByRole("link", { name: "Open as a page" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Meridian made to measure for Harbour Cranes");
  await expectAccessible(page);
  await page.getByRole("button", { name: "Convert" }).click();
  const dialog = page.getByRole("dialog", { name: "Convert" });
  await expect(dialog.getByRole("combobox", { name: "Account" })).toHaveValue("new");
  await dialog.getByRole("button", { name: "Convert" }).click();
  await expect(dialog).toBeHidden();
  await synced(page);
  const [account, contact] = [await only("accounts"), await only("contacts")];
  expect(account.name).toBe("Harbour Cranes");
  expect(contact).toMatchObject({ first_name: "Ada", last_name: "Quay", account: account.id });
  expect(await only("quotes")).toMatchObject({ account: account.id, contact: contact.id });
  expect(await only("leads")).toMatchObject({ status: "qualified", account: account.id });
  await visit(page, server, `/quotes/${quote.id}`);
  await expect(page.getByRole("main")).toContainText(asked ?? "");
  await expect(page.getByRole("main")).toContainText("Mid motor 85 Nm");
  await visitor.context().close();
});

test("a visitor begins with a preset, compares, and hands the link on", async ({ server, page, browser, watched }) => {
  await signIn(page, server, OWNER);
  const id = await shop(page, server);
  const visitor = await stranger(browser, watched, { permissions: ["clipboard-read", "clipboard-write"] });
  await visitor.goto(`${server.url}/p/configure/${id}`);
  await ready(visitor);
  const begin = visitor.getByRole("region", { name: "Begin with" });
  const tour = begin.getByRole("button", { name: /^Long tour/ });
  await expect(tour).toContainText(/from €[\d,.]+/);
  const from = /€[\d,.]+/.exec((await tour.textContent()) ?? "")?.[0] ?? "";
  await tour.click();
  await expect(begin).toBeHidden();
  await expect(radio(visitor, "Use", /^Touring/)).toBeChecked();
  await expect(total(visitor), "the preset's price is the quote's, not the model's").toHaveText(from);

  const dialog = visitor.getByRole("dialog", { name: "Configurations side by side" });
  await visitor.getByRole("button", { name: "Compare" }).click();
  await dialog.getByRole("button", { name: "Put this one aside to compare" }).click();
  const heads = dialog.getByRole("columnheader");
  await expect(heads).toContainText(["As it is now", "Put aside 1", "Commuter", "Long tour"]);
  await expect(heads.first()).toContainText(from);
  await expect(dialog.getByRole("button", { name: "Put this one aside to compare" }), "it stands there already").toBeDisabled();
  expect(await overflows(visitor), "nothing is wider than the window").toEqual([]);
  await expectAccessible(visitor);
  expect(await smallTargets(visitor), "room for a finger").toEqual([]);
  await heads.filter({ hasText: "Commuter" }).getByRole("button", { name: "Go on with this" }).click();
  await expect(dialog).toBeHidden();
  await expect(radio(visitor, "Use", /^City/)).toBeChecked();

  await visitor.getByRole("button", { name: "Copy link" }).click();
  await expect(visitor.getByText("Link copied")).toBeVisible();
  const other = await stranger(browser, watched);
  await other.goto(await visitor.evaluate(() => navigator.clipboard.readText()));
  await ready(other);
  await expect(radio(other, "Use", /^City/)).toBeChecked();
  await expect(total(other)).toHaveText((await total(visitor).textContent()) ?? "");
  await other.getByRole("button", { name: "Compare" }).click();
  await expect(other.getByRole("columnheader"), "what was put aside comes along").toContainText(["As it is now", "Put aside 1"]);
  await other.getByRole("button", { name: "Take Put aside 1 out" }).click();
  await expect(other.getByRole("columnheader").filter({ hasText: "Put aside" })).toHaveCount(0);
  for (const each of [visitor, other]) await each.context().close();
});

test("the page is for everybody: by finger, by keyboard, by ear, in both themes", async ({ server, page, browser, watched }) => {
  await signIn(page, server, OWNER);
  const id = await shop(page, server);
  for (const [viewport, hasTouch] of [[PHONE, true], [{ width: 1024, height: 768 }, true], [{ width: 1440, height: 900 }, false]] as const) {
    const visitor = await stranger(browser, watched, { viewport, hasTouch });
    await visitor.goto(`${server.url}/p/configure/${id}?choose=frame:carbon,drive:mid_motor`);
    await ready(visitor);
    await expect(visitor.getByText("These choices cannot be built together").first()).toBeVisible();
    await visitor.getByRole("button", { name: "See it in 3D" }).click();
    await visitor.getByRole("button", { name: "Send the request" }).click();
    await expect(visitor.getByRole("textbox", { name: "Your name" })).toBeFocused();
    expect(await overflows(visitor), "nothing is wider than the window").toEqual([]);
    await expectAccessible(visitor);
    if (hasTouch) expect(await smallTargets(visitor), "room for a finger").toEqual([]);
    else expect(await unreached(visitor), "Tab reaches everything").toEqual([]);
    await visitor.context().close();
  }
});

test("a site of the list shows it in a frame that fits, and no other site does", async ({ server, page, browser, watched }) => {
  await signIn(page, server, OWNER);
  // A site of its own: the browser lets no page that a test makes up into the local network.
  let frame = "";
  const site = createServer((_, response) => response.setHeader("content-type", "text/html").end(frame));
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  const { port } = site.address() as AddressInfo;
  const [friend, other] = [`http://localhost:${port}`, `http://127.0.0.1:${port}`];
  const id = await shop(page, server, friend);
  const visitor = await stranger(browser, watched);
  frame = `<iframe data-sextant src="${server.url}/p/configure/${id}?embed" title="Bicycle"></iframe>
    <p id="height"></p><script>addEventListener("message", (e) => { document.getElementById("height").textContent = e.data.type + " " + e.data.height })</script>`;
  await visitor.goto(`${friend}/shop`);
  await expect(visitor.frameLocator("iframe").getByRole("heading", { level: 1 })).toHaveText("Meridian made to measure");
  await expect(visitor.locator("#height")).toHaveText(/^sextant:height \d{4}/);
  watched.allow(/frame-ancestors|Refused to frame|ERR_BLOCKED_BY_RESPONSE|refused to connect/);
  await visitor.goto(`${other}/shop`);
  await expect(visitor.frameLocator("iframe").getByRole("heading", { level: 1 })).toHaveCount(0);
  await visitor.context().close();
  site.close();
});
