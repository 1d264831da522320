// The product in three dimensions: it follows the choices, is turned by keys and mouse, is saved as a picture, works
// offline, and is drawn by the processor where there is no graphics card.
import { readFile } from "node:fs/promises";
import { kept, visit } from "../lib/app.mjs";
import { LAUNCH } from "../lib/browser.mjs";
import { test as base } from "../lib/demo.mjs";
import { expect, expectAccessible, NETWORK } from "../lib/test.mjs";

type Page = import("@playwright/test").Page;

const test = base.extend<{ configure: (code: string, choices?: string) => Promise<void> }>({
  configure: async ({ demo: { server, page, product } }, use) => {
    await use(async (code, choices = "") => {
      const { id } = await product(code);
      await visit(page, server, `/configure/${id}${choices && `?choose=${choices}`}`);
    });
  },
});

// The processor plays the graphics card, which the app knows by its name: it paints plainly until somebody asks for more.
const PLAYED = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"];
test.use({ launchOptions: { ...LAUNCH, args: [...LAUNCH.args.filter((arg) => arg !== "--disable-gpu"), ...PLAYED] } });

const stage = (page: Page) => page.getByRole("application", { name: "Meridian bicycle" });
const drawn = (page: Page) => stage(page).evaluate((canvas) => Number(canvas.dataset.drawn ?? 0));
const view = (page: Page) => page.locator("#stage-view");
const seen = (page: Page) => page.locator("#stage-seen");
/** Without a graphics card a first picture takes seconds: everything is compiled and lit by the processor. */
const SLOW = { timeout: 30_000 };
const appeared = (page: Page) => expect.poll(() => drawn(page), SLOW).toBeGreaterThan(0);

/** Waits until something is drawn that was not before. */
async function redrawn(page: Page, act: () => Promise<unknown>) {
  const before = await drawn(page);
  await act();
  await expect.poll(() => drawn(page), SLOW).toBeGreaterThan(before);
}

/** The share of the picture's pixels that are rather red. */
const red = (page: Page) =>
  stage(page).evaluate((canvas: HTMLCanvasElement) => {
    const copy = Object.assign(document.createElement("canvas"), { width: 300, height: 150 });
    const pen = copy.getContext("2d")!;
    return new Promise<number>((resolve) =>
      requestAnimationFrame(() => {
        pen.drawImage(canvas, 0, 0, 300, 150);
        const { data } = pen.getImageData(0, 0, 300, 150);
        let count = 0;
        for (let at = 0; at < data.length; at += 4) count += Number(data[at + 3] > 128 && data[at] > 110 && data[at] > 2 * data[at + 1]);
        resolve(count / (300 * 150));
      }),
    );
  });

/** What a picture of the page shows there. */
const picture = (page: Page) => stage(page).screenshot({ animations: "disabled" });

/** Has WebGL draw: by the processor, as the machines that test have no graphics card. */
async function finely(page: Page) {
  await page.getByRole("button", { name: "Draw it finely, slower" }).click();
  await expect(page.getByText("Drawn plainly")).toHaveCount(0);
  await appeared(page);
}

