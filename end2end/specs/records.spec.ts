// Records: lists, pages, edits in place, the timeline, tasks and settings, as a person uses them.
import { editField, find, rest, signIn, sync, synced, visit } from "../lib/app.mjs";
import { expect, expectAccessible, OWNER, test } from "../lib/test.mjs";
import { post } from "../lib/rest.mjs";

const NAMES = ["Ada", "Bo", "Cy", "Dee", "Eve", "Flo", "Gus", "Hal", "Ida", "Jon"];

/** A signed-in owner with two accounts and ten contacts. */
async function desk(page, server, path = "/contacts") {
  await signIn(page, server, OWNER, "/settings");
  const [north, south] = [await post(page, server, "accounts", { name: "North Mills" }), await post(page, server, "accounts", { name: "South Dairy" })];
  await post(page, server, "accounts", { name: "North Mills West", parent: north.id });
  for (const [at, first] of NAMES.entries()) {
    const account = at % 2 ? south.id : north.id;
    await post(page, server, "contacts", { first_name: first, last_name: `Number${at}`, account, title: at < 4 ? "Buyer" : "Engineer" });
  }
  await visit(page, server, path);
  await expect(sync(page)).toHaveText(/^Synced/);
  return { north, south };
}

const grid = (page) => page.getByRole("grid");
const row = (page, name) => grid(page).getByRole("row", { name: new RegExp(name) });
const news = (page) => page.getByRole("region", { name: "News" });

test("a field is edited where it stands: Enter saves, Escape restores, undo takes back", async ({ page, server }) => {
  const { north } = await desk(page, server);
  await visit(page, server, `/accounts/${north.id}`);
  await editField(page, "Sector", "Milling");
  await expect(page.getByRole("button", { name: "Sector: Milling" })).toBeFocused();
  await expect(news(page)).toContainText("Changed Sector of North Mills");
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Sector" }).fill("something else");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Sector: Milling" })).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("button", { name: /^Sector: Add/ })).toBeVisible();
  await synced(page);
  expect((await rest(page, server, `accounts/${north.id}`)).sector ?? null).toBeNull();
});

test("what is wrong with a value is said under its field, and nothing is lost", async ({ page, server }) => {
  const { north } = await desk(page, server);
  await visit(page, server, `/accounts/${north.id}`);
  await editField(page, "Employees", "many");
  const input = page.getByRole("textbox", { name: "Employees" });
  await expect(input).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText("This is not a number.")).toBeVisible();
  await input.fill("1,200");
  await input.press("Enter");
  await expect(page.getByRole("button", { name: "Employees: 1,200" })).toBeVisible();
});

test("a choice and a link are found by typing", async ({ page, server }) => {
  const { south } = await desk(page, server);
  await visit(page, server, `/accounts/${south.id}`);
  await page.getByRole("button", { name: /^Lifecycle/ }).click();
  await page.getByRole("combobox", { name: "Lifecycle" }).fill("part");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("button", { name: "Lifecycle: Partner" })).toBeVisible();
  await page.getByRole("button", { name: /^Parent account/ }).click();
  await page.getByRole("combobox", { name: "Parent account" }).fill("north mills w");
  await page.getByRole("option", { name: /North Mills West/ }).click();
  await expect(page.getByRole("navigation", { name: "Belongs to" })).toContainText("North Mills West");
});

test("a list narrows, sorts, and its address says how", async ({ page, server }) => {
  await desk(page, server);
  await expect(grid(page)).toHaveAttribute("aria-rowcount", "10");
  await page.keyboard.press("/");
  await page.keyboard.type("south");
  await expect(grid(page)).toHaveAttribute("aria-rowcount", "5");
  await expect(page.getByText("5 of 10")).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "Name" }), "how it is sorted is seen from the start").toHaveAttribute("aria-sort", "ascending");
  await page.getByRole("columnheader", { name: "Name" }).getByRole("button").click();
  await expect(page.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "descending");
  await page.reload();
  await expect(grid(page)).toHaveAttribute("aria-rowcount", "5");
  await expect(page.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "descending");
  await expect(page.getByRole("searchbox", { name: "Find in this list" })).toHaveValue("south");
});

