// The knowledge base: writing, keeping what is half-typed, reading, finding, arranging.
import { go, rest, signIn, synced, visit } from "../lib/app.mjs";
import { expect, expectAccessible, OWNER, test } from "../lib/test.mjs";
import { post } from "../lib/rest.mjs";

const HOSTILE = "Ask first.\n\n## Why\n\n<img src=x onerror=alert(1)> [x](javascript:alert(1)) <script>alert(1)</script>\n\n## How\n\n## When";

const text = (page) => page.getByRole("textbox", { name: "Body" });
const title = (page) => page.getByRole("textbox", { name: "Title" });

test("an empty knowledge base teaches, and the first article is written", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  await go(page, "Knowledge");
  await expect(page.getByRole("heading", { name: "Nothing written down yet" })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("n");
  await expect(title(page)).toBeFocused();
  await title(page).fill("Handling objections");
  await text(page).fill("Ask first.");
  await page.keyboard.press("Control+b");
  await page.keyboard.type("Always");
  await expect(text(page)).toHaveValue("Ask first.**Always**");
  await expectAccessible(page);
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("heading", { level: 1, name: "Handling objections" })).toBeVisible();
  await expect(page.locator(".prose strong")).toHaveText("Always");
  await expect(page.getByRole("article").getByText("Draft")).toBeVisible();
  await synced(page);
  const { items } = await rest(page, server, "articles");
  expect(items).toHaveLength(1);
  expect(items[0]).toMatchObject({ status: "draft", body: "Ask first.**Always**" });
});

test("what is half-typed survives a reload, and can be thrown away", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  const article = await post(page, server, "articles", { title: "Thaw", body: "Warm towels.", status: "published" });
  await visit(page, server, `/knowledge/${article.id}`);
  await page.getByRole("button", { name: "Edit" }).click();
  await text(page).fill("Warm towels, never a flame.");
  await expect.poll(() => page.evaluate(() => Object.keys(sessionStorage).length)).toBeGreaterThan(0);
  page.once("dialog", (dialog) => dialog.accept());
  await page.reload();
  await expect(text(page)).toHaveValue("Warm towels, never a flame.");
  await page.getByRole("button", { name: "Throw it away" }).click();
  await expect(text(page)).toHaveValue("Warm towels.");
});

test("the editor of an article that arrives later opens when it is here", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  const id = "01KB0Z3V7G0000000000000000";
  await visit(page, server, `/knowledge/${id}?edit=1`);
  await expect(page.getByRole("heading", { name: "This article is not here" })).toBeVisible();
  await post(page, server, "articles", { id, title: "Thaw", body: "Warm towels.", status: "published" });
  await expect(text(page)).toHaveValue("Warm towels.");
});

test("what is typed at the last moment is kept, and nothing of what was saved", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  const article = await post(page, server, "articles", { title: "Thaw", body: "Warm towels.", status: "published" });
  await visit(page, server, `/knowledge/${article.id}?edit=1`);
  const away = () => page.evaluate(() => document.querySelector('a[href="/accounts"]').click());
  await text(page).fill("Warm towels, never a flame.");
  await away();
  await expect(page.getByRole("heading", { level: 1, name: "Accounts" })).toBeVisible();
  await page.goBack();
  await expect(text(page)).toHaveValue("Warm towels, never a flame.");
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("article")).toContainText("never a flame");
  expect(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("sextant.article")))).toEqual([]);
});

test("a long article that was saved is read from its top, and its check lists are lists", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  await visit(page, server, "/knowledge/new");
  await title(page).fill("The long way");
  await text(page).fill(`- [ ] todo\n- [x] done\n\n${"One step more.\n\n".repeat(120)}`);
  await page.getByRole("heading", { name: "Where it stands and who reads it" }).scrollIntoViewIfNeeded();
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("heading", { level: 1, name: "The long way" })).toBeInViewport();
  const lines = page.locator(".prose li");
  expect(await lines.evaluateAll((all) => all.map((line) => line.innerText.trim()))).toEqual(["☐ todo", "☑ done"]);
});

test("hostile Markdown is text, and headings make a table of contents", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  const article = await post(page, server, "articles", { title: "Hostile", body: HOSTILE, status: "published" });
  await visit(page, server, `/articles/${article.id}`);
  const prose = page.locator(".prose");
  await expect(prose).toContainText("<script>alert(1)</script>");
  expect(await prose.locator("script, img, [onerror], a[href^=javascript]").count()).toBe(0);
  const contents = page.getByRole("navigation", { name: "Contents" });
  await expect(contents.getByRole("link")).toHaveText(["Why", "How", "When"]);
  await contents.getByRole("link", { name: "When" }).click();
  await expect(page.getByRole("heading", { name: "When" })).toBeFocused();
  await expectAccessible(page);
});

test("search forgives slips, marks what matches, and offers to write what is missing", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  await post(page, server, "articles", { title: "Warranty claims", body: "Send the **serial number** within three days.", status: "published" });
  await go(page, "Knowledge");
  const box = page.getByRole("search", { name: "Search the knowledge base" }).getByRole("searchbox");
  await box.fill("seriel");
  const found = page.getByRole("grid", { name: "All articles" });
  await expect(found).toHaveAttribute("aria-rowcount", "1");
  await expect(found.getByRole("row").getByRole("gridcell").locator("mark")).toHaveText(["serial"]);
  await expect(page).toHaveURL(/q=seriel/);
  await box.fill("zeppelin");
  await page.getByRole("button", { name: "Write “zeppelin”" }).click();
  await expect(title(page)).toHaveValue("zeppelin");
});

test("managers arrange categories, by keyboard too", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  await go(page, "Knowledge");
  test.skip((page.viewportSize()?.width ?? 0) < 900, "the tree needs a wide screen");
  for (const name of ["Products", "Selling"]) {
    await page.getByRole("button", { name: "New category" }).click();
    await page.getByRole("dialog").getByRole("textbox", { name: "Name" }).fill(name);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("treeitem", { name })).toBeVisible();
  }
  const tree = page.getByRole("tree", { name: "Categories" });
  await expect(tree.getByRole("treeitem")).toHaveText([/Products/, /Selling/]);
  await tree.getByRole("treeitem", { name: "Selling" }).focus();
  await page.keyboard.press("Alt+ArrowUp");
  await expect(tree.getByRole("treeitem")).toHaveText([/Selling/, /Products/]);
  await expectAccessible(page);
});
