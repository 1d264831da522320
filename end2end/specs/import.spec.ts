// Files that people choose by mistake or that another system wrote badly: the wizard says what is wrong
// with which row, gives the rows back as a file, and writes nothing that it was not told to write.
import { readFile } from "node:fs/promises";
import { go, rest, signIn, sync, synced } from "../lib/app.mjs";
import { expect, NETWORK, OWNER, test } from "../lib/test.mjs";
import { storedWork } from "../lib/replica.mjs";
import { post } from "../lib/rest.mjs";
import { checkRows, choose, figure, importButton } from "../lib/wizard.mjs";

const csv = (text: string | Buffer, name = "accounts.csv") => ({ name, mimeType: "text/csv", buffer: Buffer.from(text as string) });
const failures = (page) => page.getByRole("region", { name: "Rows with problems" });

/** Says what the rows are, and has them checked. */
async function check(page, entity = "Accounts") {
  await page.getByRole("combobox", { name: "What each row is" }).selectOption({ label: entity });
  await checkRows(page);
}

/** The rows that cannot be imported, as the wizard gives them back. */
async function givenBack(page) {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save these rows as a file" }).click();
  return readFile(await (await download).path(), "utf8");
}

/** Nothing was written: neither on the device nor at the server. */
async function unharmed(page, server, before) {
  await expect(sync(page)).toHaveText(/^Synced/);
  expect(await storedWork(page)).toBe(before);
  expect((await rest(page, server, "accounts?limit=1")).total).toBe(1);
}

/** A signed-in owner with one account, and what the device then holds. */
async function desk(page, server) {
  await signIn(page, server, OWNER);
  const account = await post(page, server, "accounts", { name: "Acme", number: "A-1" });
  await go(page, "Accounts");
  await expect(page.getByRole("grid").getByText("Acme")).toBeVisible();
  await synced(page);
  return { account, before: await storedWork(page) };
}