test("a filter is made by keyboard, is a chip, and goes away", async ({ page, server }) => {
  await desk(page, server);
  await page.keyboard.press("f");
  await page.getByRole("combobox", { name: "Field" }).selectOption({ label: "Job title" });
  await page.getByRole("textbox", { name: "Value" }).fill("buy");
  await page.keyboard.press("Enter");
  await expect(grid(page)).toHaveAttribute("aria-rowcount", "4");
  await page.goBack();
  await expect(grid(page)).toHaveAttribute("aria-rowcount", "10");
  await page.goForward();
  await page.getByRole("button", { name: "Remove Job title contains buy" }).click();
  await expect(grid(page)).toHaveAttribute("aria-rowcount", "10");
});

test("a view is kept under a name", async ({ page, server }) => {
  await desk(page, server, "/contacts?filter=title:is:Buyer&sort=-name");
  await page.getByRole("button", { name: "All contacts" }).click();
  await page.getByRole("menuitem", { name: "Save this view" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Buyers");
  await page.getByRole("button", { name: "Save view" }).click();
  await expect(page.getByRole("button", { name: "Buyers" })).toBeVisible();
  await page.getByRole("button", { name: "Buyers" }).click();
  await page.getByRole("menuitemradio", { name: "All contacts" }).click();
  await expect(grid(page)).toHaveAttribute("aria-rowcount", "10");
  await page.getByRole("button", { name: "All contacts" }).click();
  await page.getByRole("menuitemradio", { name: "Buyers" }).click();
  await expect(grid(page)).toHaveAttribute("aria-rowcount", "4");
});

test("keys as in a mail client: select, change all at once, one undo", async ({ page, server }) => {
  await desk(page, server);
  await row(page, "Ada Number0").focus();
  for (const key of ["x", "j", "x", "j", "x"]) await page.keyboard.press(key);
  await expect(page.getByText("3 selected")).toBeVisible();
  await page.getByRole("button", { name: "Set a field" }).click();
  const form = page.getByRole("dialog", { name: "Set a field" });
  await form.getByRole("combobox", { name: "Field" }).selectOption({ label: "Department" });
  await form.getByRole("textbox", { name: "Department" }).fill("Purchasing");
  await form.getByRole("button", { name: "Change 3 contacts" }).click();
  await expect(news(page)).toContainText("Changed Department of 3 contacts");
  await page.keyboard.press("Control+z");
  await expect(news(page)).toContainText("Taken back");
  await synced(page);
  const { items } = await rest(page, server, "contacts?limit=50");
  expect(items.filter((contact) => contact.department)).toHaveLength(0);
});

test("a cell is edited in the list, and the row keeps the focus", async ({ page, server }) => {
  await desk(page, server);
  await row(page, "Bo Number1").focus();
  for (const key of ["ArrowRight", "ArrowRight", "e"]) await page.keyboard.press(key);
  await page.getByRole("textbox", { name: "Job title" }).fill("Dairy engineer");
  await page.keyboard.press("Enter");
  await expect(row(page, "Bo Number1")).toContainText("Dairy engineer");
  await expect(row(page, "Bo Number1")).toBeFocused();
});

test("a record is looked at beside its list and follows the row", async ({ page, server }) => {
  await desk(page, server);
  await row(page, "Ada Number0").focus();
  await page.keyboard.press("Enter");
  const panel = page.getByRole("complementary", { name: "Contact" });
  await expect(panel.getByRole("heading", { name: "Ada Number0" })).toBeVisible();
  await row(page, "Ada Number0").focus();
  await page.keyboard.press("j");
  await expect(panel.getByRole("heading", { name: "Bo Number1" })).toBeVisible();
  await panel.getByRole("button", { name: "Close" }).click();
  await expect(panel).toBeHidden();
  await expect(row(page, "Bo Number1")).toBeFocused();
});

test("tabs beyond an edge are hinted at, and a pressed one is seen whole", async ({ page, server, hasTouch }) => {
  const { north } = await desk(page, server);
  await page.setViewportSize({ width: 600, height: 900 });
  await visit(page, server, `/accounts/${north.id}`);
  const strip = page.getByRole("main").locator(".strip");
  await expect(strip).toHaveClass(/strip--end/);
  await expect(strip).not.toHaveClass(/strip--start/);
  // The one that the edge cuts; a press goes to what is seen of it.
  const edge = (await strip.boundingBox())!;
  const box = (tab) => tab.boundingBox().then((box) => box!);
  for (const tab of await page.getByRole("tab").all()) {
    const { x, width, y } = await box(tab);
    if (x + width < edge.x + edge.width - 40) continue;
    await page.mouse.click(x + 6, y + 12);
    await expect(tab).toHaveAttribute("aria-selected", "true");
    await expect.poll(() => box(tab).then(({ x, width }) => x + width)).toBeLessThan(edge.x + edge.width - 40);
    break;
  }
  await expect(strip).toHaveClass(/strip--start/);
  await page.keyboard.press("End");
  await expect(page.getByRole("tab").last()).toBeInViewport({ ratio: 0.99 });
  await expect(strip).not.toHaveClass(/strip--end/);
  if (!hasTouch) {
    // A mouse has no way to push the row.
    await strip.locator("button.strip__go").first().click();
    await expect(strip).toHaveClass(/strip--end/);
  }
});

test("the timeline takes a note, a call and a task, and the task is the next step", async ({ page, server }) => {
  const { north } = await desk(page, server);
  await visit(page, server, `/accounts/${north.id}`);
  const what = page.getByRole("radiogroup", { name: "What it is" });
  const nothing = page.getByText("No notes, calls, e-mails or tasks yet.");
  await expect(nothing, "that it was made is no writing").toBeVisible();
  await page.getByRole("textbox", { name: "Note" }).fill("Closed on Fridays.");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("listitem").filter({ hasText: "Closed on Fridays." })).toBeVisible();
  await expect(nothing).toHaveCount(0);
  await what.getByRole("radio", { name: "Call", exact: true }).check();
  await page.getByRole("textbox", { name: "Call" }).fill("Asked about flour");
  await page.getByRole("combobox", { name: "Outcome" }).selectOption({ label: "Reached" });
  await page.keyboard.press("Control+Enter");
  await page.getByRole("textbox", { name: "Call" }).press("Control+Enter");
  await expect(page.getByRole("listitem").filter({ hasText: "Asked about flour" })).toContainText("Call · Reached");
  await what.getByRole("radio", { name: "Task", exact: true }).check();
  await page.getByRole("textbox", { name: "Task" }).fill("Send a price list");
  await page.getByRole("button", { name: "Tomorrow" }).click();
  await page.getByRole("button", { name: "Add task" }).click();
  await expect(page.getByRole("region", { name: "Next step" })).toContainText("Send a price list");
  await page.getByRole("region", { name: "Next step" }).getByRole("button", { name: "Complete Send a price list" }).click();
  await expect(page.getByRole("region", { name: "Next step" })).toContainText("Nothing is planned");
});

test("a new record is typed at once, and spaces are part of it", async ({ page, server, hasTouch }) => {
  test.skip(Boolean(hasTouch), "a finger chooses where the keyboard comes up");
  await desk(page, server, "/accounts");
  await page.keyboard.press("n");
  await page.keyboard.type("Harbour Cranes and Sons");
  await expect(page.getByRole("dialog").getByRole("textbox", { name: "Name" })).toHaveValue("Harbour Cranes and Sons");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Harbour Cranes and Sons" })).toBeVisible();
});

test("a form that is refused leads to what is wrong with it", async ({ page, server }) => {
  await desk(page, server, "/accounts");
  await page.setViewportSize({ width: 1024, height: 480 });
  await page.getByRole("main").getByRole("button", { name: "New account" }).first().click();
  const form = page.getByRole("dialog");
  const create = form.getByRole("button", { name: "Create account" });
  await form.locator("summary").click();
  await form.getByRole("textbox").last().fill("Far below");
  await create.click();
  const name = form.getByRole("textbox", { name: "Name", exact: true });
  await expect(name).toBeFocused();
  await expect(name).toBeInViewport({ ratio: 1 });
});

test("what comes about elsewhere is not offered as new", async ({ page, server }) => {
  await desk(page, server, "/orders");
  await expect(page.getByRole("heading", { level: 1, name: "Orders" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^New order/ })).toHaveCount(0);
});

test("a line of the timeline stays as it is while others come", async ({ page, server }) => {
  const { north } = await desk(page, server);
  await visit(page, server, `/accounts/${north.id}`);
  await expect(page.locator(".fact").filter({ hasText: "Last touch" })).toContainText("No call");
  const write = async (text: string) => {
    await page.getByRole("textbox", { name: "Note" }).fill(text);
    await page.keyboard.press("Control+Enter");
    await expect(page.getByRole("listitem").filter({ hasText: text })).toBeVisible();
  };
  await write("Closed on Fridays.");
  const first = page.getByRole("listitem").filter({ hasText: "Closed on Fridays." });
  await synced(page);
  await first.evaluate((line) => line.setAttribute("data-same", ""));
  await write("Open on Sundays.");
  await synced(page);
  await expect(page.locator(".entry").first()).toContainText("Open on Sundays.");
  await expect(first, "no line is made again").toHaveAttribute("data-same");
  await expect(page.locator(".fact").filter({ hasText: "Last touch" }), "a note is no call").toContainText("No call");
  await post(page, server, "activities", { kind: "call", outcome: "reached", subject: "Flour", account: north.id, at: new Date(Date.now() - 60_000).toISOString() });
  await expect(page.locator(".fact").filter({ hasText: "Last touch" })).not.toContainText("No call");
});

test("a person of whom nothing is written opens on what is there", async ({ page, server }) => {
  await desk(page, server);
  const { items } = await rest(page, server, "contacts?limit=50");
  const [one, other] = items;
  const { items: stages } = await rest(page, server, "stages?limit=100");
  const [{ id: stage, pipeline }] = stages;
  await post(page, server, "opportunities", { name: "Flour", stage, pipeline, contacts: [other.id] });
  await post(page, server, "tasks", { subject: "Call back", contact: one.id, done: true, done_at: new Date().toISOString() });
  await visit(page, server, `/contacts/${one.id}`);
  // It was made last: once it is here, the deal is.
  await expect(page.getByRole("tabpanel")).toContainText("Call back");
  await expect(page.getByRole("tab", { name: "Timeline" }), "a task that is done is written there").toHaveAttribute("aria-selected", "true");
  await visit(page, server, `/contacts/${other.id}`);
  await expect(page.getByRole("tab", { name: "Timeline" })).toHaveAttribute("aria-selected", "false");
});

test("people are sorted by family name", async ({ page, server }) => {
  await signIn(page, server, OWNER, "/settings");
  for (const [first_name, last_name] of [["Ada", "Winter"], ["Zoe", "Autumn"], ["Bo", "Winter"]]) await post(page, server, "contacts", { first_name, last_name });
  await visit(page, server, "/contacts");
  const names = page.locator(".list__title");
  await expect(names).toHaveText(["Zoe Autumn", "Ada Winter", "Bo Winter"]);
  await expect(page.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "ascending");
});

test("Ctrl and Enter create from any field, long text too", async ({ page, server, hasTouch }) => {
  test.skip(Boolean(hasTouch), "a finger has no Ctrl");
  await desk(page, server, "/accounts");
  await page.keyboard.press("n");
  const form = page.getByRole("dialog");
  await form.getByRole("textbox", { name: "Name" }).fill("Harbour Cranes");
  await form.getByText(/more fields/).click();
  await form.locator("textarea").last().fill("One line\nand another");
  await form.locator("textarea").last().press("Control+Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Harbour Cranes" })).toBeVisible();
});

