// The pipeline: deals by stage, moved by mouse, by keyboard and by menu, filtered by the address.
import { go, rest, signIn, synced, visit } from "../lib/app.mjs";
import { expect, expectAccessible, NETWORK, OWNER, test } from "../lib/test.mjs";
import { patch, post, remove } from "../lib/rest.mjs";

/** Deals of two currencies in the first stages; the stages by name. */
async function deals(page, server) {
  await signIn(page, server, OWNER);
  const { items } = await rest(page, server, "stages?limit=100");
  const stage = Object.fromEntries(items.map((stage) => [stage.name, stage]));
  const account = await post(page, server, "accounts", { name: "Harbour Cranes" });
  const money = (amount, currency) => ({ amount, currency });
  const all = [
    { name: "Crane one", account: account.id, amount: money("1000", "USD"), close_date: "2020-02-01", next_step: "Send the quote" },
    { name: "Crane two", amount: money("500.50", "USD"), close_date: "2090-02-01" },
    { name: "Winch", amount: money("300", "EUR"), close_date: "2090-03-01" },
  ];
  const { id, pipeline } = stage.Prospecting;
  for (const deal of all) await post(page, server, "opportunities", { ...deal, stage: id, pipeline, probability: 10 });
  await go(page, "Pipeline");
  await expect(card(page, "Winch")).toBeVisible();
  return stage;
}

const card = (page, name) => page.getByRole("listitem").filter({ hasText: name });
const column = (page, name) => page.getByRole("list", { name, exact: true });
const names = (page, stage) => column(page, stage).locator(".deal__name").allInnerTexts();

test("a board has the stages as lists, with counts and sums by currency", async ({ server, page }) => {
  await deals(page, server);
  await expect(column(page, "Prospecting").getByRole("listitem")).toHaveCount(3);
  const head = page.locator(".stage").filter({ has: column(page, "Prospecting") }).locator(".stage__head");
  await expect(head).toContainText("$1.5K · €300");
  await expect(head).toContainText("3");
  expect(await names(page, "Prospecting"), "soonest decision first").toEqual(["Crane one", "Crane two", "Winch"]);
  await expect(card(page, "Crane one")).toContainText("overdue");
  await expectAccessible(page);
});

test("the keyboard carries a deal, and undo brings it back", async ({ server, page }) => {
  const stage = await deals(page, server);
  await card(page, "Crane two").focus();
  for (const key of ["Space", "ArrowRight"]) await page.keyboard.press(key);
  await expect(page.getByRole("status", { name: "Moving" })).toContainText("Crane two");
  await page.keyboard.press("Enter");
  await expect(column(page, "Engaging").getByText("Crane two")).toBeVisible();
  await expect(card(page, "Crane two"), "the card keeps the focus").toBeFocused();
  await synced(page);
  const { items } = await rest(page, server, "opportunities?q=crane");
  const moved = items.find((deal) => deal.name === "Crane two");
  expect(moved).toMatchObject({ stage: stage.Engaging.id, probability: stage.Engaging.probability, close_date: "2090-02-01" });
  await page.keyboard.press("Control+z");
  await expect(column(page, "Prospecting").getByText("Crane two")).toBeVisible();
  await expect(card(page, "Crane two"), "also where undo brings it back").toBeFocused();
});

test("keys begin at the first card from nowhere, and go to cards that are out of sight", async ({ server, page }) => {
  const { Negotiation } = await deals(page, server);
  await post(page, server, "opportunities", { name: "Dredger", stage: Negotiation.id, pipeline: Negotiation.pipeline });
  await page.setViewportSize({ width: 768, height: 1000 });
  await visit(page, server, "/pipeline");
  await expect(card(page, "Dredger")).toHaveCount(1);
  await page.keyboard.press("j");
  await expect(card(page, "Crane one")).toBeFocused();
  await page.keyboard.press("l");
  await expect(card(page, "Dredger")).toBeFocused();
  await expect(card(page, "Dredger")).toBeInViewport({ ratio: 0.95 });
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "Keyboard shortcuts" });
  for (const key of ["Next, previous card", "Stage before, after"]) await expect(help).toContainText(key);
});

