// Two people edit one contact while both are offline.
import { editField, rest, signIn, sync, synced, visit } from "../lib/app.mjs";
import { expect, NETWORK, OWNER, test } from "../lib/test.mjs";
import { post } from "../lib/rest.mjs";

// What would be lost once is lost: there is no second try.
test.describe.configure({ retries: 0 });

const SECOND = { email: "second@example.com", name: "Sam Second", role: "admin", password: "another good long password" };

/** Both people on their devices, on the page of the same contact, offline. */
async function bothOffline(server, device, more = {}) {
  const there = await both(server, device, more);
  for (const each of [there.one, there.two]) await each.offline();
  return there;
}

/** Writes another text into a field of many lines. */
async function rewrite(page, label, text) {
  await page.getByRole("button", { name: new RegExp(`^${label}`) }).click();
  const editor = page.getByRole("textbox", { name: label, exact: true });
  await editor.fill(text);
  await editor.press("Control+Enter");
}

/** Both people on their devices, on the page of the same contact. */
async function both(server, device, more = {}) {
  await server.stop();
  await server.addUser(SECOND);
  await server.start();
  const [one, two] = [await device(), await device()];
  const [first, second] = [await one.open(), await two.open()];
  await signIn(first, server, OWNER);
  const contact = await post(first, server, "contacts", { first_name: "Ada", last_name: "Lovelace", title: "Analyst", ...more });
  await signIn(second, server, SECOND);
  await synced(first);
  for (const page of [first, second]) await visit(page, server, `/contacts/${contact.id}`);
  return { one, two, first, second, contact };
}

test("different fields of one record: both edits survive", async ({ server, device, watched }) => {
  watched.allow(NETWORK);
  const { one, two, first, second } = await bothOffline(server, device);
  await editField(first, "Job title", "Countess");
  await editField(second, "Department", "Mathematics");
  await one.offline(false);
  await two.offline(false);
  for (const page of [first, second]) {
    await expect(page.getByText("Countess").first()).toBeVisible();
    await expect(page.getByText("Mathematics").first()).toBeVisible();
    await expect(sync(page)).toHaveText(/^Synced/);
  }
});

test("a text that both write on: every word of both stands, and nobody is asked", async ({ server, device, watched }) => {
  watched.allow(NETWORK);
  const plan = "Call her on Monday.\nSend the quote.";
  const { one, two, first, second } = await bothOffline(server, device, { description: plan });
  await rewrite(first, "Description", plan.replace("Monday", "Tuesday"));
  await rewrite(second, "Description", `${plan}\nBring the catalogue.`);
  await two.offline(false);
  await synced(second);
  await one.offline(false);
  for (const page of [first, second]) {
    await expect(sync(page)).toHaveText(/^Synced/);
    const text = page.getByRole("button", { name: /^Description/ });
    await expect(text).toContainText("Call her on Tuesday.");
    await expect(text).toContainText("Bring the catalogue.");
  }
});

test("an editor that stands open does not undo what comes meanwhile", async ({ server, device }) => {
  const { first, second } = await both(server, device, { description: "One two three." });
  await first.getByRole("button", { name: /^Description/ }).click();
  const editor = first.getByRole("textbox", { name: "Description", exact: true });
  await rewrite(second, "Description", "One two three. Four.");
  await synced(second);
  await expect.poll(async () => (await rest(first, server, "contacts")).items[0].description).toBe("One two three. Four.");
  await expect(editor).toHaveValue("One two three.");
  await editor.fill("Zero. One two three.");
  await editor.press("Control+Enter");
  for (const page of [first, second]) {
    await expect(page.getByRole("button", { name: /^Description/ })).toContainText("Zero. One two three. Four.");
  }
  // Opened and left alone, it writes nothing at all.
  await first.getByRole("button", { name: /^Description/ }).click();
  await rewrite(second, "Description", "Only four.");
  await synced(second);
  await editor.press("Control+Enter");
  for (const page of [first, second]) await expect(page.getByRole("button", { name: /^Description/ })).toContainText("Only four.");
});

test("what waits is counted beside an open decision, and is not on its way where nobody is signed in", async ({ server, device, watched }) => {
  watched.allow(NETWORK);
  const { one, two, first, second } = await bothOffline(server, device);
  await editField(first, "Job title", "Countess");
  await editField(second, "Job title", "Enchantress of numbers");
  await two.offline(false);
  await synced(second);
  await one.offline(false);
  await expect(sync(first)).toHaveText(/^Needs attention 1$/);
  const { items } = await (await first.request.get(`${server.url}/api/session/devices`)).json();
  const mine = items.find(({ current }) => current);
  await first.request.delete(`${server.url}/api/session/devices/${mine.id}`, { headers: { origin: server.url } });
  await editField(first, "Department", "Mathematics");
  await expect(sync(first)).toHaveText(/^Pending 1 · signed out$/);
  await sync(first).getByRole("button").click();
  const panel = first.getByRole("group", { name: "Sync" });
  await expect(panel).toContainText("One change waits on this device. Sign in again to send it.");
  await expect(panel).not.toContainText("on its way");
  await expect(panel.getByRole("link", { name: "Go to Needs attention" })).toBeVisible();
});

test("the same field: one value stands, both people see both and keep-mine works", async ({ server, device, watched }) => {
  watched.allow(NETWORK);
  const { one, two, first, second } = await bothOffline(server, device);
  const begun = Math.floor(Date.now() / 1000) * 1000;
  await editField(first, "Job title", "Countess");
  await expect(sync(first)).toHaveText(/^Offline/);
  await second.waitForFunction((until) => Date.now() > until, Date.now() + 1100);
  await editField(second, "Job title", "Enchantress of numbers");
  await two.offline(false);
  await synced(second);
  await one.offline(false);
  for (const page of [first, second]) {
    await expect(sync(page)).toHaveText(/^Needs attention 1/);
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /Needs attention/ }).click();
    const item = page.getByRole("list", { name: "Needs attention" }).getByRole("listitem");
    await expect(item).toHaveCount(1);
    for (const text of ["Countess", "Enchantress of numbers", OWNER.email.split("@")[0], SECOND.name, "Job title"]) {
      await expect(item).toContainText(new RegExp(text, "i"));
    }
    const when = await item.locator("time").evaluateAll((all) => all.map((one) => Date.parse(one.getAttribute("datetime"))));
    expect(when.filter((at) => begun <= at && at <= Date.now()), "when either was written").toHaveLength(2);
  }
  await first.getByRole("button", { name: "Use “Countess”" }).press("Enter");
  for (const page of [first, second]) await expect(sync(page)).toHaveText(/^Synced/);
  await expect(second.getByText("Nothing needs your attention")).toBeVisible();
  await second.goBack();
  await expect(second.getByText("Countess").first()).toBeVisible();
});
