// Where a person is signed in, and signing a device out from another one.
import { request } from "@playwright/test";
import { signIn, visit } from "../lib/app.mjs";
import { expect, NETWORK, OWNER, test } from "../lib/test.mjs";

const TABLET = "Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";
const LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

/** Another device on which the person has signed in; asks who it is, and gives the answer's status. */
async function other(server, userAgent) {
  const device = await request.newContext({ baseURL: server.url, userAgent });
  const { email, password } = OWNER;
  expect((await device.post("/api/session", { data: { email, password } })).status()).toBe(201);
  return async () => (await device.get("/api/session")).status();
}

test("each device is listed, and signed out from another one alone or with all others", async ({ page, server, context, watched }) => {
  watched.allow(NETWORK);
  await signIn(page, server, OWNER);
  const [tablet, laptop, second] = [await other(server, TABLET), await other(server, LAPTOP), await other(server, LAPTOP)];
  await visit(page, server, "/settings/devices");
  const devices = page.getByRole("list", { name: "Where you are signed in" }).getByRole("listitem");
  await expect(devices).toHaveCount(4);
  await expect(devices.first()).toContainText("This device");
  await expect(devices.first().getByRole("button")).toHaveCount(0);
  await expect(devices.nth(1)).toContainText("Seen within the last hour");

  await page.getByRole("button", { name: "Sign out Safari on iPad" }).click();
  await expect(page.getByText("Signed out Safari on iPad")).toBeVisible();
  await expect(devices).toHaveCount(3);
  expect([await tablet(), await laptop(), await second()]).toEqual([401, 200, 200]);

  await context.setOffline(true);
  await page.getByRole("button", { name: "Sign out all others" }).click();
  await expect(page.getByText("It alone knows where you are signed in").first()).toBeVisible();
  expect(await laptop(), "nothing was done").toBe(200);

  await context.setOffline(false);
  await page.getByRole("button", { name: "Sign out all others" }).click();
  await expect(devices).toHaveCount(1);
  await expect(page.getByRole("button", { name: "Sign out all others" })).toBeHidden();
  expect([await laptop(), await second()]).toEqual([401, 401]);
  expect((await page.request.get(`${server.url}/api/session`)).status(), "the device that asked goes on").toBe(200);
});