for (const width of [768, 1024]) {
  test(`a deal opens at ${width} without moving the board, and its card is seen beside it`, async ({ server, page }) => {
    const { Negotiation } = await deals(page, server);
    await post(page, server, "opportunities", { name: "Dredger", stage: Negotiation.id, pipeline: Negotiation.pipeline });
    await page.setViewportSize({ width, height: 768 });
    await card(page, "Dredger").scrollIntoViewIfNeeded();
    const top = async () => (await page.locator(".board").boundingBox()).y;
    const before = await top();
    await card(page, "Dredger").click();
    const panel = page.getByRole("complementary", { name: "Deal" });
    await expect(panel.getByRole("heading", { name: "Dredger" })).toBeVisible();
    expect(await top(), "the board stays where it is").toBe(before);
    const beside = async () => {
      const [own, board, other] = await Promise.all([card(page, "Dredger"), page.locator(".board"), panel].map((part) => part.boundingBox()));
      return own.x >= board.x && own.x + own.width <= other.x;
    };
    await expect.poll(beside, "the card lies wholly beside the panel").toBe(true);
  });
}

test("on a tablet the list of deals has three lines above it", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  const { items } = await rest(page, server, "stages?limit=100");
  const pipeline = await post(page, server, "pipelines", { name: "Partners", position: 2 });
  await post(page, server, "stages", { name: "Introduced", pipeline: pipeline.id, position: 1, kind: "open" });
  for (const { id, name, pipeline } of items) await post(page, server, "opportunities", { name, stage: id, pipeline, amount: { amount: "1234567", currency: "EUR" } });
  await page.setViewportSize({ width: 768, height: 1024 });
  await visit(page, server, "/pipeline?view=list");
  await expect(page.getByRole("grid")).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Pipeline" })).toBeVisible();
  const { y } = await page.getByRole("grid").boundingBox();
  expect(y, "top bar, head, tools, sums").toBeLessThan(230);
});

test("Escape lets a carried deal go", async ({ server, page }) => {
  await deals(page, server);
  await card(page, "Winch").focus();
  for (const key of ["Space", "ArrowRight", "Escape"]) await page.keyboard.press(key);
  expect(await names(page, "Prospecting")).toContain("Winch");
});

test("a deal whose stage somebody deleted meanwhile stands before all stages, until it is put right", async ({ server, page, watched }) => {
  watched.allow(NETWORK);
  const { Prospecting } = await deals(page, server);
  const later = await post(page, server, "stages", { name: "Later", pipeline: Prospecting.pipeline, kind: "open", position: 0, probability: 5 });
  await expect(column(page, "Later")).toHaveCount(1);
  await page.context().setOffline(true);
  await card(page, "Winch").focus();
  for (const key of ["Space", "ArrowLeft", "Enter"]) await page.keyboard.press(key);
  await expect(column(page, "Later").getByText("Winch")).toBeVisible();
  await remove(page, server, `stages/${later.id}`);
  await page.context().setOffline(false);
  await expect(column(page, "No stage").getByText("Winch")).toBeVisible();
  await expect(column(page, "Later")).toHaveCount(0);
  await expectAccessible(page);
  await page.getByRole("radio", { name: "List", exact: true }).check();
  await expect(page.getByRole("grid").getByText("Winch"), "the list is about the deals of the board").toBeVisible();
  await expect(page.getByRole("grid")).toHaveAttribute("aria-rowcount", "3");
  await page.getByRole("radio", { name: "Board", exact: true }).check();
  await card(page, "Winch").focus();
  for (const key of ["Space", "ArrowRight", "Enter"]) await page.keyboard.press(key);
  await expect(column(page, "Prospecting").getByText("Winch")).toBeVisible();
  await expect(column(page, "No stage")).toHaveCount(0);
  await synced(page);
  const { items } = await rest(page, server, "opportunities?q=winch");
  expect(items[0].stage).toBe(Prospecting.id);
});

