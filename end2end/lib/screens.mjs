// Every screen and state of the app over the demo workspace, for whoever looks at all of them: the checks of
// `specs/screens.spec.ts` and the pictures of `cargo xtask screenshots`.
import { expect, request } from "@playwright/test";
import { atRest, editField, find, ready, rest, signIn, sync, synced, visit } from "./app.mjs";
import { share } from "./offers.mjs";
import { patch, post } from "./rest.mjs";
import { Server } from "./server.mjs";

/** A file whose import asks, fails in a row and succeeds in others. */
const CSV = [
  "Name,Parent account,Annual revenue,Founded,Shoe size",
  "Harbour Cranes,Deepcliff Transit,1200000,1994,43",
  "Quay Lighting,,830000,not a year,44",
  "Ropes and Sons,,450000,1911,45",
].join("\n");

/** What a tablet says that it is. */
const TABLET = "Mozilla/5.0 (iPad; CPU OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1";

/** The demo workspace, served; and one where nobody has set up anything. */
export class Demo {
  static async start() {
    const [server, fresh] = [await Server.create(), await Server.create()];
    const owner = await server.demo("small");
    await Promise.all([server.start(), fresh.start()]);
    return Object.assign(new Demo(), { server, fresh, owner });
  }

  /** Signs in and learns which records show most. */
  async enter(page) {
    await signIn(page, this.server, this.owner);
    const all = (plural) => rest(page, this.server, `${plural}?limit=1000`).then(({ items }) => items);
    const [accounts, contacts, deals, articles] = [await all("accounts"), await all("contacts"), await all("opportunities"), await all("articles")];
    const [products, models] = [await all("products"), await all("product_models")];
    const most = (records, score) => [...records].sort((a, b) => score(b) - score(a) || (a.id < b.id ? -1 : 1))[0];
    const of = (records, field, id) => records.filter((record) => record[field] === id).length;
    const open = deals.filter(({ probability }) => probability > 0 && probability < 100);
    this.account = most(accounts, ({ id }) => 5 * of(accounts, "parent", id) + 2 * of(open, "account", id) + of(contacts, "account", id));
    this.contact = most(contacts.filter(({ account }) => account === this.account.id), (c) => Object.keys(c).length);
    this.deal = most(open, (deal) => Object.keys(deal).length);
    this.configurable = products.find(({ id }) => models.some(({ product }) => product === id));
    this.unmade = products.find(({ id }) => !models.some(({ product }) => product === id));
    this.bicycle = products.find(({ code }) => code === "BI-MERIDIAN");
    this.bicycleModel = models.find(({ product }) => product === this.bicycle.id);
    this.products = products.filter(({ family }) => family === products[0].family);
    this.article = most(articles, ({ body }) => body?.length ?? 0);
    const [quotes, lines, orders] = [await all("quotes"), await all("quote_lines"), await all("orders")];
    const longest = (status) => most(quotes.filter((quote) => quote.status === status), ({ id }) => of(lines, "quote", id));
    [this.draft, this.sent, this.accepted] = ["draft", "sent", "accepted"].map(longest);
    this.order = orders.find(({ status }) => status === "partly_delivered");
  }

  async remove() {
    await Promise.all([this.server.remove(), this.fresh.remove()]);
  }
}