test("a list is walked before anything in it has the focus, and only one line is a stop of Tab", async ({ page, server, hasTouch }) => {
  test.skip(Boolean(hasTouch), "by keyboard");
  await desk(page, server);
  await page.keyboard.press("j");
  await expect(row(page, "Ada Number0")).toBeFocused();
  const { user } = await (await page.request.get(`${server.url}/api/session`)).json();
  const { items: [{ id: account }] } = await rest(page, server, "accounts?limit=1");
  for (const subject of ["One", "Two", "Three"]) {
    await post(page, server, "tasks", { subject, account, owner: user });
    await post(page, server, "activities", { kind: "call", subject, account, owner: user, at: "2026-01-02T10:00:00Z" });
  }
  for (const path of ["/tasks", "/activities"]) {
    await visit(page, server, path);
    const lines = page.locator("[data-at]");
    await expect(lines).toHaveCount(3);
    await page.keyboard.press("ArrowDown");
    await expect(lines.first()).toBeFocused();
    await page.keyboard.press("j");
    await expect(lines.nth(1)).toBeFocused();
    const stops = lines.evaluateAll((all) => all.map((line) => [line, ...line.querySelectorAll("a[href], button, input")].filter((el) => (el as HTMLElement).tabIndex >= 0 && !el.closest("[popover]")).length));
    const [before, active, after] = await stops;
    expect([before, after], path).toEqual([0, 0]);
    expect(active, path).toBeGreaterThan(2);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("complementary")).toBeVisible();
  }
});

