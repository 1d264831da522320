// Every screen and state of the app on the demo workspace: axe in both themes, room for fingers, nothing wider than
// the window, and everything within reach of the keyboard.
import { expect, expectAccessible, test as base } from "../lib/test.mjs";
import { sync, visit } from "../lib/app.mjs";
import { overflows, smallTargets, unreached } from "../lib/reach.mjs";
import { BEFORE, Demo, SCREENS, settled } from "../lib/screens.mjs";
import { NETWORK, Watch } from "../lib/watch.mjs";

/** One device for all screens: signing in anew for each would take most of the time. */
const test = base.extend<object, { desk: { demo: Demo; page: import("@playwright/test").Page; watch: Watch } }>({
  desk: [
    async ({ browser }, use, info) => {
      const demo = await Demo.start();
      const { viewport, hasTouch } = info.project.use;
      const context = await browser.newContext({ viewport, hasTouch, reducedMotion: "reduce" });
      const watch = new Watch();
      await watch.follow(context);
      // A wrong password, a cut network and a conflict are among the states that are looked at.
      watch.allow(NETWORK);
      await use({ demo, page: await context.newPage(), watch });
      await context.close();
      await demo.remove();
    },
    { scope: "worker", timeout: 180_000 },
  ],
});

test("the checks find a small, an unreachable and a wide thing, and let a link in a sentence be", async ({ page }) => {
  await page.setContent(`<main><style>button { width: 50px; height: 50px; display: block } .small { width: 20px; height: 20px } .short { height: 43px }</style>
    <button>fits</button><button class="small">small</button><button class="short">short</button><button tabindex="-1">skipped</button>
    <p>A <a href="#x">link</a> in a sentence</p><label>A <input type="checkbox"></label></main>`);
  expect(await smallTargets(page)).toEqual([expect.stringContaining("“small” 20 × 20"), expect.stringContaining("“short” 50 × 43"), expect.stringContaining("input.")]);
  expect(await unreached(page)).toEqual([expect.stringContaining("“skipped”")]);
  expect(await overflows(page)).toEqual([]);
  await page.locator("main").evaluate((main) => main.insertAdjacentHTML("beforeend", "<div style='width: 5000px'>wide</div>"));
  expect(await overflows(page)).not.toEqual([]);
});

for (const [name, open] of BEFORE) {
  test(`before signing in: ${name}`, async ({ desk }, info) => {
    await open(desk.page, desk.demo);
    await check(desk, info);
  });
}

for (const [name, open] of SCREENS) {
  test(name, async ({ desk }, info) => {
    if (!desk.demo.account) await desk.demo.enter(desk.page);
    await open(desk.page, desk.demo);
    await check(desk, info);
  });
}

async function check({ page, watch }, info) {
  await settled(page);
  expect(await overflows(page), "nothing is wider than the window").toEqual([]);
  await expectAccessible(page);
  if (info.project.use.hasTouch) await checkTouch(page, info.project.use.viewport);
  else expect(await unreached(page), "Tab reaches everything").toEqual([]);
  expect(watch.seen.splice(0), "no console error and no policy violation").toEqual([]);
}

/** A tablet is turned: both ways there is room for fingers, and nothing is wider than the window. */
async function checkTouch(page, viewport) {
  expect(await smallTargets(page), "room for a finger").toEqual([]);
  await page.setViewportSize({ width: viewport.height, height: viewport.width });
  await settled(page);
  expect(await overflows(page), "held upright, nothing is wider than the window").toEqual([]);
  expect(await smallTargets(page), "held upright, room for a finger").toEqual([]);
  await page.setViewportSize(viewport);
}

