// The real sales opportunities of `../shared/data`, through the wizard as a person takes them: what it asks is answered
// once, the published figures come out at the server, on the device and on the board, and once more changes nothing.
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { every, go, rest, signIn, sync, synced } from "../lib/app.mjs";
import { expect, OWNER, test } from "../lib/test.mjs";
import { checkRows, choose, figure, importButton } from "../lib/wizard.mjs";

const FOLDER = fileURLToPath(new URL("../../../shared/data/crm-sales-opportunities/", import.meta.url));
const file = (name) => FOLDER + name;

/** What is published beside the files. */
const STAGES = { Prospecting: 500, Engaging: 1589, Won: 4238, Lost: 2473 };
const WON = 10_005_534;
const WON_BY_PRO = 3_510_578;
const WITHOUT_ACCOUNT = 1425;

test.skip(() => {
  const absent = !existsSync(FOLDER);
  if (absent) console.warn(`skipped: ${FOLDER} is absent`);
  return absent;
}, "the real data are not there");
test.setTimeout(240_000);

/** The rows of a file without quotation marks, by column. */
function rows(name) {
  const [head, ...lines] = readFileSync(file(name), "utf8").trim().split(/\r?\n/).map((line) => line.split(","));
  return lines.map((cells) => Object.fromEntries(head.map((column, at) => [column, cells[at]])));
}

/** Chooses a file and has its rows checked as the wizard suggests. */
async function check(page, name, what) {
  await choose(page, file(name));
  await expect(page.getByRole("combobox", { name: "What each row is" }).locator("option:checked")).toHaveText(what);
  await checkRows(page);
}

/** The product file writes `GTX Pro`, the pipeline file `GTXPro`: one confirmation for all of its rows. */
async function confirmPro(page) {
  const questions = page.getByRole("region", { name: "Please confirm" });
  await expect(questions).toContainText("“GTXPro” in “product” (1,480 rows)");
  await expect(questions.getByRole("button", { name: /^It is / })).toHaveText(["It is GTX Pro"]);
  await questions.getByRole("button", { name: "It is GTX Pro" }).click();
  await page.getByRole("button", { name: "Check again" }).click();
  await expect(questions).toBeHidden();
  await expect(importButton(page)).toBeVisible({ timeout: 30_000 });
}

/** Carries the import out, and waits until the server has it. */
async function carryOut(page, said) {
  await importButton(page).click();
  await expect(page.getByRole("heading", { name: "Imported" })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("main")).toContainText(said);
  await synced(page, 60_000);
}

const another = (page) => page.getByRole("button", { name: "Import another file" }).click();

/** A column of the board: how many deals, and what they are worth in all. */
async function column(page, name, deals, total) {
  const head = page.locator(".stage").filter({ has: page.getByRole("list", { name, exact: true }) }).locator(".stage__head");
  await expect(head.locator(".stage__count")).toHaveText(deals.toLocaleString("en-US"));
  if (total === undefined) return;
  await head.locator(".stage__total").hover();
  await expect(page.getByRole("tooltip").filter({ hasText: "In all" })).toHaveText(`In all: $${total.toLocaleString("en-US")}`);
}

const sum = (deals) => deals.reduce((total, { amount }) => total + Number(amount?.amount ?? 0), 0);
const byId = (records) => new Map(records.map((record) => [record.id, record]));