test("where there is nothing to walk, and before a dialog, the arrows are the browser's", async ({ page, server, hasTouch }) => {
  test.skip(Boolean(hasTouch), "by keyboard");
  await desk(page, server, "/leads");
  await page.evaluate(() => addEventListener("keydown", (pressed) => Object.assign(globalThis, { pressed })));
  const taken = async () => {
    await page.keyboard.press("ArrowDown");
    return page.evaluate(() => (globalThis as unknown as { pressed?: Event }).pressed?.defaultPrevented);
  };
  await expect(page.getByRole("heading", { level: 1, name: "Leads" })).toBeAttached();
  expect(await taken(), "an empty list").toBe(false);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Contacts" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Contacts" })).toBeFocused();
  await page.keyboard.press("?");
  const help = page.getByRole("dialog");
  await help.getByRole("heading").first().click();
  expect(await taken(), "behind a dialog").toBe(false);
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  expect(await taken(), "a list that has something takes them").toBe(true);
  await expect(row(page, "Ada Number0")).toBeFocused();
});

test("tabs of what there is stand before those of what there is none of", async ({ page, server }) => {
  const { south } = await desk(page, server);
  await visit(page, server, `/accounts/${south.id}`);
  const counts = page.locator(".tabs__count");
  await expect(page.getByRole("tab", { name: /^People\s*5/ })).toBeVisible();
  const all = (await counts.allInnerTexts()).map(Number);
  const first = all.indexOf(0);
  expect(first, "some hold something, others do not").toBeGreaterThan(0);
  expect(all.slice(first).every((count) => count === 0), all.join()).toBe(true);
});