test.describe("a file that is no table is refused in words", () => {
  const files = {
    "an empty file": [csv(""), /The file is empty/],
    "a picture": [csv(Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1"), "picture.csv"), /not a text file/],
    "a workbook": [csv(Buffer.from("PK\x03\x04\0\0", "latin1"), "book.csv"), /workbook/],
    "bytes of nothing": [csv(Buffer.from(Array.from({ length: 4000 }, (_, at) => (at * 7919) % 32))), /not a text file/],
    "five thousand columns": [csv(`${"x,".repeat(5000)}\n`), /5,?000 columns|5,?001 columns/],
  } as const;
  for (const [name, [file, sentence]] of Object.entries(files)) {
    test(name, async ({ page, server }) => {
      const { before } = await desk(page, server);
      await choose(page, file);
      await expect(page.getByRole("alert").filter({ hasText: sentence })).toBeVisible();
      await expect(page.getByLabel(/Choose a file/), "another can be chosen").toBeEnabled();
      await unharmed(page, server, before);
    });
  }
});

test.describe("a bad row fails with its number and reason, comes back as a file, and writes nothing", () => {
  const cases = {
    "a short row": ["name,sector,phone\nBroken,retail\n", /Row 2: This row has another number of cells \(2\) than there are columns \(3\)/, "Broken"],
    "an open quotation mark": ['name,sector\n"Broken,retail\nBeta,retail\n', /Row 2: The quotation mark opened in line 2 is never closed/, "Broken"],
    "a cell of five million characters": [`name,description\nBroken,${"x".repeat(5_000_000)}\n`, /Row 2: description: This text is too long: it takes 5,?000,?000 bytes/, "Broken"],
    "an absurd year": ["name,founded\nBroken,0044\n", /Row 2: founded: This must lie between 1,?000 and 2,?999/, "Broken"],
    "a negative number": ["name,employees\nBroken,-5\n", /Row 2: employees: This must lie between 0 and/, "Broken"],
    "a script for an address": ["name,website\nBroken,javascript:alert(1)\n", /Row 2: website: This is not a web address/, "Broken"],
    "its own parent": ["name,parent\nBroken,Broken\n", /Row 2: .*A record cannot be its own parent/, "Broken"],
  } as const;
  for (const [name, [text, reason, mark]] of Object.entries(cases)) {
    test(name, async ({ page, server }) => {
      const { before } = await desk(page, server);
      await choose(page, csv(text));
      await check(page);
      await expect(failures(page).getByRole("listitem").filter({ hasText: reason }).first()).toBeVisible();
      await expect(importButton(page), "there is nothing to import").toBeDisabled();
      const rows = await givenBack(page);
      expect(rows.split("\n")[0]).toMatch(/,import_problem$/);
      expect(rows).toContain(mark);
      await unharmed(page, server, before);
    });
  }

  test("absurd and negative dates", async ({ page, server }) => {
    const { before } = await desk(page, server);
    await choose(page, csv("first name,birthday\nAda,1815-12-10\nAl,1990-01-02\nBob,2026-02-30\nCy,0001-01-01\nDi,9999-12-31\nEd,-44-03-15\n", "people.csv"));
    await check(page, "Contacts");
    const reasons = failures(page).getByRole("listitem");
    await expect(reasons).toHaveText([
      /Row 4: birthday: “2026-02-30” is not a date/,
      /Row 5: birthday: The year 1 cannot be right/,
      /Row 6: birthday: The year 9,?999 cannot be right/,
      /Row 7: birthday: “-44-03-15” is not a date/,
    ]);
    await unharmed(page, server, before);
  });

  test("ids and numbers that stand twice", async ({ page, server }) => {
    const { account, before } = await desk(page, server);
    await choose(page, csv("name,account number\nOne,N-1\nTwo,N-2\nThree,N-1\n"));
    await check(page);
    await expect(failures(page).getByRole("listitem")).toHaveText([/Row 4: .*Row 2 of the file is about “n-1” as well. Only the first is imported/i]);
    await page.getByRole("button", { name: "Back to the columns" }).click();
    await page.getByRole("button", { name: "Choose another file" }).click();
    await choose(page, csv(`id,name\n${account.id},Acme\n${account.id},Acme again\n`));
    await check(page);
    await expect(failures(page).getByRole("listitem").filter({ hasText: /Row 3: .*Row 2 of the file/ })).toBeVisible();
    await unharmed(page, server, before);
  });

  test("a link to nothing is asked about, and the row waits", async ({ page, server }) => {
    const { before } = await desk(page, server);
    await choose(page, csv("name,parent account\nDaughter,Nowhere Ltd\n"));
    await check(page);
    const questions = page.getByRole("region", { name: "Please confirm" });
    await expect(questions).toContainText("“Nowhere Ltd” in “parent account” (one row): no account has exactly this name.");
    await expect(figure(page, "wait for your answer")).toContainText("1");
    await expect(importButton(page)).toBeDisabled();
    await unharmed(page, server, before);
    await questions.getByRole("button", { name: "Leave it empty" }).click();
    await page.getByRole("button", { name: "Check again" }).click();
    await importButton(page).click();
    await expect(page.getByRole("heading", { name: "Imported" })).toBeVisible();
    await synced(page);
    expect((await rest(page, server, "accounts?limit=1")).total).toBe(2);
  });
});

test("a file that comes before those that it needs says which are better imported first", async ({ page, server }) => {
  const { before } = await desk(page, server);
  const rows = ["One", "Two", "Three", "Four", "Five"].map((name) => `${name},${name} Works\n`);
  await choose(page, csv(`last name,account\n${rows.join("")}`, "people.csv"));
  await check(page, "Contacts");
  const note = page.getByRole("note");
  await expect(note).toHaveText(/5 names in this file belong to none of the accounts here\. If you have a file of accounts, import it first/);
  await unharmed(page, server, before);
  await note.getByRole("button", { name: "Choose another file" }).click();
  await choose(page, csv("name\nOne Works\nTwo Works\nThree Works\nFour Works\nFive Works\n"));
  await check(page);
  await expect(note).toHaveCount(0);
  await importButton(page).click();
  await page.getByRole("button", { name: "Import another file" }).click();
  await choose(page, csv(`last name,account\n${rows.join("")}`, "people.csv"));
  await check(page, "Contacts");
  await expect(figure(page, "to create")).toContainText("5");
  await expect(note).toHaveCount(0);
});

test("a column whose figures are none is asked about before anything can be imported", async ({ page, server }) => {
  await desk(page, server);
  await choose(page, csv("name,employees\nGood,10\nBetter,many\nBest,few\n"));
  await page.getByRole("combobox", { name: "What each row is" }).selectOption({ label: "Accounts" });
  const question = page.locator(".import__doubt").filter({ hasText: "“employees” holds values like “many”, which cannot go into Employees." });
  await expect(question).toBeVisible();
  const target = page.getByRole("combobox", { name: "Where “employees” goes" });
  await expect(target.locator("option:checked"), "nothing is decided beforehand").toHaveText("Not decided yet");
  await expect(page.getByRole("button", { name: "Check the rows" })).toBeDisabled();
  await expect(page.locator(".import__actions")).toContainText("One question above is still open.");
  await question.getByRole("button", { name: "Leave out" }).click();
  await expect(question).toHaveCount(0);
  await expect(target.locator("option:checked")).toHaveText("Leave out");
  await expect(page.locator(".import__actions")).not.toContainText("open");
  await checkRows(page);
  await importButton(page).click();
  await expect(page.getByRole("heading", { name: "Imported" })).toBeVisible();
  await synced(page);
  expect((await rest(page, server, "accounts?limit=10")).items.map(({ name }) => name).sort()).toEqual(["Acme", "Best", "Better", "Good"]);
});

test("a column whose figures are none is kept, and the rows that do not fit are given back", async ({ page, server }) => {
  await desk(page, server);
  await choose(page, csv("name,employees\nGood,10\nBetter,many\nBest,few\n"));
  await page.getByRole("combobox", { name: "What each row is" }).selectOption({ label: "Accounts" });
  await page.getByRole("button", { name: "Keep the column, give the bad rows back" }).click();
  await expect(page.getByRole("combobox", { name: "Where “employees” goes" }).locator("option:checked")).toHaveText("Employees");
  await checkRows(page);
  const failures = page.getByRole("region", { name: "Rows with problems" });
  await expect(failures).toContainText("Row 3: employees: “many” is not a number in this column’s format.");
  await expect(failures.getByRole("listitem")).toHaveCount(2);
  expect(await givenBack(page)).toContain("Best,few");
  await importButton(page).click();
  await expect(page.getByRole("heading", { name: "Imported" })).toBeVisible();
  await synced(page);
  expect((await rest(page, server, "accounts?limit=10")).items.map(({ name }) => name).sort()).toEqual(["Acme", "Good"]);
});

test("good rows beside bad ones are imported, the bad ones are mended in their file and imported after them", async ({ page, server }) => {
  await desk(page, server);
  await choose(page, csv("name,employees\nGood,10\n=Bad,-1\nBetter,20\n"));
  await check(page);
  await expect(figure(page, "to create")).toContainText("2");
  await expect(figure(page, "with problems")).toContainText("1");
  const rows = await givenBack(page);
  expect(rows).toMatch(/^'=Bad,'-1,employees: /m);
  await importButton(page).click();
  await expect(page.getByRole("heading", { name: "Imported" })).toBeVisible();
  await page.getByRole("button", { name: "Import another file" }).click();
  await choose(page, csv(rows.replace("'-1", "1")));
  await check(page);
  await importButton(page).click();
  await expect(page.getByRole("heading", { name: "Imported" })).toBeVisible();
  await synced(page);
  const { items } = await rest(page, server, "accounts?limit=10");
  expect(items.map(({ name, employees }) => [name, employees ?? null]).sort()).toEqual([["=Bad", 1], ["Acme", null], ["Better", 20], ["Good", 10]]);
});

test("cells that look like formulas or script are text, and leave as text that no spreadsheet runs", async ({ page, server }) => {
  await desk(page, server);
  const nasty = ["=cmd|' /C calc'!A0", "@SUM(1+1)", "+1+cmd", "-2+3", "<script>globalThis.ran=1</script>", '"><img src=x onerror=globalThis.ran=1>'];
  await choose(page, csv(`name\n${nasty.map((name) => `"${name.replaceAll('"', '""')}"`).join("\n")}\n`));
  await check(page);
  await importButton(page).click();
  await expect(page.getByRole("heading", { name: "Imported" })).toBeVisible();
  await synced(page);
  const { items } = await rest(page, server, "accounts?limit=10");
  expect(items.map(({ name }) => name).sort()).toEqual([...nasty, "Acme"].sort());
  await page.getByRole("link", { name: "See them" }).click();
  await expect(page.getByRole("grid").getByText("=cmd|' /C calc'!A0")).toBeVisible();
  expect(await page.evaluate(() => globalThis["ran"])).toBeUndefined();
});

test.describe("encodings", () => {
  const TEXT = "name,location\nMüller & Söhne,Köln\nŒuvre,Nîmes\n";
  const latin = Buffer.from(TEXT.replace("Œ", "\x8c"), "latin1");
  const files = {
    "UTF-8": Buffer.from(TEXT),
    "UTF-16 LE": Buffer.from(`\ufeff${TEXT}`, "utf16le"),
    "Windows-1252": latin,
  };
  for (const [encoding, bytes] of Object.entries(files)) {
    test(`${encoding} is recognised`, async ({ page, server }) => {
      await desk(page, server);
      await choose(page, csv(bytes));
      await expect(page.getByRole("combobox", { name: "Encoding" })).toHaveValue(encoding);
      await check(page);
      await importButton(page).click();
      await expect(page.getByRole("heading", { name: "Imported" })).toBeVisible();
      await synced(page);
      const { items } = await rest(page, server, "accounts?limit=10");
      expect(items.map(({ name }) => name).sort()).toEqual(["Acme", "Müller & Söhne", "Œuvre"]);
    });
  }

  test("a wrong one is said before anything is written, and mended by choosing another", async ({ page, server }) => {
    const { before } = await desk(page, server);
    await choose(page, csv(latin));
    await page.getByRole("combobox", { name: "Encoding" }).selectOption("UTF-8");
    const alert = page.getByRole("alert").filter({ hasText: /cannot be read as UTF-8/ });
    await expect(alert).toContainText("Choose another encoding");
    await expect(page.getByRole("combobox", { name: "Encoding" }), "as the rows below are read").toHaveValue("Windows-1252");
    await expect(page.getByRole("table")).toContainText("Müller & Söhne");
    await unharmed(page, server, before);
    const long = Buffer.concat([latin, Buffer.from("Plain Works,Leeds\n".repeat(200))]);
    await page.getByRole("button", { name: "Choose another file" }).click();
    await choose(page, csv(long));
    await page.getByRole("combobox", { name: "Encoding" }).selectOption("UTF-8");
    await expect(alert).toContainText(/\d characters cannot be read as UTF-8, shown as �/);
    await page.getByRole("combobox", { name: "Encoding" }).selectOption("Windows-1252");
    await expect(alert).toHaveCount(0);
    await expect(page.getByRole("table")).toContainText("Müller & Söhne");
  });

  test("mixed ones are asked about, with a line to look at", async ({ page, server }) => {
    const { before } = await desk(page, server);
    await choose(page, csv(Buffer.concat([Buffer.from("name,location\nMüller,Köln\n"), Buffer.from("M\xfcller,K\xf6ln\n", "latin1")])));
    await expect(page.getByText("Some of this file is written in one encoding and some in another")).toBeVisible();
    await unharmed(page, server, before);
  });
});

test.describe("a whole import can be looked at before, and taken back after", () => {
  const FILE = "name,employees,revenue,owner\nAcme,12,100,\nBeta,7,250,\n";

  test("the check shows rows, and what would change from what to what", async ({ page, server }) => {
    await signIn(page, server, OWNER);
    await post(page, server, "accounts", { name: "Acme", employees: 10 });
    await synced(page);
    await choose(page, csv(FILE));
    await check(page);
    const changed = page.getByRole("region", { name: "One row to update" });
    await expect(changed.getByRole("listitem").filter({ hasText: "Acme" }).first()).toContainText(/Employees: 10 → 12/);
    const made = page.getByRole("region", { name: "One row to create" });
    await expect(made.getByRole("row").filter({ hasText: "Beta" })).toContainText("250");
    await expect(made.getByRole("row").filter({ hasText: "Acme" })).toHaveCount(0);
  });

  test("amounts are in the currency that was chosen, also after the file was read otherwise", async ({ page, server }) => {
    await signIn(page, server, OWNER);
    await choose(page, csv(FILE));
    await page.getByRole("combobox", { name: "What each row is" }).selectOption({ label: "Accounts" });
    await page.getByRole("combobox", { name: "Where “employees” goes" }).selectOption({ label: "Leave out" });
    const currency = page.getByRole("combobox", { name: "Currency of revenue" });
    await currency.focus();
    await currency.selectOption("CHF");
    await expect(currency, "it stays where it was chosen").toBeFocused();
    await page.getByRole("combobox", { name: "Encoding" }).selectOption("Windows-1252");
    await page.getByRole("combobox", { name: "Separated by" }).selectOption({ label: "Semicolon" });
    await page.getByRole("combobox", { name: "Separated by" }).selectOption({ label: "Comma" });
    await expect(page.getByRole("combobox", { name: "What each row is" }).locator("option:checked")).toHaveText("Accounts");
    await expect(currency).toHaveValue("CHF");
    await expect(page.getByRole("combobox", { name: "Where “employees” goes" })).toHaveValue("");
    await page.getByRole("button", { name: "Check the rows" }).click();
    await importButton(page).click();
    await expect(page.getByRole("heading", { name: "Imported" })).toBeVisible();
    await synced(page);
    const { items } = await rest(page, server, "accounts?limit=10");
    expect(items.map(({ name, employees, revenue }) => [name, employees ?? null, revenue.currency]).sort()).toEqual([["Acme", null, "CHF"], ["Beta", null, "CHF"]]);
  });

  test("after the wizard was left, the app loaded anew and the network gone", async ({ page, server, context, watched }) => {
    watched.allow(NETWORK);
    await signIn(page, server, OWNER);
    await choose(page, csv(FILE));
    await check(page);
    await importButton(page).click();
    await page.getByRole("link", { name: "See them" }).click();
    await expect(page.getByRole("grid").getByText("Beta")).toBeVisible();
    await synced(page);
    await page.reload();
    await expect(page.getByRole("grid").getByText("Beta")).toBeVisible();
    await context.setOffline(true);
    await go(page, "Import");
    const earlier = page.getByRole("region", { name: "Earlier imports" });
    await expect(earlier).toContainText("accounts.csv");
    await expect(earlier).toContainText("Accounts: 2 created, 0 updated");
    await earlier.getByRole("button", { name: /Undo the import of accounts.csv/ }).click();
    const dialog = page.getByRole("dialog", { name: /Undo the import of accounts.csv/ });
    await expect(dialog).toContainText("2 records are deleted");
    await dialog.getByRole("button", { name: "Undo the import" }).click();
    await expect(page.getByRole("heading", { name: "The import was undone" })).toBeVisible();
    await context.setOffline(false);
    await synced(page);
    expect((await rest(page, server, "accounts?limit=1")).total).toBe(0);
    await page.getByRole("button", { name: "Import another file" }).click();
    await expect(earlier).toContainText("Undone");
    await expect(earlier.getByRole("button"), "once").toHaveCount(0);
  });
});

test("a file in two encodings waits for an answer, one bad byte fails its row alone", async ({ page, server }) => {
  await desk(page, server);
  const mixed = Buffer.concat([Buffer.from("name\nMüller\nKöln\n"), Buffer.from("M\xE4rz\n", "latin1")]);
  await choose(page, csv(mixed));
  await page.getByRole("combobox", { name: "What each row is" }).selectOption({ label: "Accounts" });
  await expect(page.getByText("One question above is still open.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Check the rows" })).toBeDisabled();
  await page.getByRole("button", { name: "UTF-8" }).click();
  await checkRows(page);
  await expect(failures(page)).toContainText("Row 4: name: “M�rz” has a character that cannot be read");
  await importButton(page).click();
  await expect(page.getByRole("heading", { name: "Imported" })).toBeVisible();
  // Where all but one place is good UTF-8, there is nothing to ask.
  await page.getByRole("button", { name: "Import another file" }).click();
  await choose(page, csv(Buffer.concat([Buffer.from(`name\n${"Müller Köln Süd\n".repeat(4)}`), Buffer.from("M\xE4rz\n", "latin1")])));
  await expect(page.getByRole("alert").filter({ hasText: "One character cannot be read as UTF-8" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Check the rows" })).toBeEnabled();
});