test("all stages stand within 1440 pixels, and no card is narrower than 200", async ({ server, page, hasTouch }) => {
  test.skip(Boolean(hasTouch), "a tablet is narrower");
  await page.setViewportSize({ width: 1440, height: 900 });
  await deals(page, server);
  for (const stage of ["Prospecting", "Engaging", "Proposal", "Negotiation", "Won", "Lost"]) {
    const { x, width } = await page.locator(".stage").filter({ has: column(page, stage) }).boundingBox();
    expect(x + width, stage).toBeLessThanOrEqual(1440);
  }
  const { width } = await card(page, "Winch").locator(".deal__card").boundingBox();
  expect(width).toBeGreaterThanOrEqual(200);
});

test("a mouse carries a deal to another stage", async ({ server, page }) => {
  await deals(page, server);
  const from = await card(page, "Winch").boundingBox();
  const to = await page.locator(".stage").filter({ has: column(page, "Engaging") }).boundingBox();
  await page.mouse.move(from.x + 40, from.y + 40);
  await page.mouse.down();
  await page.mouse.move(from.x + 80, from.y + 60, { steps: 4 });
  await page.mouse.move(to.x + 80, to.y + 160, { steps: 12 });
  await page.mouse.up();
  await expect(column(page, "Engaging").getByText("Winch")).toBeVisible();
});

test("losing a deal asks why, out of the way, and not of one that is not lost after all", async ({ server, page }) => {
  await deals(page, server);
  const question = page.getByRole("form", { name: "Why it was lost" });
  const lose = async () => {
    await card(page, "Winch").focus();
    await card(page, "Winch").getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Move to Lost" }).click();
    await expect(column(page, "Lost").getByText("Winch")).toBeVisible();
    await expect(question).toBeVisible();
  };
  await lose();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(column(page, "Lost").getByText("Winch")).toHaveCount(0);
  await expect(question).toHaveCount(0);
  await lose();
  for (const viewport of [{ width: 1440, height: 900 }, { width: 1024, height: 768 }]) {
    await page.setViewportSize(viewport);
    const asked = await question.boundingBox();
    const covered = async (head) => {
      const { x, y, width, height } = await head.boundingBox();
      return x < asked.x + asked.width && asked.x < x + width && y < asked.y + asked.height && asked.y < y + height;
    };
    for (const head of await page.locator(".stage__head").all()) expect(await covered(head), "the heads of the stages stay to be read").toBe(false);
  }
  await page.getByLabel("Why was Winch lost?").fill("Too heavy");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  // "Synced" may still be what was said of the move.
  const lost = async () => (await rest(page, server, "opportunities?q=winch")).items[0];
  const today = await page.evaluate(() => new Date().toLocaleDateString("sv"));
  await expect.poll(lost).toMatchObject({ reason: "Too heavy", probability: 0, close_date: today });
});

test("filters stand in the address, and the list shows the same deals", async ({ server, page }) => {
  await deals(page, server);
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByLabel("Close date").selectOption({ label: "Overdue" });
  await expect(page).toHaveURL(/filter=close_date/);
  await page.keyboard.press("Escape");
  await expect(card(page, "Crane one")).toBeVisible();
  await expect(card(page, "Winch")).toHaveCount(0);
  await page.getByRole("radio", { name: "List", exact: true }).check();
  await expect(page.getByRole("grid")).toHaveAttribute("aria-rowcount", "1");
  await page.goBack();
  await expect(card(page, "Crane one")).toBeVisible();
  await page.reload();
  await expect(card(page, "Crane one")).toBeVisible();
  await page.goto(`${server.url}/pipeline?filter=owner:perhaps:me`);
  await expect(page.getByRole("alert")).toContainText("cannot be read");
});

