// The primitives, on the page that shows them all: by keyboard, by mouse, by finger, and for axe.
import { expect, expectAccessible, NETWORK, test } from "../lib/test.mjs";

test.beforeEach(async ({ page, shared, watched }) => {
  // Nobody has signed in, and sync hears so.
  watched.allow(NETWORK);
  await page.goto(`${shared.url}/settings/gallery`);
  await page.waitForSelector('[data-ready="true"]', { state: "attached" });
});

const zone = (page, name) => page.locator(`[data-drop-zone="${name}"]`);
const cards = (page, name) => page.getByRole("list", { name, exact: true }).getByRole("listitem");
const grid = (page) => page.getByRole("grid", { name: "A hundred thousand rows" });
const focused = (page) => page.evaluate(() => Number(document.activeElement?.getAttribute("aria-rowindex")));

test("axe finds nothing, whatever is open", async ({ page, shared, watched }) => {
  // Axe is put into the page by the test.
  watched.allow(/axe/);
  await expectAccessible(page);
  await page.getByRole("button", { name: "Actions", exact: true }).click();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await page.getByRole("combobox", { name: "Account" }).first().click();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "New contact" }).first().click();
  await expectAccessible(page);
});

test("a hundred thousand rows are a few in the page, and keys go through all", async ({ page }) => {
  await expect(grid(page)).toHaveAttribute("aria-rowcount", "100000");
  const row = grid(page).getByRole("row").nth(1);
  await row.focus();
  for (let i = 0; i < 5; i++) await page.keyboard.press("j");
  await expect.poll(() => focused(page)).toBe(6);
  await page.keyboard.press("End");
  await expect.poll(() => focused(page)).toBe(100_000);
  await expect(grid(page).getByText("Deal 100000", { exact: true })).toBeVisible();
  expect(await grid(page).getByRole("row").count()).toBeLessThan(60);
  await page.keyboard.press("x");
  await expect(page.locator(":focus")).toHaveAttribute("aria-selected", "true");
});

test("the focus stays with its row when that is scrolled away", async ({ page }) => {
  await grid(page).getByRole("row").nth(1).focus();
  await page.keyboard.press("End");
  await expect.poll(() => focused(page)).toBe(100_000);
  await grid(page).evaluate((table) => (table.parentElement.scrollTop = 0));
  await expect(grid(page).getByText("Deal 1", { exact: true })).toBeVisible();
  await expect.poll(() => focused(page)).toBe(100_000);
  await page.keyboard.press("k");
  await expect.poll(() => focused(page)).toBe(99_999);
});

test("a card is carried by mouse", async ({ page, isMobile }) => {
  test.skip(isMobile, "a mouse");
  await zone(page, "Won").scrollIntoViewIfNeeded();
  const [from, to] = [await cards(page, "Prospecting").first().boundingBox(), await zone(page, "Won").boundingBox()];
  await page.mouse.move(from.x + 40, from.y + 20);
  await page.mouse.down();
  await page.mouse.move(from.x + 90, from.y + 40, { steps: 3 });
  await page.mouse.move(to.x + 60, to.y + 120, { steps: 5 });
  await expect(page.locator(".drag-ghost")).toHaveCount(1);
  await page.mouse.up();
  await expect(zone(page, "Won").getByRole("heading")).toHaveText("Won 21");
  await expect(page.locator(".drag-ghost")).toHaveCount(0);
});

test("a card is carried by keyboard, and let go", async ({ page }) => {
  await cards(page, "Engaging").first().focus();
  await page.keyboard.press("m");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("status", { name: "Moving" })).toHaveText(/→ Won/);
  await page.keyboard.press("Enter");
  await expect(zone(page, "Won").getByRole("heading")).toHaveText("Won 21");
  await cards(page, "Engaging").first().focus();
  await page.keyboard.press(" ");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Escape");
  await expect(zone(page, "Prospecting").getByRole("heading")).toHaveText("Prospecting 20");
});