test("on a narrow screen the parts of the settings stand in one row, and the one that is open is seen", async ({ page, server }) => {
  await signIn(page, server, OWNER);
  await page.setViewportSize({ width: 768, height: 1024 });
  await visit(page, server, "/settings/deleted");
  const links = page.getByRole("navigation", { name: "Settings", exact: true }).getByRole("link");
  await expect(links.last()).toHaveAttribute("aria-current", "page");
  await expect(links.last()).toBeInViewport({ ratio: 0.99 });
  const tops = await links.evaluateAll((all) => all.map((link) => Math.round(link.getBoundingClientRect().top)));
  expect(new Set(tops).size).toBe(1);
});

test("on a narrow touch screen a task takes two lines", async ({ page, server, hasTouch }) => {
  test.skip(!hasTouch, "a mouse needs less room");
  const { north } = await desk(page, server);
  const { user } = await (await page.request.get(`${server.url}/api/session`)).json();
  const { items: [{ id: contact }] } = await rest(page, server, "contacts?limit=1");
  const [{ id: stage, pipeline }] = (await rest(page, server, "stages?limit=100")).items;
  const deal = await post(page, server, "opportunities", { name: "Flour for all the mills of the north", account: north.id, stage, pipeline });
  const subject = "Ask for references of the last three years";
  await post(page, server, "tasks", { subject, account: north.id, contact, opportunity: deal.id, owner: user });
  await page.setViewportSize({ width: 768, height: 1024 });
  await visit(page, server, "/tasks");
  const line = page.getByRole("listitem").filter({ hasText: subject });
  const { height } = (await line.boundingBox())!;
  expect(height).toBeLessThanOrEqual(66);
  const middle = async (name: string) => {
    const { y, height } = (await line.getByRole("link", { name }).boundingBox())!;
    return y + height / 2;
  };
  expect(await middle(deal.name), "the deal below the subject").toBeGreaterThan((await middle(subject)) + 10);
});

