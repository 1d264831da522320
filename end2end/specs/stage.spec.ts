// The product in three dimensions: it follows the choices, is turned by keys and mouse, is saved as a picture, works
// offline, and is drawn by the processor where there is no graphics card.
import { readFile } from "node:fs/promises";
import { kept, rest, signIn, synced, visit } from "../lib/app.mjs";
import { LAUNCH } from "../lib/browser.mjs";
import { test as base } from "../lib/demo.mjs";
import { link, pdf } from "../lib/offers.mjs";
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

/** The picture in a quote's line. */
const still = (page: Page) => page.getByRole("main").getByRole("img", { name: /as it was configured$/ });

/** What a picture shows: its sides, whether it is of many colours, and whether one of them is a strong red. */
const looks = (image: import("@playwright/test").Locator) =>
  image.evaluate((image: HTMLImageElement) => {
    const copy = Object.assign(document.createElement("canvas"), { width: 192, height: 144 });
    const pen = copy.getContext("2d")!;
    pen.drawImage(image, 0, 0, 192, 144);
    const { data } = pen.getImageData(0, 0, 192, 144);
    const colours = new Set<number>();
    let red = 0;
    for (let at = 0; at < data.length; at += 4) {
      colours.add(((data[at] >> 4) << 8) | ((data[at + 1] >> 4) << 4) | (data[at + 2] >> 4));
      red += Number(data[at] > 110 && data[at] > 2 * data[at + 1]);
    }
    return { sides: [image.naturalWidth, image.naturalHeight], colourful: colours.size > 20, red: red > 40 };
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
  test.describe.configure({ timeout: 180_000 });

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

  test("on a quote it stays as it was configured: without a network, on other devices, in the document and for the customer", async ({ demo: { server, page, owner }, configure, watched, context, browser }, info) => {
    watched.allow(NETWORK);
    await configure("BI-MERIDIAN", "colour:signal_red");
    await appeared(page);
    await kept(page);
    const { items: [account] } = await rest(page, server, "accounts?limit=1");
    await context.setOffline(true);
    await page.getByRole("button", { name: "Add to quote" }).click();
    const dialog = page.getByRole("dialog", { name: "Add to quote" });
    await dialog.getByRole("radio", { name: "A new quote" }).check();
    await dialog.getByRole("combobox", { name: "For which deal or account" }).fill(account.name);
    await dialog.getByRole("option").first().click();
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await expect(page).toHaveURL(/\/quotes\/[0-9A-Z]{26}$/, SLOW);
    const quote = page.url().split("/").at(-1)!;
    await expect.poll(() => looks(still(page)), SLOW).toMatchObject({ sides: [960, 720], colourful: true, red: true });

    await page.getByRole("link", { name: "Configure again" }).click();
    await page.getByRole("radiogroup", { name: "Colour" }).getByRole("radio", { name: /^Sage/ }).check();
    await page.getByRole("button", { name: "Update the quote" }).click();
    await expect(page).toHaveURL(new RegExp(`/quotes/${quote}$`), SLOW);
    await expect.poll(() => looks(still(page)), SLOW).toMatchObject({ sides: [960, 720], colourful: true, red: false });
    await expectAccessible(page);
    await info.attach("quote", { body: await page.screenshot(), contentType: "image/png" });
    await context.setOffline(false);
    await synced(page);

    const { items: lines } = await rest(page, server, "quote_lines?limit=1000");
    const [{ picture }] = lines.filter((line) => line.quote === quote);
    expect(picture).toMatchObject({ type: "image/jpeg", width: 960, height: 720 });
    const stored = async () => (await page.request.get(`${server.url}/api/blobs/${picture.hash}`)).status();
    await expect.poll(stored, "it is sent beside the edits").toBe(200);
    const other = await browser.newContext();
    await watched.follow(other);
    const colleague = await other.newPage();
    await signIn(colleague, server, owner, `/quotes/${quote}`);
    await expect.poll(() => looks(still(colleague)), SLOW).toMatchObject({ sides: [960, 720], colourful: true });
    await other.close();

    const url = await link(page, server, quote);
    const { bytes } = await pdf(page);
    await info.attach("quote.pdf", { body: bytes, contentType: "application/pdf" });
    expect(bytes.toString("latin1"), "a JPEG stands in it").toMatch(/\/DCTDecode/);
    await synced(page);
    const anybody = await browser.newContext();
    await watched.follow(anybody);
    const customer = await anybody.newPage();
    await customer.goto(url);
    const picked = customer.locator(`img[src$="/picture/${picture.hash}"]`);
    await expect.poll(() => looks(picked)).toMatchObject({ sides: [960, 720], colourful: true });
    await expectAccessible(customer);
    await info.attach("customer", { body: await customer.screenshot({ fullPage: true }), contentType: "image/png" });
    const printed = await (await anybody.request.get(`${url}/quote.pdf`)).body();
    expect(Buffer.compare(printed, bytes), "the server prints what the device prints").toBe(0);
    await anybody.close();
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