const row = (page) => page.getByRole("grid").getByRole("row").nth(3);
const open = (path) => (page, demo) => visit(page, demo.server, typeof path === "string" ? path : path(demo));
/** A state that a few acts lead to from an address. */
const then = (path, act) => async (page, demo) => {
  await open(path)(page, demo);
  await act(page, demo);
};
const beside = (page) => expect(page.getByRole("complementary").getByRole("heading", { level: 2 }).first()).toBeVisible();
const press = (page, name) => page.getByRole("main").getByRole("button", { name }).first().click();
const dialog = (page) => expect(page.getByRole("dialog").filter({ visible: true }).first()).toBeVisible();
const record = (kind, plural) => (demo) => `/${plural}/${demo[kind].id}`;
/** Fields stand beside the timeline where there is room, and behind a tab where there is none. */
const fields = async (page) => {
  await expect(page.getByRole("main").getByRole("tab").first()).toBeVisible();
  const tab = page.getByRole("main").getByRole("tab", { name: "Fields" });
  if (await tab.isVisible()) await tab.click();
};
const tab = (name) => then(record("account", "accounts"), (page) => page.getByRole("tab", { name }).click());
/** The configurator once the workshop has answered. */
const checks = (page) => page.getByRole("complementary", { name: "Checks" });
/** The editor of a draft of the bicycle's model. */
const modeller = (query) => async (page, demo) => {
  demo.bicycleDraft ??= await post(page, demo.server, "product_models", { product: demo.bicycle.id, version: 7, status: "draft", source: demo.bicycleModel.source });
  const rules = JSON.parse(demo.bicycleModel.source).rules;
  const table = rules.findIndex(({ says }) => says.table);
  await open(`/products/${demo.bicycle.id}?model=${demo.bicycleDraft.id}${query.replace("TABLE", `/rules/${table}`)}`)(page, demo);
  await expect(checks(page)).toContainText("possible products");
};
const configure = (query) => async (page, demo) => {
  await open(`/configure/${demo.bicycle.id}${query}`)(page, demo);
  await expect(page.getByRole("complementary", { name: "Your product" }).getByText(/products left|cannot be built/)).toBeVisible();
};
const reach = (step) => then("/import", async (page) => {
  for (const act of IMPORT.slice(0, step)) await act(page);
});

const IMPORT = [
  async (page) => {
    await page.locator("input[type=file]").setInputFiles({ name: "accounts.csv", mimeType: "text/csv", buffer: Buffer.from(CSV) });
    await expect(page.getByRole("button", { name: "Check the rows" })).toBeVisible();
  },
  async (page) => {
    await page.getByRole("button", { name: "Check the rows" }).click();
    await expect(page.getByRole("button", { name: "Back to the columns" })).toBeVisible();
  },
  async (page) => {
    await page.getByRole("button", { name: /^Import (one|\d+) record/ }).click();
    await expect(page.getByRole("heading", { name: "Imported", exact: true })).toBeVisible();
  },
  async (page) => {
    await page.getByRole("button", { name: "Undo the import" }).click();
    await expect(page.getByRole("heading", { name: "The import was undone" })).toBeVisible();
    await synced(page);
  },
];

/** Before anybody has signed in: `[name, open]`. */
export const BEFORE = [
  ["sign-in", open("/sign-in")],
  ["sign-in-wrong", then("/sign-in", async (page) => {
    await page.getByRole("textbox", { name: "E-mail" }).fill("nobody@demo.example");
    await page.getByRole("textbox", { name: "Password" }).fill("not the password");
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByRole("alert")).toContainText("do not belong together");
  })],
  ["set-up", (page, demo) => visit(page, demo.fresh, "/")],
  ["set-up-people", async (page, demo) => {
    await visit(page, demo.fresh, "/");
    await page.getByText("Who can sign in to it").click();
    await expect(page.getByText("rep@demo.example")).toBeVisible();
  }],
];