test("who may change people gives one a sign-in on the person's page", async ({ page, server, playwright }) => {
  await signIn(page, server, OWNER);
  const { items: roles } = await rest(page, server, "roles?limit=20");
  const role = roles.find(({ key }) => key === "rep").id;
  const [ada, bo] = [{ name: "Ada Quay", email: "ada@example.com", role }, { name: "Bo Pier", role }];
  const [{ id }, without] = [await post(page, server, "users", ada), await post(page, server, "users", bo)];
  await visit(page, server, `/users/${without.id}`);
  await expect(page.getByRole("heading", { level: 1, name: bo.name })).toBeVisible();
  await expect(page.getByRole("button", { name: "Give sign-in" }), "there is no address to sign in with").toHaveCount(0);
  await visit(page, server, `/users/${id}`);
  await page.getByRole("button", { name: "Give sign-in" }).click();
  const dialog = page.getByRole("dialog", { name: "Give Ada Quay a sign-in" });
  await dialog.getByLabel("New password").fill("four plain words here");
  await dialog.getByRole("button", { name: "Give sign-in" }).click();
  await expect(news(page)).toContainText("Ada Quay can sign in now");
  const other = await playwright.request.newContext({ baseURL: server.url });
  const answer = await other.post("/api/session", { data: { email: ada.email, password: "four plain words here" } });
  expect(answer.status()).toBe(201);
  await other.dispose();
});

test("what is half typed is there again", async ({ page, server }) => {
  const { north } = await desk(page, server);
  await visit(page, server, `/accounts/${north.id}`);
  await page.getByRole("textbox", { name: "Note" }).fill("They are about to");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Contacts" }).click();
  await page.goBack();
  await expect(page.getByRole("textbox", { name: "Note" })).toHaveValue("They are about to");
});

test("tasks are added, put off and done by keyboard", async ({ page, server }) => {
  await desk(page, server, "/tasks");
  await page.keyboard.press("n");
  await page.keyboard.type("Call the mill");
  await page.keyboard.press("Enter");
  const today = page.getByRole("region", { name: "Today" });
  await expect(today.getByRole("link", { name: "Call the mill" })).toBeVisible();
  await today.getByRole("listitem").focus();
  await page.keyboard.press("s");
  await page.getByRole("menuitem", { name: "In three days" }).press("Enter");
  await expect(page.getByRole("region", { name: "In the next seven days" }).getByRole("link", { name: "Call the mill" })).toBeVisible();
  await page.getByRole("listitem").filter({ hasText: "Call the mill" }).focus();
  await page.keyboard.press("e");
  await expect(page.getByRole("region", { name: "Done lately" }).getByRole("link", { name: "Call the mill" })).toBeVisible();
});

test("what is coming up stands first, the soonest on top, and below it what happened, the latest on top", async ({ page, server }) => {
  await signIn(page, server, OWNER, "/settings");
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
  const all = { "Far ahead": 40, "Long ago": -300, "Next call": 1, "Latest visit": -1, "After next": 3 };
  for (const [subject, days] of Object.entries(all)) await post(page, server, "activities", { kind: "call", subject, at: day(days) });
  await visit(page, server, "/activities?whose=all");
  const titles = (name: string) => page.getByRole("region", { name }).getByRole("link").allInnerTexts();
  await expect.poll(() => titles("Coming up")).toEqual(["Next call", "After next", "Far ahead"]);
  expect(await titles("What happened")).toEqual(["Latest visit", "Long ago"]);
});

test("a deleted record is explained, and comes back with undo", async ({ page, server }) => {
  const { south } = await desk(page, server);
  await visit(page, server, `/accounts/${south.id}`);
  await page.getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await expect(page).toHaveURL(/\/accounts$/);
  await expect(row(page, "South Dairy")).toBeHidden();
  await page.goBack();
  await expect(page.getByRole("heading", { name: "This account is not here" })).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("heading", { name: "South Dairy" })).toBeVisible();
});

test("stages move, and a stage with deals stays", async ({ page, server }) => {
  await desk(page, server, "/settings/pipelines");
  const names = () => page.getByRole("table").getByRole("row").getByRole("button", { name: /^Name: / }).allTextContents();
  const before = await names();
  await page.getByRole("button", { name: "Move Engaging up" }).click();
  await expect.poll(names).toEqual([before[1], before[0], ...before.slice(2)]);
  await page.keyboard.press("Control+z");
  await expect.poll(names).toEqual(before);
  // A deal stalls where it is open, not where it ends.
  const stage = (name: string) => page.getByRole("table").getByRole("row").filter({ has: page.getByRole("button", { name: `Name: ${name}` }) });
  const stalls = /Stalls after/;
  await expect(stage("Engaging").getByRole("button", { name: stalls })).toHaveCount(1);
  for (const end of ["Won", "Lost"]) {
    await expect(stage(end).getByRole("button", { name: /Kind/ })).toHaveCount(1);
    await expect(stage(end).getByRole("button", { name: stalls })).toHaveCount(0);
  }
});