test("the list is about the deals of the board: its pipeline, whose deals, count and sums", async ({ server, page }) => {
  const stage = await deals(page, server);
  const { user } = await (await page.request.get(`${server.url}/api/session`)).json();
  const other = await post(page, server, "pipelines", { name: "Partners", position: 2 });
  const first = await post(page, server, "stages", { name: "Introduced", pipeline: other.id, position: 1, kind: "open" });
  await post(page, server, "opportunities", { name: "Elsewhere", stage: first.id, pipeline: other.id });
  const won = { stage: stage.Won.id, pipeline: stage.Won.pipeline, probability: 100 };
  await post(page, server, "opportunities", { ...won, name: "Mine", owner: user, amount: { amount: "70", currency: "USD" } });
  await expect(card(page, "Mine")).toBeVisible();

  await page.getByRole("radio", { name: "List", exact: true }).check();
  const grid = page.getByRole("grid");
  const sums = page.getByRole("list", { name: "Totals of the deals below" }).getByRole("listitem");
  await expect(grid).toHaveAttribute("aria-rowcount", "4");
  await expect(grid.getByText("Elsewhere")).toHaveCount(0);
  await expect(sums).toHaveText([/^In all\s*4\s*\$1\.57K · €300$/, /^Open\s*3\s*\$1\.5K · €300\s*\$150 · €30 weighted$/, /^Won\s*1\s*\$70$/]);
  await expectAccessible(page);

  // Whose deals, and which pipeline: the same controls, and they stay on the way to the board and back.
  await page.getByRole("radio", { name: "Mine", exact: true }).check();
  await expect(grid).toHaveAttribute("aria-rowcount", "1");
  await expect(sums).toHaveText([/^In all\s*1\s*\$70$/, /^Won\s*1\s*\$70$/]);
  await page.getByRole("radio", { name: "Board", exact: true }).check();
  await expect(page.getByRole("radio", { name: "Mine", exact: true })).toBeChecked();
  await expect(card(page, "Winch")).toHaveCount(0);
  await page.getByRole("radio", { name: "Everyone", exact: true }).check();
  await page.getByRole("combobox", { name: "Pipeline" }).selectOption({ label: "Partners" });
  await expect(card(page, "Elsewhere")).toBeVisible();
  await page.getByRole("radio", { name: "List", exact: true }).check();
  await expect(page.getByRole("combobox", { name: "Pipeline" }).locator(":checked")).toHaveText("Partners");
  await expect(grid.getByText("Elsewhere")).toBeVisible();
  await expect(grid).toHaveAttribute("aria-rowcount", "1");
  await expect(sums).toHaveText([/^In all\s*1\s*$/, /^Open\s*1\s*$/]);
});

test("the list begins, as the board does, with the open deal due soonest; what is closed comes last", async ({ server, page }) => {
  const stage = await deals(page, server);
  const closed = { pipeline: stage.Won.pipeline, stage: stage.Won.id, probability: 100 };
  await post(page, server, "opportunities", { ...closed, name: "Won early", close_date: "2019-01-01" });
  await post(page, server, "opportunities", { ...closed, name: "Won late", close_date: "2020-01-01" });
  await page.getByRole("radio", { name: "List", exact: true }).check();
  const rows = page.getByRole("grid").getByRole("row", { name: /Crane|Winch|Won/ });
  await expect(rows).toHaveText([/Crane one/, /Crane two/, /Winch/, /Won late/, /Won early/]);
});

test("a saved view of the list is a list, and all deals are again the list", async ({ server, page }) => {
  await deals(page, server);
  await visit(page, server, "/pipeline?view=list&filter=name:is:Winch");
  const grid = page.getByRole("grid");
  await expect(grid).toHaveAttribute("aria-rowcount", "1");
  await page.getByRole("button", { name: "All deals" }).click();
  await page.getByRole("menuitem", { name: "Save this view" }).click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Name" }).fill("Winches");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Winches" })).toBeVisible();
  await expect(grid).toHaveAttribute("aria-rowcount", "1");
  await page.getByRole("button", { name: "Winches" }).click();
  await page.getByRole("menuitemradio", { name: "All deals" }).click();
  await expect(grid).toHaveAttribute("aria-rowcount", "3");
});