test.describe("by WebGL", () => {
  test.describe.configure({ timeout: 180_000 });

  test("it follows the choices, is turned by keys and mouse, and rests in between", async ({ demo: { page }, configure }) => {
    await configure("BI-MERIDIAN", "colour:sage");
    const place = await stage(page).boundingBox();
    await appeared(page);
    expect(await stage(page).boundingBox(), "its place was kept").toEqual(place);
    await finely(page);
    await expect(view(page)).toHaveText("Seen from the front left, slightly above.");
    await expect(seen(page)).toContainText("Colour: Sage");

    const sage = await picture(page);
    await redrawn(page, () => page.getByRole("radiogroup", { name: "Colour" }).getByRole("radio", { name: /^Signal red/ }).check());
    await expect(seen(page)).toContainText("Colour: Signal red");
    expect((await picture(page)).equals(sage), "another colour").toBe(false);

    const rest = await drawn(page);
    await page.waitForTimeout(600);
    expect(await drawn(page), "nothing is drawn while nothing changes").toBe(rest);

    await stage(page).focus();
    const signal = await picture(page);
    await redrawn(page, async () => {
      for (let press = 0; press < 4; press += 1) await page.keyboard.press("ArrowRight");
    });
    await expect(view(page)).toHaveText(/^Seen from the front right/);
    expect((await picture(page)).equals(signal), "another side").toBe(false);
    await redrawn(page, () => page.keyboard.press("+"));
    await redrawn(page, () => page.keyboard.press("0"));
    await expect(view(page)).toHaveText(/^Seen from the front left/);

    const { x, y, width, height } = place!;
    await redrawn(page, async () => {
      await page.mouse.move(x + width / 2, y + height / 2);
      await page.mouse.down();
      await page.mouse.move(x + width / 2 - height, y + height / 2 + height / 4, { steps: 5 });
      await page.mouse.up();
    });
    await expect(view(page)).not.toHaveText("Seen from the front left, slightly above.");
  });

  test("kept in the background, it appears without server and network", async ({ demo: { server, page }, configure, watched, context }) => {
    watched.allow(NETWORK);
    await configure("DE-ATOLL");
    await kept(page);
    await server.kill();
    await context.setOffline(true);
    await page.reload();
    const desk = page.getByRole("application", { name: "Atoll desk system" });
    await expect.poll(() => desk.evaluate((canvas) => Number(canvas.dataset.drawn ?? 0)), SLOW).toBeGreaterThan(0);
  });
});

test.describe("by the processor", () => {
  test("it is drawn all the same, says so, and is saved as a picture", async ({ demo: { page }, configure }) => {
    await configure("BI-MERIDIAN", "colour:signal_red");
    await appeared(page);
    await expect(page.getByText("Drawn plainly, without a graphics card.")).toBeVisible();
    await expect.poll(() => red(page), SLOW).toBeGreaterThan(0.004);
    await redrawn(page, () => page.getByRole("radiogroup", { name: "Colour" }).getByRole("radio", { name: /^Sage/ }).check());
    await expect.poll(() => red(page), SLOW).toBeLessThan(0.002);
    await expectAccessible(page);

    const saved = page.waitForEvent("download");
    await page.getByRole("button", { name: "Save as a picture" }).click();
    const bytes = await readFile(await (await saved).path());
    expect(bytes.subarray(1, 4).toString()).toBe("PNG");
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], "width and height").toEqual([1600, 1000]);
    expect(bytes.length).toBeGreaterThan(20_000);
  });

  test("it is put away and comes back", async ({ demo: { page }, configure }) => {
    await configure("PU-NEREUS");
    const pump = page.getByRole("application", { name: "Nereus industrial pump" });
    await expect(pump).toBeVisible();
    await page.getByRole("button", { name: "Hide the 3D model" }).click();
    await expect(pump).toHaveCount(0);
    await page.getByRole("button", { name: "Show the 3D model" }).click();
    await expect.poll(() => pump.evaluate((canvas) => Number(canvas.dataset.drawn ?? 0)), SLOW).toBeGreaterThan(0);
  });
});

test.describe("on a device that keeps nothing", () => {
  test.use({ serviceWorkers: "block" });

  test("what could not be loaded is said, and loads once it can", async ({ demo: { page }, configure, watched }) => {
    watched.allow(NETWORK);
    await page.route(/\/stage-[0-9a-f]{16}\.js$/, (route) => route.abort());
    await configure("BI-MERIDIAN");
    await expect(page.getByText("This part of Sextant is not on this device yet.")).toBeVisible();
    await page.unroute(/\/stage-[0-9a-f]{16}\.js$/);
    await page.getByRole("button", { name: "Try again" }).click();
    await appeared(page);
  });
});