test("four files go in by the wizard, and the published figures come out", async ({ server, page }) => {
  await signIn(page, server, OWNER);

  await test.step("accounts, products, and people in their teams", async () => {
    await check(page, "accounts.csv", "Accounts");
    await carryOut(page, "85 created.");
    await another(page);
    await check(page, "products.csv", "Products");
    await carryOut(page, "7 created, 3 linked records created.");
    await another(page);
    await check(page, "sales_teams.csv", "People");
    await carryOut(page, "35 created, 15 linked records created.");
    await another(page);
  });

  await test.step("the deals, with one confirmation", async () => {
    await check(page, "sales_pipeline.csv", "Deals");
    await expect(figure(page, "wait for your answer")).toContainText("1,480");
    await confirmPro(page);
    await expect(figure(page, "to create")).toContainText("8,800");
    await expect(figure(page, "with problems")).toContainText("0");
    await carryOut(page, "8,800 created.");
  });

  await test.step("the server has what the files say", () => figures(page, server));

  await test.step("the device holds what the server holds", async () => {
    await sync(page).getByRole("button").press("Enter");
    await page.getByRole("button", { name: "Verify replica" }).press("Enter");
    await expect(page.getByRole("group", { name: "Sync" }).getByRole("status")).toHaveText(/^All [\d,]+ records on this device equal the server’s\.$/, { timeout: 30_000 });
    await page.keyboard.press("Escape");
  });

  await test.step("the board shows the same", () => board(page));

  await test.step("the same file once more changes nothing", async () => {
    const pushed = [];
    page.on("request", (request) => request.url().endsWith("/api/sync/push") && pushed.push(request.url()));
    await check(page, "sales_pipeline.csv", "Deals");
    await expect(page.getByRole("region", { name: "Please confirm" }), "what was answered is not asked again").toHaveCount(0);
    await expect(figure(page, "unchanged")).toContainText("8,800");
    for (const label of ["to create", "to update", "with problems", "linked records to create"]) await expect(figure(page, label)).toContainText("0");
    await expect(importButton(page)).toBeDisabled();
    expect(pushed).toEqual([]);
    expect((await rest(page, server, "opportunities?limit=1")).total).toBe(8800);
  });
});

/** Everything that is published, as the server tells it. */
async function figures(page, server) {
  const names = ["accounts", "products", "users", "teams", "roles", "stages", "opportunities"];
  const [accounts, products, users, teams, roles, stages, deals] = await Promise.all(names.map((name) => every(page, server, name)));
  expect([accounts.length, products.length, deals.length]).toEqual([85, 7, 8800]);

  const account = byId(accounts);
  const parents = accounts.filter(({ parent }) => parent).map(({ name, parent }) => [name, account.get(parent)?.name]);
  const subsidiaries = rows("accounts.csv").filter((row) => row.subsidiary_of).map((row) => [row.account, row.subsidiary_of]);
  expect(parents.sort()).toEqual(subsidiaries.sort());

  const [team, person, role] = [byId(teams), byId(users), byId(roles)];
  const agents = users.filter((user) => role.get(user.role).key === "rep").map((user) => {
    const own = team.get(user.team);
    return [user.name, person.get(own?.manager)?.name, team.get(own?.parent)?.name];
  });
  expect(agents).toHaveLength(35);
  expect(agents.sort()).toEqual(rows("sales_teams.csv").map((row) => [row.sales_agent, row.manager, row.regional_office]).sort());

  const stage = byId(stages);
  const at = (name) => deals.filter((deal) => stage.get(deal.stage).name === name);
  // By numbers only: to compare thousands of records that differ takes the runner minutes, in which no timeout ends it.
  expect(Object.keys(STAGES).map((name) => [name, at(name).length])).toEqual(Object.entries(STAGES));
  const pro = products.find(({ name }) => name === "GTX Pro");
  expect(sum(at("Won"))).toBe(WON);
  expect(sum(at("Won").filter(({ product }) => product === pro.id))).toBe(WON_BY_PRO);
  expect(deals.filter((deal) => !deal.account).length).toBe(WITHOUT_ACCOUNT);
}

/** The totals as a person reads them, first of all deals, then of one product's. */
async function board(page) {
  await go(page, "Pipeline");
  await expect(page.getByRole("heading", { level: 1, name: "Pipeline" }).locator("..")).toContainText("8,800");
  await column(page, "Prospecting", STAGES.Prospecting);
  await column(page, "Engaging", STAGES.Engaging);
  await column(page, "Won", STAGES.Won, WON);
  await column(page, "Lost", STAGES.Lost, 0);
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("combobox", { name: "Product" }).fill("GTX Pro");
  await page.getByRole("option", { name: "GTX Pro", exact: true }).click();
  await page.keyboard.press("Escape");
  const ofPro = rows("sales_pipeline.csv").filter((deal) => deal.product === "GTXPro" && deal.deal_stage === "Won");
  await column(page, "Won", ofPro.length, WON_BY_PRO);
}
