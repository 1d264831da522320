// The first page of a new server: an empty workspace of one's own, or the demo, each in one press.
import { ready, signIn, synced } from "../lib/app.mjs";
import { expect, expectAccessible, Server, test as base } from "../lib/test.mjs";

const test = base.extend<{ fresh: Server }>({
  fresh: async ({ watched }, use) => {
    const server = await Server.create();
    await server.start();
    await use(server);
    watched.end();
    await server.remove();
  },
});

const START = "Start with the demo workspace";
const news = (page) => page.getByRole("region", { name: "News" });

test("one press makes the demo and opens it, and its people can sign in", async ({ fresh, page, device }) => {
  await page.goto(fresh.url);
  await ready(page);
  await expect(page.getByRole("heading", { level: 1, name: "Set up Sextant" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Create my empty workspace" })).toBeVisible();
  await expectAccessible(page);
  await page.getByRole("button", { name: START }).click();
  await expect(page.getByRole("list", { name: "Prospecting", exact: true }).getByRole("listitem").first()).toBeVisible({ timeout: 60_000 });
  await expect(news(page)).toContainText("you are Morgan Ames, its owner");
  await synced(page);

  const theirs = await (await device()).open();
  await signIn(theirs, fresh, { email: "rep@demo.example", password: "sextant demo" });
  await expect(theirs.getByRole("list", { name: "Prospecting", exact: true })).toBeVisible();
});

test("a workspace of one's own begins empty", async ({ fresh, page }) => {
  await page.goto(fresh.url);
  await ready(page);
  const texts = { "Name of your firm": "Acme", "Your name": "Ada", "E-mail": "ada@example.com", Password: "a password of hers" };
  for (const [label, text] of Object.entries(texts)) await page.getByRole("textbox", { name: label }).fill(text);
  await page.getByRole("button", { name: "Create my empty workspace" }).click();
  await expect(page.getByRole("main").getByRole("link", { name: "Import your data" })).toBeVisible({ timeout: 60_000 });
});

test("a demo that is being made says how far it is, and a refusal leaves the choice", async ({ fresh, page, watched }) => {
  watched.allow(/507/);
  let refuse = () => {};
  const refused = new Promise<void>((resolve) => (refuse = resolve));
  const stands = { offered: true, begun: true, made: 812, records: 1800 };
  await page.route("**/api/setup/demo", async (route) => {
    if (route.request().method() === "GET") return route.fulfill({ json: stands });
    await refused;
    const message = "The server’s disk is full.";
    return route.fulfill({ status: 507, json: { status: 507, detail: message, problems: [{ message_key: "problem-server-full", message }] } });
  });
  await page.goto(fresh.url);
  await ready(page);
  // It was begun before this page was opened, so nobody has to press again.
  const bar = page.getByRole("progressbar", { name: "Records made" });
  await expect(bar).toHaveAttribute("aria-valuenow", "812");
  await expect(bar).toHaveAttribute("aria-valuemax", "1800");
  await expectAccessible(page);
  refuse();
  await expect(page.getByRole("alert").filter({ hasText: "disk is full" })).toBeVisible();
  await expect(page.getByRole("button", { name: START })).toBeVisible();
});