/** As the owner of the demo workspace: `[name, open]`. */
export const SCREENS = [
  ["pipeline", open("/pipeline")],
  ["pipeline-list", then("/pipeline", (page) => page.getByRole("radio", { name: "List" }).check({ force: true }))],
  ["pipeline-beside", then((demo) => `/pipeline?open=${demo.deal.id}`, (page) => beside(page))],
  ["pipeline-filters", then("/pipeline", (page) => press(page, /^Filter/))],
  ["pipeline-none", open("/pipeline?filter=name:is:no-such-deal")],
  ["accounts", open("/accounts")],
  ["accounts-selected", then("/accounts", async (page) => {
    await row(page).focus();
    for (const key of ["x", "j", "x"]) await page.keyboard.press(key);
    await expect(page.getByText("2 selected")).toBeVisible();
  })],
  ["accounts-filter", then("/accounts", (page) => page.keyboard.press("f"))],
  ["accounts-none", then("/accounts", async (page) => {
    await page.getByRole("searchbox", { name: "Find in this list" }).fill("zzzzzz");
    await expect(page.getByRole("heading", { name: "No accounts match" })).toBeVisible();
  })],
  ["accounts-beside", then("/accounts", async (page) => {
    await row(page).focus();
    await page.keyboard.press("Enter");
    await beside(page);
  })],
  ["accounts-new", then("/accounts", async (page) => {
    await press(page, "New account");
    await dialog(page);
  })],
  ["account", open(record("account", "accounts"))],
  ["account-subsidiaries", tab(/^Subsidiaries/)],
  ["account-people", tab(/^People/)],
  ["account-deals", tab(/^Deals/)],
  ["account-menu", then(record("account", "accounts"), (page) => press(page, "More actions"))],
  ["account-fields", then(record("account", "accounts"), fields)],
  ["account-editing", then(record("account", "accounts"), async (page) => {
    await fields(page);
    await press(page, /^Lifecycle/);
  })],
  ["account-gone", open("/accounts/01JZZZZZZZZZZZZZZZZZZZZZZZ")],
  ["contacts", open("/contacts")],
  ["leads", open("/leads")],
  ["contact", open(record("contact", "contacts"))],
  ["deal", open(record("deal", "opportunities"))],
  ["quotes", open("/quotes")],
  ["quote-draft", open(record("draft", "quotes"))],
  ["quote-why", then(record("draft", "quotes"), (page) => press(page, /^How the price of/))],
  ["quote-adding", then(record("draft", "quotes"), (page) => page.getByRole("combobox", { name: "Add a product" }).click())],
  ["quote-sent", open(record("sent", "quotes"))],
  ["quote-accepting", then(record("sent", "quotes"), async (page) => {
    await press(page, "Accepted");
    await dialog(page);
  })],
  ["quote-link", then(record("sent", "quotes"), async (page) => {
    await share(page);
    await dialog(page);
  })],
  ["quote-accepted", open(record("accepted", "quotes"))],
  // Goes on from a draft: what needs an approval says so.
  ["quote-approval", then(record("draft", "quotes"), async (page) => {
    const discount = page.getByRole("textbox", { name: /^Discount on/ }).first();
    await discount.fill("20");
    await discount.press("Enter");
    await expect(page.getByRole("region", { name: "Approvals" })).toBeVisible();
  })],
  ["orders", open("/orders")],
  ["order", open(record("order", "orders"))],
  ["price-books", open("/price_books")],
  ["tasks", open("/tasks?whose=all")],
  ["tasks-none-own", open("/tasks")],
  ["activities", open("/activities?whose=all")],
  ["activities-none-own", open("/activities")],
  ["knowledge", open("/knowledge")],
  ["knowledge-reader", open(record("article", "knowledge"))],
  ["knowledge-editor", then(record("article", "knowledge"), (page) => press(page, "Edit"))],
  ["knowledge-none", open("/knowledge?q=zzzzzz")],
  ["products", open("/products")],
  ["products-narrowed", then("/products?q=wayfarer", async (page) => {
    const filters = page.getByRole("button", { name: "Filters" });
    if (await filters.isVisible()) await filters.click();
    await page.getByRole("group", { name: "Frame material" }).getByRole("checkbox", { name: "Steel" }).check();
    await page.getByRole("checkbox", { name: /^Compare/ }).first().check();
  })],
  ["products-none", open("/products?q=zzzzzz")],
  ["products-table", open("/products?layout=table")],
  ["products-comparison", open((demo) => `/products/compare?with=${demo.products.slice(0, 3).map(({ id }) => id).join(",")}`)],
  ["products-comparison-empty", open("/products/compare")],
  ["product", open((demo) => `/products/${demo.configurable.id}`)],
  ["product-models", then((demo) => `/products/${demo.configurable.id}`, (page) => page.getByRole("tab", { name: /^Models/ }).click())],
  // Goes on from the screen before.
  ["product-model-draft", async (page) => {
    await press(page, "New draft");
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(/^Model of /);
    await expect(checks(page)).toContainText("Nothing to choose yet");
  }],
  ["model-choices", modeller("&part=choices&at=/attributes/1")],
  ["model-rules", modeller("&part=rules&at=/rules/1")],
  ["model-table", modeller("&part=rules&at=TABLE")],
  ["model-tests", modeller("&part=tests&at=/tests/0")],
  ["model-presets", modeller("&part=presets&at=/presets/0")],
  ["model-source", modeller("&part=source")],
  ["configure", configure("")],
  ["configure-why", async (page, demo) => {
    await configure("?choose=use:cargo")(page, demo);
    await page.getByRole("radio", { name: /Why not/ }).first().click();
    await expect(page.getByText("does not go with your choices.")).toBeVisible();
  }],
  ["configure-conflict", configure("?choose=use:cargo,frame:carbon,gone:away")],
  ["configure-compare", async (page, demo) => {
    await configure("?choose=use:cargo&beside=preset:commuter,preset:tourer")(page, demo);
    await expect(page.getByRole("columnheader").nth(2)).toContainText("€");
  }],
  ["configure-none", open((demo) => `/configure/${demo.unmade.id}`)],
  ["search", then("/search?q=delivery", (page) => expect(page.getByRole("main").getByRole("radiogroup"), "all is indexed").toBeVisible())],
  ["search-empty", open("/search")],
  ["search-none", open("/search?q=zzzzzz")],
  ["palette", then("/contacts", async (page) => expect(await find(page, "delivery")).not.toHaveCount(0))],
  ["palette-start", then("/contacts", async (page) => {
    await page.keyboard.press("Control+k");
    await dialog(page);
  })],
  ["keys", then("/contacts", async (page) => {
    await page.keyboard.press("?");
    await dialog(page);
  })],
  ["person-menu", then("/contacts", (page) => page.getByRole("button", { name: /and this device$/ }).click())],
  ["sync-panel", then("/contacts", (page) => sync(page).getByRole("button").click())],
  ["import", reach(0)],
  ["import-columns", reach(1)],
  ["import-review", reach(2)],
  ["import-done", reach(3)],
  // Goes on from the screen before.
  ["import-undone", IMPORT[3]],
  ["attention-none", open("/needs-attention")],
  ["settings", open("/settings")],
  ["settings-devices", then("/settings/devices", async (page, demo) => {
    const { email, password } = demo.owner;
    const tablet = await request.newContext({ userAgent: TABLET });
    await tablet.post(`${demo.server.url}/api/session`, { data: { email, password } });
    await tablet.dispose();
    await page.reload();
    await expect(page.getByRole("button", { name: "Sign out Safari on iPad" })).toBeVisible();
  })],
  ["settings-firm", open("/settings/firm")],
  ["settings-people", open("/settings/people")],
  ["settings-pipelines", open("/settings/pipelines")],
  ["settings-public", open("/settings/public")],
  ["settings-deleted", open("/settings/deleted")],
  ["not-found", open("/nowhere/at/all")],
  ["offline", async (page, demo) => {
    await open("/contacts")(page, demo);
    await page.context().setOffline(true);
    await expect(sync(page)).toHaveText(/^Offline/, { timeout: 30_000 });
    await sync(page).getByRole("button").click();
  }],
  // Goes on from the screen before: one edit waits here while the same field changes on the server.
  ["attention", async (page, demo) => {
    await page.context().setOffline(false);
    await open(record("contact", "contacts"))(page, demo);
    await synced(page);
    await page.context().setOffline(true);
    await fields(page);
    await editField(page, "Job title", "Head of purchasing");
    // Only what is kept here already can meet the other value.
    await expect(sync(page)).toHaveText(/^Offline · 1 waiting/, { timeout: 30_000 });
    await patch(page, demo.server, `contacts/${demo.contact.id}`, { title: "Purchasing lead" });
    await page.context().setOffline(false);
    await expect(sync(page)).toHaveText(/^Needs attention 1/, { timeout: 30_000 });
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /Needs attention/ }).click();
    await expect(page.getByRole("list", { name: "Needs attention" }).getByRole("listitem")).toHaveCount(1);
  }],
];

/** Waits until the screen stands: fonts are there, data is drawn, nothing moves any more. */
export async function settled(page) {
  await ready(page);
  await page.evaluate(() => document.fonts.ready);
  await atRest(page);
}