test("a card is carried by finger after a long press; a swipe scrolls", async ({ page, hasTouch }) => {
  test.skip(!hasTouch, "a finger");
  await zone(page, "Won").scrollIntoViewIfNeeded();
  const device = await page.context().newCDPSession(page);
  const touch = (type, x = 0, y = 0) =>
    device.send("Input.dispatchTouchEvent", { type, touchPoints: type === "touchEnd" ? [] : [{ x, y }] });
  const [from, to] = [await cards(page, "Prospecting").nth(1).boundingBox(), await zone(page, "Won").boundingBox()];
  await touch("touchStart", from.x + 60, from.y + 30);
  await expect(page.locator(".drag-ghost")).toHaveCount(1);
  for (let i = 1; i <= 8; i++) await touch("touchMove", from.x + 60 + ((to.x - from.x) * i) / 8, from.y + 40);
  await touch("touchEnd");
  await expect(zone(page, "Won").getByRole("heading")).toHaveText("Won 21");
  await touch("touchStart", from.x + 60, from.y + 150);
  for (let i = 1; i <= 8; i++) await touch("touchMove", from.x + 60, from.y + 150 - i * 15);
  await touch("touchEnd");
  const scrolled = () => page.locator(".virtual-list").first().evaluate((list) => list.scrollTop);
  await expect.poll(scrolled).toBeGreaterThan(20);
  await expect(zone(page, "Won").getByRole("heading")).toHaveText("Won 21");
});

test("a combobox finds, chooses, makes and empties by keyboard", async ({ page }) => {
  const box = page.getByRole("combobox", { name: "Account" }).nth(1);
  await box.fill("gen");
  await page.keyboard.press("Enter");
  await expect(box).toHaveValue("Genco");
  await box.fill("zzz");
  await page.keyboard.press("Escape");
  await expect(box).toHaveValue("Genco");
  await box.fill("");
  await page.keyboard.press("Tab");
  await expect(box).toHaveValue("");
  const first = page.getByRole("combobox", { name: "Account" }).first();
  await first.fill("Zenith Works");
  await page.getByRole("option", { name: "Create “Zenith Works”" }).click();
  await expect(first).toHaveValue("Zenith Works");
});

test("in place, Enter saves, Escape restores and leaving saves", async ({ page }) => {
  const name = (text) => page.getByRole("button", { name: `Name: ${text}`, exact: true });
  await name("Ada Lovelace").click();
  await page.keyboard.type("Grace Hopper");
  await page.keyboard.press("Escape");
  await expect(name("Ada Lovelace")).toBeFocused();
  await page.keyboard.press("Enter");
  await page.keyboard.type("Grace Hopper");
  await page.keyboard.press("Enter");
  await expect(name("Grace Hopper")).toBeFocused();
  await page.getByRole("button", { name: /^Phone: / }).click();
  await page.keyboard.type("555 0100");
  await page.getByRole("heading", { name: "Icons" }).click();
  await expect(page.getByRole("button", { name: "Phone: 555 0100" })).toBeVisible();
});

test("a menu moves by arrows and letters, and gives the focus back", async ({ page }) => {
  const button = page.getByRole("button", { name: "Actions", exact: true });
  await button.click();
  await expect(page.getByRole("menuitem", { name: "Edit" })).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("menuitem", { name: "Delete" })).toBeFocused();
  await page.keyboard.press("e");
  await expect(page.getByRole("menuitem", { name: "Edit" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(button).toBeFocused();
});

test("a dialog takes the focus, and Escape or a press outside closes it", async ({ page }) => {
  const open = page.getByRole("button", { name: "New contact" }).first();
  const dialog = page.getByRole("dialog", { name: "New contact" });
  await open.click();
  await expect(dialog.getByRole("textbox", { name: "Name" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(open).toBeFocused();
  await open.click();
  await page.mouse.click(4, 4);
  await expect(dialog).toBeHidden();
});

test("news can be taken back", async ({ page }) => {
  await page.getByRole("button", { name: "Say something" }).click();
  const news = page.getByRole("region", { name: "News" });
  await expect(news.getByText("Stage changed to Engaging")).toBeVisible();
  await news.getByRole("button", { name: /^Undo/ }).click();
  await expect(news.getByText("Stage changed to Engaging")).toHaveCount(0);
});

test("every target is large enough for a finger", async ({ page, hasTouch }) => {
  test.skip(!hasTouch, "a finger");
  const small = await page.evaluate(() => {
    const all = [...document.querySelectorAll("button, a, input, select, textarea, [role=tab], [role=option]")];
    const seen = all.filter((el) => el.checkVisibility({ visibilityProperty: true }) && !el.matches("p a, .link"));
    const size = (el) => (el.matches("label input") ? el.closest("label") : el).getBoundingClientRect();
    const name = (el) => `${el.className} ${el.getAttribute("aria-label") ?? el.textContent}`.trim();
    return seen.filter((el) => size(el).width < 43.5 || size(el).height < 43.5).map(name);
  });
  expect(small).toEqual([]);
});
