// Finding anything from anywhere: the palette and the page of all results.
import { find, signIn, synced, visit } from "../lib/app.mjs";
import { expect, expectAccessible, OWNER, test } from "../lib/test.mjs";
import { post } from "../lib/rest.mjs";

/** A firm with a dozen deals named after it. */
async function firm(page, server) {
  await signIn(page, server, OWNER);
  const account = await post(page, server, "accounts", { name: "Konmatfix" });
  await post(page, server, "contacts", { first_name: "Zoë", last_name: "Öztürk", account: account.id, email: "zoe@konmatfix.example" });
  const stage = (await (await page.request.get(`${server.url}/api/v1/stages`)).json()).items[0];
  for (let n = 1; n <= 12; n += 1) await post(page, server, "opportunities", { name: `Konmatfix – crane ${n}`, account: account.id, stage: stage.id });
  await visit(page, server, "/pipeline");
  await expect(page.getByRole("listitem").first()).toBeVisible();
}

test("the palette finds by a slip of the finger, the firm before its deals", async ({ server, page }) => {
  await firm(page, server);
  const options = await find(page, "konmatfix");
  await expect(options.first()).toContainText("Konmatfix");
  await expect(options.first().locator("mark")).toHaveText("Konmatfix");
  await expect(options.filter({ hasText: /Show all \d+ results/ })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  const slipped = await find(page, "ozturc");
  await expect(slipped.first()).toContainText("Zoë Öztürk");
  await expect(slipped.first(), "with the firm of the contact").toContainText("Konmatfix");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Zoë Öztürk" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("dialog").getByRole("group", { name: "Looked at last" })).toContainText("Zoë Öztürk");
});

test("the palette begins with the command that is typed, else with what is called so, a slip forgiven", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  const { id: account } = await post(page, server, "accounts", { name: "Pineward Labs" });
  const [stage] = (await (await page.request.get(`${server.url}/api/v1/stages`)).json()).items;
  for (const n of [3, 7, 25, 34]) {
    await post(page, server, "opportunities", { name: `${n} × Tableau Lift for Pineward Labs`, account, stage: stage.id });
  }
  await post(page, server, "articles", { title: "New contacts need a second look: settings", body: "Sign out.", status: "published" });
  await visit(page, server, "/accounts");
  await synced(page);
  for (const [typed, first] of [["settings", "Settings"], ["needs", "Needs attention"], ["sign out", "Sign out"], ["new con", "New contact"]]) {
    await expect((await find(page, typed)).first(), typed).toContainText(first);
    await page.keyboard.press("Escape");
  }
  const slipped = await find(page, "pinward labs");
  await expect(slipped.first()).toContainText("Pineward Labs");
  await expect(slipped.first()).not.toContainText("Tableau");
  await page.keyboard.press("Escape");
  await find(page, "new con");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByRole("textbox", { name: "Last name" })).toBeVisible();
});

test("the palette stays when it is asked for before the browser has told that it was closed", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  const palette = page.getByRole("dialog").getByRole("combobox");
  await page.keyboard.press("Control+k");
  await expect(palette).toBeVisible();
  await page.evaluate(async () => {
    document.querySelector("dialog[open]").close();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "k", ctrlKey: true, bubbles: true }));
    await new Promise((told) => setTimeout(told, 200));
  });
  await expect(palette).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
});

test("the palette makes records", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  const options = await find(page, "new contact");
  await expect(options.filter({ hasText: "New contact" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByRole("textbox", { name: "Last name" })).toBeVisible();
});

test("activities of one name are told apart by their days", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  for (const day of ["03", "14"]) await post(page, server, "activities", { subject: "Planned the delivery", kind: "meeting", at: `2026-02-${day}T12:00:00Z` });
  await visit(page, server, "/search?q=delivery");
  const hits = page.getByRole("list", { name: "Results" }).getByRole("listitem");
  await expect(hits).toHaveCount(2);
  for (const day of [/Feb 3\b/, /Feb 14\b/]) await expect(hits.filter({ hasText: day })).toHaveCount(1);
});

test("a result keeps the focus while others are found", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  await post(page, server, "contacts", { first_name: "Ada", last_name: "Konmatfix" });
  await visit(page, server, "/search?q=konmatfix");
  const hits = page.getByRole("list", { name: "Results" }).getByRole("link");
  await hits.first().focus();
  await post(page, server, "accounts", { name: "Konmatfix Works" });
  await expect(hits).toHaveCount(2);
  await expect(hits.filter({ hasText: "Ada" })).toBeFocused();
});

test("all results stand on a page, by kind", async ({ server, page }) => {
  await firm(page, server);
  await visit(page, server, "/search?q=konmatfix");
  await expect(page.getByRole("list", { name: "Results" }).getByRole("listitem")).toHaveCount(14);
  const kinds = page.getByRole("main").getByRole("radiogroup");
  await page.setViewportSize({ width: 360, height: 700 });
  const cut = await kinds.locator("label").evaluateAll((all) => all.filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.textContent));
  expect(cut, "where there is no room the kinds scroll, and none stands on another").toEqual([]);
  await page.getByRole("radio", { name: "Contacts · 1" }).check();
  await expect(page).toHaveURL(/in=contact/);
  await expect(page.getByRole("list", { name: "Results" }).getByRole("listitem")).toHaveText([/Öztürk/]);
  await expectAccessible(page);
});
