// Two tabs of one browser share the device's storage and one conversation with the server.
import { editField, installed, rest, signIn, sync, synced, visit } from "../lib/app.mjs";
import { storedText } from "../lib/replica.mjs";
import { post } from "../lib/rest.mjs";
import { expect, NETWORK, OWNER, test } from "../lib/test.mjs";

// What would be lost once is lost: there is no second try.
test.describe.configure({ retries: 0 });

const form = (page) => page.getByRole("button", { name: "Sign in", exact: true });
const main = (page) => page.getByRole("navigation", { name: "Main" });

/** A signed-in person's two tabs, both on the page of one contact; the first one leads. */
async function twoTabs(page, server) {
  await signIn(page, server, OWNER);
  const contact = await post(page, server, "contacts", { first_name: "Ada", last_name: "Lovelace", title: "Analyst" });
  const follower = await page.context().newPage();
  for (const tab of [page, follower]) {
    await visit(tab, server, `/contacts/${contact.id}`);
    await expect(tab.getByText("Analyst").first()).toBeVisible();
  }
  return { follower, contact };
}

async function signOut(page) {
  await page.getByRole("button", { name: /and this device$/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
}

async function expectNothingLeft(page) {
  const stored = await storedText(page);
  for (const trace of ["Lovelace", "Analyst", "Olive", OWNER.email]) expect(stored).not.toContain(trace);
}

for (const who of ["leading", "following"]) {
  test(`signing out in the ${who} tab takes the data from both`, async ({ page, server }) => {
    const { follower } = await twoTabs(page, server);
    const [here, there] = who === "leading" ? [page, follower] : [follower, page];
    await signOut(here);
    for (const tab of [there, here]) {
      await expect(form(tab)).toBeVisible();
      await expect(tab.getByText("Lovelace")).toHaveCount(0);
    }
    await expectNothingLeft(there);
    await there.reload();
    await expect(form(there)).toBeVisible();
    await expectNothingLeft(there);
  });
}

test("signing out takes along what was half written", async ({ page, server }) => {
  await signIn(page, server, OWNER);
  await visit(page, server, "/articles/new");
  await page.getByRole("textbox", { name: "Title" }).fill("A secret plan");
  await expect.poll(() => page.evaluate(() => JSON.stringify({ ...sessionStorage }))).toContain("A secret plan");
  await signOut(page);
  await expect(form(page)).toBeVisible();
  expect(await page.evaluate(() => JSON.stringify([{ ...sessionStorage }, localStorage.getItem("sextant.recent")]))).toBe("[{},null]");
});

test("where somebody signs in, no news of the one before stands, with no way back", async ({ page, server }) => {
  const { follower, contact } = await twoTabs(page, server);
  await follower.close();
  const undo = page.getByRole("button", { name: "Undo" });
  await editField(page, "Job title", "Countess");
  await expect(undo).toBeVisible();
  await synced(page);
  // The session ends elsewhere; what stands on this device stays.
  const { items } = await (await page.request.get(`${server.url}/api/session/devices`)).json();
  const mine = items.find(({ current }) => current);
  await page.request.delete(`${server.url}/api/session/devices/${mine.id}`, { headers: { origin: server.url } });
  await editField(page, "Job title", "Enchantress");
  await expect(undo.first()).toBeVisible();
  await page.getByRole("link", { name: "Sign in", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Sign in again" })).toBeVisible();
  await expect(undo).toHaveCount(0);
  await page.getByRole("textbox", { name: "Password" }).fill(OWNER.password);
  await form(page).click();
  await expect(page).toHaveURL(new RegExp(contact.id));
  await synced(page);
  await editField(page, "Job title", "Analyst");
  await expect(undo.first()).toBeVisible();
  await synced(page);
  await signOut(page);
  await expect(form(page)).toBeVisible();
  await expect(undo).toHaveCount(0);
});

test("signing in shows the app in both tabs, whichever asks", async ({ page, server }) => {
  const other = await page.context().newPage();
  for (const tab of [page, other]) {
    await visit(tab, server);
    await expect(form(tab)).toBeVisible();
  }
  await signInHere(other);
  // As long as `signIn` waits for a first sync.
  for (const tab of [page, other]) await expect(main(tab)).toBeVisible({ timeout: 60_000 });
});

async function signInHere(page) {
  await page.getByRole("textbox", { name: "E-mail" }).fill(OWNER.email);
  await page.getByRole("textbox", { name: "Password" }).fill(OWNER.password);
  await form(page).click();
}

test("an edit in a following tab is sent, shows in the other and settles", async ({ page, server }) => {
  const { follower, contact } = await twoTabs(page, server);
  await editField(follower, "Job title", "Countess");
  await expect(page.getByText("Countess").first()).toBeVisible();
  for (const tab of [follower, page]) await expect(sync(tab)).toHaveText(/^Synced/);
  await expect.poll(async () => (await rest(page, server, `contacts/${contact.id}`)).title).toBe("Countess");
  // An edit that was made while the follower opened is not forgotten by the tab that leads next.
  await follower.reload();
  await editField(page, "Job title", "Enchantress");
  await expect(page.getByText("Enchantress").first(), "it is stored").toBeVisible();
  await page.close();
  await expect(follower.getByText("Enchantress").first()).toBeVisible();
  await synced(follower);
  await expect.poll(async () => (await rest(follower, server, `contacts/${contact.id}`)).title).toBe("Enchantress");
});

test("signing out offline ends the session as soon as the server is reached", async ({ page, server, watched }) => {
  watched.allow(NETWORK);
  await signIn(page, server, OWNER);
  await installed(page);
  await page.context().setOffline(true);
  await signOut(page);
  await expect(form(page)).toBeVisible();
  await page.context().setOffline(false);
  await page.reload();
  await expect(form(page)).toBeVisible();
  await expect.poll(async () => (await page.request.get(`${server.url}/api/session`)).status()).toBe(401);
  await expectNothingLeft(page);
  await page.reload();
  await expect(form(page)).toBeVisible();
  await signInHere(page);
  await expect(main(page)).toBeVisible();
});

test("undo says so when there is nothing left to take back", async ({ page, server }) => {
  const { follower } = await twoTabs(page, server);
  await editField(page, "Job title", "Countess");
  await expect(follower.getByText("Countess").first()).toBeVisible();
  await editField(follower, "Job title", "Enchantress");
  await expect(page.getByText("Enchantress").first()).toBeVisible();
  await page.getByRole("button", { name: /^Undo/ }).last().click();
  await expect(page.getByText("Nothing was taken back")).toBeVisible();
  await expect(page.getByText("Enchantress").first()).toBeVisible();
});