test.describe("by keyboard alone", () => {
  test.skip(({ hasTouch }) => Boolean(hasTouch), "a keyboard");

  /** Begins at the top of a page, without a mouse. */
  async function at({ demo, page }, path) {
    if (!demo.account) await demo.enter(page);
    await page.context().setOffline(false);
    await visit(page, demo.server, typeof path === "string" ? path : path(demo));
    // What is still being read is drawn anew once it is there.
    await page.waitForFunction(() => performance.getEntriesByName("replica.ready", "measure").length > 0);
    await settled(page);
    return page;
  }
  const press = async (page, ...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };

  test("the first stop leads past the rail to the content", async ({ desk }) => {
    const page = await at(desk, "/contacts");
    await press(page, "Tab");
    await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
    await press(page, "Enter");
    await expect(page.getByRole("main")).toBeFocused();
  });

  test("arrows walk the board, Enter opens a deal, Escape leads back to it", async ({ desk }) => {
    const page = await at(desk, "/pipeline");
    const card = (stage, place) => page.getByRole("list", { name: stage, exact: true }).getByRole("listitem").nth(place);
    await card("Prospecting", 0).focus();
    await press(page, "ArrowDown");
    await expect(card("Prospecting", 1)).toBeFocused();
    await press(page, "ArrowRight");
    await expect(card("Engaging", 1)).toBeFocused();
    await press(page, "ArrowUp", "Enter");
    const beside = page.getByRole("complementary", { name: "Deal" });
    await expect(beside).toBeVisible();
    await press(page, "Escape");
    await expect(beside).toBeHidden();
    await expect(card("Engaging", 0)).toBeFocused();
  });

  test("a menu opens on its first item and gives the focus back", async ({ desk }) => {
    const page = await at(desk, ({ account }) => `/accounts/${account.id}`);
    const more = page.getByRole("button", { name: "More actions" });
    await more.focus();
    await press(page, "Enter");
    await expect(page.getByRole("menuitem").first()).toBeFocused();
    await press(page, "ArrowDown");
    await expect(page.getByRole("menuitem").nth(1)).toBeFocused();
    await press(page, "Escape");
    await expect(more).toBeFocused();
  });

  test("arrows change the part of a record that is shown", async ({ desk }) => {
    const page = await at(desk, ({ account }) => `/accounts/${account.id}`);
    await page.getByRole("tab", { name: "Timeline" }).focus();
    await press(page, "ArrowRight");
    await expect(page.getByRole("tab").nth(1)).toBeFocused();
    await expect(page.getByRole("tab").nth(1)).toHaveAttribute("aria-selected", "true");
  });

  test("the palette leads to a record, and the focus stands on its heading", async ({ desk }) => {
    const page = await at(desk, "/contacts");
    await press(page, "Control+k");
    await page.keyboard.type(desk.demo.account.name);
    await expect(page.getByRole("option", { name: new RegExp(`^${desk.demo.account.name}`) }).first()).toHaveAttribute("aria-selected", "true");
    await press(page, "Enter");
    await expect(page.getByRole("heading", { level: 1, name: desk.demo.account.name })).toBeFocused();
  });

  for (const name of ["Sync panel", "Person menu"]) {
    test(`${name}: opens by Space, Escape closes it and leads back`, async ({ desk }) => {
      const page = await at(desk, "/contacts");
      const button = name === "Sync panel" ? sync(page).getByRole("button") : page.getByRole("button", { name: /and this device$/ });
      await button.focus();
      await press(page, "Space");
      await expect(button).toHaveAttribute("aria-expanded", "true");
      await press(page, "Escape");
      await expect(button).toHaveAttribute("aria-expanded", "false");
      await expect(button).toBeFocused();
    });
  }

  test("a field is opened, left as it was, and the focus stays with it", async ({ desk }) => {
    const page = await at(desk, ({ account }) => `/accounts/${account.id}`);
    const field = page.getByRole("button", { name: /^Sector: / });
    const before = await field.textContent();
    await field.focus();
    await press(page, "Enter");
    await expect(page.getByRole("textbox", { name: "Sector" })).toBeFocused();
    await page.keyboard.type("something else");
    await press(page, "Escape");
    await expect(field).toBeFocused();
    await expect(field).toHaveText(before ?? "");
  });

  test("a file is checked, imported and taken back", async ({ desk }) => {
    const page = await at(desk, "/import");
    const button = async (name: string | RegExp) => {
      await page.getByRole("button", { name }).focus();
      await press(page, "Enter");
    };
    // The window in which a file is chosen is the system's.
    await page.locator("input[type=file]").setInputFiles({ name: "accounts.csv", mimeType: "text/csv", buffer: Buffer.from("Name\nKeyed Works\n") });
    await button("Check the rows");
    await button("Import one record");
    await expect(page.getByRole("heading", { name: "Imported", exact: true })).toBeVisible();
    await button("Undo the import");
    await expect(page.getByRole("heading", { name: "The import was undone" })).toBeVisible();
  });
});
