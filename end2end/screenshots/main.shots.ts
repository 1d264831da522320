// The main screens of the demo workspace. File names end with size and theme: accounts-tablet-dark.png.
import { test } from "@playwright/test";
import { join } from "node:path";
import { find, ready, rest, signIn, visit } from "../lib/app.mjs";
import { Server } from "../lib/server.mjs";

const OUT = process.env.SCREENSHOTS_OUT ?? "../docs/screenshots";
const SCREENS = ["pipeline", "accounts", "contacts", "activities", "knowledge", "import", "needs-attention", "settings"];
/** Lists whose first record is pictured as well. */
const RECORDS = ["accounts", "contacts", "opportunities"];

let server: Server;
let owner: { email: string; password: string };

test.beforeAll(async () => {
  test.setTimeout(300_000);
  server = await Server.create();
  owner = await server.demo("small");
  await server.start();
});

test.afterAll(() => server.remove());

test("screens", async ({ page }, info) => {
  const shoot = async (name: string) => {
    await ready(page);
    await page.evaluate(() => document.fonts.ready);
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(OUT, `${name}-${info.project.name}.png`) });
  };
  await visit(page, server, "/sign-in");
  await shoot("sign-in");
  await signIn(page, server, owner);
  for (const screen of SCREENS) {
    await visit(page, server, `/${screen}`);
    await shoot(screen);
  }
  for (const plural of RECORDS) {
    const { items } = await rest(page, server, `${plural}?limit=1`);
    await visit(page, server, `/${plural}/${items[0].id}`);
    await shoot(`${plural}-record`);
  }
  await visit(page, server, "/contacts");
  await find(page, "delivery");
  await shoot("search");
});
