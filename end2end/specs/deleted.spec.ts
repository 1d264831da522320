// What was deleted is found again and comes back, and whoever deletes hears what that leaves behind.
import { go, rest, signIn, synced, visit } from "../lib/app.mjs";
import { expect, NETWORK, OWNER, test } from "../lib/test.mjs";
import { post } from "../lib/rest.mjs";

test("an account that was deleted is said to be missing, stands in the settings and is restored", async ({ page, server, context, watched }) => {
  watched.allow(NETWORK);
  await signIn(page, server, OWNER);
  const account = await post(page, server, "accounts", { name: "Acme" });
  await post(page, server, "contacts", { last_name: "Smith", account: account.id });
  await post(page, server, "contacts", { last_name: "Jones", account: account.id });
  await synced(page);
  await go(page, "Accounts");
  await page.getByRole("grid").getByText("Acme").click();
  await page.getByRole("button", { name: "More actions" }).first().click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(page.getByText("Deleted account Acme. It is missing now in 2 contacts.")).toBeVisible();
  await synced(page);

  await visit(page, server, "/settings/deleted");
  const deleted = page.getByRole("list", { name: "Deleted" });
  await expect(deleted.getByRole("listitem")).toHaveCount(1);
  await expect(deleted).toContainText("Acme");
  await context.setOffline(true);
  await deleted.getByRole("button", { name: "Restore Acme" }).click();
  await expect(page.getByText(/The server was not reached/).first()).toBeVisible();
  await context.setOffline(false);
  await deleted.getByRole("button", { name: "Restore Acme" }).click();
  await expect(page.getByText("Restored account Acme")).toBeVisible();
  await expect(page.getByRole("heading", { name: "Nothing was deleted" })).toBeVisible();
  await go(page, "Accounts");
  await expect(page.getByRole("grid").getByText("Acme")).toBeVisible();
  expect((await rest(page, server, "accounts?limit=1")).total).toBe(1);
});

test("a server that refuses the page says so, and does not blame the password", async ({ page, server, watched }) => {
  watched.allow(NETWORK);
  await page.route("**/api/session", (route) =>
    route.request().method() === "POST"
      ? route.fulfill({ status: 403, contentType: "application/problem+json", body: JSON.stringify({ title: "Forbidden", status: 403, problems: [{ message_key: "problem-cross-site", args: {} }] }) })
      : route.fallback(),
  );
  await visit(page, server);
  await page.getByRole("textbox", { name: "E-mail" }).fill(OWNER.email);
  await page.getByRole("textbox", { name: "Password" }).fill(OWNER.password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("does not take this page for its own");
  await expect(page.getByRole("alert")).not.toContainText("do not belong together");
});
