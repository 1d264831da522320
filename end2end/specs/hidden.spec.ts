// A field that not everybody may read: what products cost.
import { editField, signIn, synced, visit } from "../lib/app.mjs";
import { expect, NETWORK, OWNER, test } from "../lib/test.mjs";
import { storedText } from "../lib/replica.mjs";
import { patch, post } from "../lib/rest.mjs";

const REP = { email: "rep@example.com", name: "Rita Rep", role: "rep", password: "a rep's long password" };
/** An amount that nothing else on a device could be. */
const COST = "41714171";

test("what a product costs is on no rep's device, comes with a promotion and goes with a demotion", async ({ server, device, page, watched }) => {
  watched.allow(NETWORK);
  await server.stop();
  await server.addUser(REP);
  await server.start();
  await signIn(page, server, OWNER);
  const { items: users } = await (await page.request.get(`${server.url}/api/v1/users?limit=100`)).json();
  const { items: roles } = await (await page.request.get(`${server.url}/api/v1/roles`)).json();
  const rep = users.find((user) => user.email === REP.email);
  const role = (key) => patch(page, server, `users/${rep.id}`, { role: roles.find((role) => role.key === key).id });
  const product = await post(page, server, "products", { name: "Pump", cost: { amount: `${COST}.00`, currency: "EUR" } });
  await synced(page);
  await visit(page, server, `/products/${product.id}`);
  await expect(page.getByRole("term").filter({ hasText: "Cost" })).toBeVisible();
  await expect(page.getByText("41,714,171").first()).toBeVisible();

  const tablet = await (await device()).open();
  await signIn(tablet, server, REP);
  await visit(tablet, server, `/products/${product.id}`);
  const cost = tablet.getByRole("term").filter({ hasText: "Cost" });
  await expect(tablet.getByRole("heading", { name: "Pump" })).toBeVisible();
  await expect(cost).toHaveCount(0);
  expect(await storedText(tablet)).not.toContain(COST);

  // While the page is open.
  await role("manager");
  await expect(cost).toBeVisible();
  await expect(tablet.getByText("41,714,171").first()).toBeVisible();
  expect(await storedText(tablet)).toContain(COST);

  await role("rep");
  await expect(cost).toHaveCount(0);
  await synced(tablet);
  await expect.poll(() => storedText(tablet)).not.toContain(COST);
  await tablet.reload();
  await expect(tablet.getByRole("heading", { name: "Pump" })).toBeVisible();
  await expect(cost).toHaveCount(0);
  await expect(tablet.getByText("41,714,171")).toHaveCount(0);
});

test("what was entered before a demotion is refused, and told no more", async ({ server, device, page, watched }) => {
  watched.allow(NETWORK);
  await server.stop();
  await server.addUser({ ...REP, role: "manager" });
  await server.start();
  await signIn(page, server, OWNER);
  const { items: users } = await (await page.request.get(`${server.url}/api/v1/users?limit=100`)).json();
  const { items: roles } = await (await page.request.get(`${server.url}/api/v1/roles`)).json();
  const product = await post(page, server, "products", { name: "Pump", cost: { amount: "12.00", currency: "EUR" } });
  const tablet1 = await device();
  const tablet = await tablet1.open();
  await signIn(tablet, server, REP);
  await visit(tablet, server, `/products/${product.id}`);
  await tablet1.offline();
  await editField(tablet, "Cost", COST);
  await patch(page, server, `users/${users.find((user) => user.email === REP.email).id}`, { role: roles.find((role) => role.key === "rep").id });
  await tablet1.offline(false);
  await expect.poll(() => storedText(tablet), { timeout: 15_000 }).toContain("rejected");
  await visit(tablet, server, "/needs-attention");
  const item = tablet.getByRole("list", { name: "Needs attention" }).getByRole("listitem");
  await expect(item).toContainText("You may not change this");
  await expect(item).not.toContainText(/41.?714/);
  await expect(item.getByRole("button", { name: "Try again" })).toHaveCount(0);
  const kept = await (await page.request.get(`${server.url}/api/v1/products/${product.id}`)).json();
  expect(kept.cost.amount).toBe("12.00");
});