test("a card opens beside the board, and Escape gives the focus back", async ({ server, page }) => {
  await deals(page, server);
  await card(page, "Crane one").focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("complementary", { name: "Deal" });
  await expect(panel.getByRole("heading", { name: "Crane one" })).toBeVisible();
  await expect(panel).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(panel).toBeHidden();
  await expect(card(page, "Crane one")).toBeFocused();
});

test("an empty pipeline says how to begin, and the first deal makes it a board", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  await visit(page, server, "/pipeline");
  const main = page.getByRole("main");
  await expect(main.getByRole("link", { name: "Import your data" })).toBeVisible();
  await main.getByRole("button", { name: "New deal" }).last().click();
  await page.getByRole("dialog").getByRole("textbox", { name: "Name" }).fill("The first");
  await page.keyboard.press("Enter");
  await expect(card(page, "The first")).toBeVisible();
  await expect(page.getByText("Drop a deal here").first()).toBeVisible();
});

test("card and page agree about the next step", async ({ server, page }) => {
  await deals(page, server);
  const { items } = await rest(page, server, "opportunities?limit=10");
  await expect(card(page, "Crane one")).toContainText("Send the quote");
  await expect(card(page, "Winch")).toContainText("No next step");
  await post(page, server, "tasks", { subject: "Call the mill", opportunity: items.find(({ name }) => name === "Winch").id, due: "2090-01-01" });
  await expect(card(page, "Winch")).toContainText("Call the mill");
});

test("with a deal that is decided no next step is wanted, and its day stands there", async ({ server, page }) => {
  const stage = await deals(page, server);
  const { items } = await rest(page, server, "opportunities?limit=10");
  const [two, winch] = ["Crane two", "Winch"].map((name) => items.find((deal) => deal.name === name));
  await patch(page, server, `opportunities/${winch.id}`, { stage: stage.Won.id });
  await expect(column(page, "Won").getByText("Winch")).toBeVisible();
  await expect(card(page, "Winch").locator(".deal__foot time")).toContainText("2090");
  await expect(card(page, "Crane two").locator(".deal__facts time")).toContainText("2090");
  await expect(card(page, "Winch")).not.toContainText("No next step");
  const next = page.getByRole("region", { name: "Next step" });
  await visit(page, server, `/opportunities/${two.id}`);
  await expect(next).toContainText("Nothing is planned");
  await visit(page, server, `/opportunities/${winch.id}`);
  await expect(page.getByText("Created this deal")).toBeVisible();
  await expect(next).toHaveCount(0);
  await post(page, server, "tasks", { subject: "Hand it over", opportunity: winch.id, due: "2090-01-01" });
  await expect(next).toContainText("Hand it over");
});

test("a long name takes two lines of its card, which holds all that stands in it, as far from one edge as from the other", async ({ server, page, hasTouch }) => {
  const { Prospecting } = await deals(page, server);
  const { id: stage, pipeline } = Prospecting;
  const name = "12 × Wayfarer City for Quarryton Solar";
  await post(page, server, "opportunities", { name, stage, pipeline, amount: { amount: "1", currency: "USD" }, close_date: "2090-01-01" });
  const [words, face] = [card(page, name).locator(".deal__name"), card(page, name).locator(".deal__card")];
  await expect(words).toBeVisible();
  const cut = await words.evaluate((el) => [el.scrollWidth - el.clientWidth, el.scrollHeight - el.clientHeight]);
  expect(Math.max(...cut), "nothing of it is cut").toBeLessThanOrEqual(1);
  const [inner, outer] = [await card(page, name).locator(".deal__foot").boundingBox(), await face.boundingBox()];
  expect(inner!.y + inner!.height).toBeLessThanOrEqual(outer!.y + outer!.height);
  if (!hasTouch) return;
  const around = (await page.locator(".stage").filter({ has: column(page, "Prospecting") }).boundingBox())!;
  expect(Math.abs(outer!.x - around.x - (around.x + around.width - outer!.x - outer!.width))).toBeLessThanOrEqual(1);
});
