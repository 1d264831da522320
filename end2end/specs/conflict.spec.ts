// Two people edit one contact while both are offline.
import { editField, signIn, sync, synced, visit } from "../lib/app.mjs";
import { expect, NETWORK, OWNER, test } from "../lib/test.mjs";
import { post } from "../lib/rest.mjs";

const SECOND = { email: "second@example.com", name: "Sam Second", role: "admin", password: "another good long password" };

/** Both people on their devices, on the page of the same contact, offline. */
async function bothOffline(server, device) {
  await server.stop();
  await server.addUser(SECOND);
  await server.start();
  const [one, two] = [await device(), await device()];
  const [first, second] = [await one.open(), await two.open()];
  await signIn(first, server, OWNER);
  const contact = await post(first, server, "contacts", { first_name: "Ada", last_name: "Lovelace", title: "Analyst" });
  await signIn(second, server, SECOND);
  await synced(first);
  for (const page of [first, second]) await visit(page, server, `/contacts/${contact.id}`);
  for (const each of [one, two]) await each.offline();
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

test("the same field: one value stands, both people see both and keep-mine works", async ({ server, device, watched }) => {
  watched.allow(NETWORK);
  const { one, two, first, second } = await bothOffline(server, device);
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
  }
  await first.getByRole("button", { name: "Use the other value" }).click();
  for (const page of [first, second]) await expect(sync(page)).toHaveText(/^Synced/);
  await expect(second.getByText("Nothing needs your attention")).toBeVisible();
  await second.goBack();
  await expect(second.getByText("Countess").first()).toBeVisible();
});