test("who may only read sees nothing to press", async ({ page, server, device }) => {
  await server.stop();
  await server.addUser({ email: "reader@example.com", name: "Rita Reader", role: "read-only", password: "a reader's long password" });
  await server.start();
  const { north } = await desk(page, server);
  const theirs = await (await device()).open();
  await signIn(theirs, server, { email: "reader@example.com", password: "a reader's long password" }, `/accounts/${north.id}`);
  await expect(theirs.getByRole("heading", { name: /North Mills|not here/ })).toBeVisible();
  await expect(theirs.getByRole("button", { name: /^(Sector|Edit Owner)/ })).toHaveCount(0);
  await expect(theirs.getByRole("button", { name: /^New / })).toHaveCount(0);
  await visit(theirs, server, "/pipeline");
  await expect(theirs.getByRole("radio", { name: "Board" })).toBeAttached();
  await expect(theirs.getByRole("button", { name: /^New / })).toHaveCount(0);
  await expect(theirs.getByRole("link", { name: /^Import/ })).toHaveCount(0);
  expect(await find(theirs, "settings")).toBeDefined();
  await expect(theirs.getByRole("option", { name: /^Settings/ }).first()).toBeVisible();
  await theirs.getByRole("dialog").getByRole("combobox").fill("import");
  await expect(theirs.getByRole("option", { name: /^Settings/ })).toHaveCount(0);
  await expect(theirs.getByRole("option", { name: /^Import/ })).toHaveCount(0);
  await visit(theirs, server, "/import?entity=account");
  await expect(theirs.getByRole("heading", { name: "Importing is not part of your role" })).toBeVisible();
  await expect(theirs.getByLabel(/Choose a file/)).toHaveCount(0);
  await expectAccessible(theirs);
  await visit(theirs, server, "/knowledge/new");
  await expect(theirs.getByText("This article is not yours to write")).toBeVisible();
  await expect(theirs.getByRole("button", { name: "Save" })).toHaveCount(0);
  // Whoever may enter something is led there as before.
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Import" })).toBeAttached();
  await page.keyboard.press("g");
  await page.keyboard.press("i");
  await expect(page.getByLabel(/Choose a file/)).toBeAttached();
});

for (const path of ["/accounts", "/contacts", "/products", "/tasks", "/activities", "/settings", "/settings/people", "/settings/pipelines"]) {
  test(`axe finds nothing on ${path}`, async ({ page, server }) => {
    await desk(page, server, path);
    await expectAccessible(page);
  });
}

test("axe finds nothing on a record, beside its list, in a form, in an editor", async ({ page, server }) => {
  const { north } = await desk(page, server, "/contacts");
  await row(page, "Ada Number0").focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("complementary", { name: "Contact" })).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press("n");
  await expect(page.getByRole("dialog", { name: "New contact" })).toBeVisible();
  await expectAccessible(page);
  await visit(page, server, `/accounts/${north.id}`);
  await expectAccessible(page);
  await page.getByRole("button", { name: /^Lifecycle/ }).click();
  await expectAccessible(page);
  await page.keyboard.press("Escape");
  for (const part of ["Subsidiaries", "People", "Deals", "Tasks"]) {
    await page.getByRole("tab", { name: new RegExp(`^${part}`) }).click();
    await expectAccessible(page);
  }
});

test("a record that nothing belongs to shows its fields once", async ({ page, server }) => {
  await signIn(page, server, OWNER);
  const lead = await post(page, server, "leads", { title: "Two cranes", status: "new", person: "Ada Quay", company: "Harbour Cranes" });
  await visit(page, server, `/leads/${lead.id}`);
  await expect(page.getByRole("heading", { level: 1, name: "Two cranes" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Person: Ada Quay/ })).toHaveCount(1);
  await expect(page.getByRole("tab")).toHaveCount(0);
});

test("under its day, an entry of the timeline says the time, and on its own page a record is not named", async ({ page, server }) => {
  const { north } = await desk(page, server);
  await post(page, server, "activities", { kind: "call", subject: "Asked about spares", account: north.id, at: "2024-03-05T10:05:00Z" });
  await visit(page, server, `/accounts/${north.id}`);
  const entry = page.getByRole("listitem").filter({ hasText: "Asked about spares" });
  await expect(entry.locator("time")).toHaveText(/:05/);
  await expect(page.getByText("Created this account")).toBeVisible();
});
