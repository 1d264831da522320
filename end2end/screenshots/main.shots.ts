// The main screens of the demo workspace. File names end with size and theme: accounts-tablet-dark.png.
import { test } from "@playwright/test";
import { join } from "node:path";
import { Server } from "../lib/server.mjs";

const OUT = process.env.SCREENSHOTS_OUT ?? "../docs/screenshots";
const READY = '[data-ready="true"]';
const SCREENS = ["pipeline", "accounts", "contacts", "activities", "knowledge", "import", "needs-attention", "settings"];
/** Lists whose first record is pictured as well. */
const RECORDS = ["accounts", "contacts", "opportunities"];

let server: Server;
let signIn: { email: string; password: string };

test.beforeAll(async () => {
  test.setTimeout(300_000);
  server = await Server.create();
  signIn = await server.demo("small");
  await server.start();
});

test.afterAll(() => server.remove());

test("screens", async ({ page }, info) => {
  const shoot = async (name: string) => {
    await page.waitForSelector(READY, { state: "attached" });
    await page.evaluate(() => document.fonts.ready);
    await page.waitForTimeout(400);
    await page.screenshot({ path: join(OUT, `${name}-${info.project.name}.png`) });
  };
  await page.goto(`${server.url}/sign-in`);
  await shoot("sign-in");
  await page.getByLabel(/e-?mail/i).fill(signIn.email);
  await page.getByLabel(/^password/i).fill(signIn.password);
  await page.getByRole("button", { name: /sign in/i }).click();
  await page.getByRole("navigation", { name: "Main" }).waitFor();
  await page.getByRole("status", { name: "Sync" }).filter({ hasText: /^Synced/ }).waitFor();
  for (const screen of SCREENS) {
    await page.goto(`${server.url}/${screen}`);
    await shoot(screen);
  }
  for (const plural of RECORDS) {
    const id = await firstRecord(page, plural);
    if (!id) continue;
    await page.goto(`${server.url}/${plural}/${id}`);
    await shoot(`${plural}-record`);
  }
});

/** The id of the first record, asked of the server by the signed-in page. */
async function firstRecord(page, plural: string): Promise<string | undefined> {
  const answer = await page.evaluate(async (path) => (await fetch(path)).json(), `/api/v1/${plural}?limit=1`);
  const records = Array.isArray(answer) ? answer : (answer.records ?? answer.items ?? answer.data ?? []);
  return records[0]?.id;
}
