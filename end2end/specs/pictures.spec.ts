// Pictures: chosen without a network, seen on other devices, printed on quotes, refused where they are none.
import { readFileSync } from "node:fs";
import { act, editField, installed, rest, signIn, synced, visit } from "../lib/app.mjs";
import { draft, markSent } from "../lib/offers.mjs";
import { png } from "../lib/pictures.mjs";
import { patch, post } from "../lib/rest.mjs";
import { expect, expectAccessible, NETWORK, OWNER, test } from "../lib/test.mjs";

const main = (page) => page.getByRole("main");
const shown = (page, name) => main(page).getByRole("img", { name, exact: true });
const sides = (image) => image.evaluate((image) => [image.naturalWidth, image.naturalHeight]);

test("a picture that is chosen without a network is seen at once, and elsewhere when there is one", async ({ server, page, browser, watched }) => {
  watched.allow(NETWORK);
  await signIn(page, server, OWNER);
  const { id } = await post(page, server, "products", { name: "Lift desk", code: "DE-1", active: true });
  await visit(page, server, `/products/${id}`);
  await installed(page);
  await page.context().setOffline(true);
  await main(page).getByLabel("Choose a picture").setInputFiles(png("desk.png", 1800, 900, [20, 90, 120]));
  await expect(shown(page, "Lift desk")).toBeVisible();
  expect(await sides(shown(page, "Lift desk")), "no larger than anybody needs").toEqual([1200, 600]);
  await expectAccessible(page);
  await page.reload();
  await expect(shown(page, "Lift desk"), "it is on the disk").toBeVisible();
  await page.context().setOffline(false);
  await synced(page);

  const { picture } = await rest(page, server, `products/${id}`);
  expect(picture).toMatchObject({ name: "desk.png", type: "image/png", width: 1200, height: 600 });
  await expect.poll(async () => {
    const file = await page.request.get(`${server.url}/api/blobs/${picture.hash}`);
    return [file.status(), (await file.body()).length];
  }, "it is sent beside the edits").toEqual([200, picture.size]);

  const context = await browser.newContext();
  await watched.follow(context);
  const other = await context.newPage();
  await signIn(other, server, OWNER);
  await visit(other, server, "/products");
  const card = other.getByRole("list", { name: "Products" }).getByRole("listitem").filter({ hasText: "Lift desk" });
  await expect.poll(() => card.locator("img").evaluate((image) => image.naturalWidth).catch(() => 0)).toBe(1200);
  await visit(other, server, `/products/${id}`);
  await expect(shown(other, "Lift desk")).toBeVisible();
  await installed(other);
  await context.setOffline(true);
  await other.reload();
  await expect(shown(other, "Lift desk"), "what was seen once is kept").toBeVisible();
  await context.close();

  await main(page).getByRole("button", { name: "Remove the picture" }).click();
  await expect(shown(page, "Lift desk")).toHaveCount(0);
  await synced(page);
  expect((await rest(page, server, `products/${id}`)).picture ?? null).toBeNull();
});

test("a picture that is chosen in a second tab is sent by the tab that leads", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  const { id } = await post(page, server, "products", { name: "Lift desk", active: true });
  const second = await page.context().newPage();
  await visit(second, server, `/products/${id}`);
  await synced(second);
  await main(second).getByLabel("Choose a picture").setInputFiles(png("desk.png", 300, 200, [20, 90, 120]));
  await expect(shown(second, "Lift desk")).toBeVisible();
  await synced(second);
  const { picture } = await rest(second, server, `products/${id}`);
  const sent = async () => (await page.request.get(`${server.url}/api/blobs/${picture.hash}`)).status();
  await expect.poll(sent, "the leading tab had nothing to send before").toBe(200);
});

test("a quote is printed with the logo and the pictures of its products, the same on device and server", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  const template = await post(page, server, "quote_templates", { name: "Seen", columns: ["picture", "quantity"] });
  const id = await draft(page, server, { template: template.id });
  await visit(page, server, "/settings/firm");
  await editField(page, "Name", "Quay Works");
  await main(page).getByLabel("Choose a logo").setInputFiles(png("logo.png", 400, 100, [150, 40, 40]));
  await expect(shown(page, "Quay Works")).toBeVisible();
  await expectAccessible(page);
  const { items: products } = await rest(page, server, "products");
  await visit(page, server, `/products/${products.find(({ name }) => name === "Lift desk").id}`);
  await main(page).getByLabel("Choose a picture").setInputFiles(png("desk.png", 300, 200, [20, 90, 120]));
  await expect(shown(page, "Lift desk")).toBeVisible();
  await synced(page);

  await visit(page, server, `/quotes/${id}`);
  await markSent(page);
  await synced(page);
  const printed = async () => {
    const [download] = await Promise.all([page.waitForEvent("download"), act(page, "PDF")]);
    return readFileSync(await download.path());
  };
  const device = await printed();
  const images = device.toString("latin1").match(/\/Subtype ?\/Image/g) ?? [];
  expect(images.length, "both are in it").toBeGreaterThanOrEqual(2);
  const fetched = async () => (await page.request.get(`${server.url}/api/v1/quotes/${id}/pdf`)).body();
  await expect.poll(async () => Buffer.compare(await fetched(), device), "the server prints what the device prints").toBe(0);
  const { items: [firm] } = await rest(page, server, "sellers");
  await patch(page, server, `sellers/${firm.id}`, { logo: null });
  await synced(page);
  expect(Buffer.compare(await printed(), device), "as it was sent").toBe(0);
});

test("whoever sends a quote is told of the pictures for which its document has no room", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  const template = await post(page, server, "quote_templates", { name: "Seen", columns: ["picture", "quantity"] });
  const id = await draft(page, server, { template: template.id });
  for (const at of [0, 1, 2, 3, 4]) {
    const picture = { hash: `${at}`.repeat(64), name: "vast.png", type: "image/png", size: 20_000, width: 2400, height: 2400 };
    const product = await post(page, server, "products", { name: `Panel ${at}`, price: { amount: "10", currency: "EUR" }, active: true, picture });
    await post(page, server, "quote_lines", { quote: id, product: product.id, name: `Panel ${at}`, position: 3 + at, quantity: 1 });
  }
  await visit(page, server, `/quotes/${id}`);
  await page.getByRole("button", { name: "Mark as sent" }).click();
  await expect(page.getByText("leaves out some pictures").first()).toBeVisible();
});

test("what is no picture is refused with the reason, and changes nothing", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  const { id } = await post(page, server, "products", { name: "Lift desk", active: true });
  await visit(page, server, `/products/${id}`);
  const choose = main(page).getByLabel("Choose a picture");
  for (const [name, mimeType, text] of [["a.png", "image/png", "no picture at all"], ["a.svg", "image/svg+xml", "<svg><script/></svg>"]]) {
    await choose.setInputFiles({ name, mimeType, buffer: Buffer.from(text) });
    await expect(main(page).getByRole("alert").filter({ hasText: "PNG or JPEG" }), name).toBeVisible();
  }
  await expect(shown(page, "Lift desk")).toHaveCount(0);
  await synced(page);
  expect((await rest(page, server, `products/${id}`)).picture ?? null).toBeNull();
});
