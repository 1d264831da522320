// What goes wrong around the app: sessions, clocks, storage, versions, a full disk, hostile text. Each
// ends in a sentence that says what to do, and loses nothing.
import { execFile } from "node:child_process";
import { rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { create, editField, find, go, ready, rest, signIn, sync, synced, visit } from "../lib/app.mjs";
import { expect, NETWORK, OWNER, Server, test } from "../lib/test.mjs";
import { Proxy } from "../lib/proxy.mjs";
import { storedText } from "../lib/replica.mjs";
import { post } from "../lib/rest.mjs";

const COLLEAGUE = { email: "colleague@example.com", name: "Carl Colleague", role: "admin", password: "a colleague's long password" };
const TEN_YEARS = 10 * 365 * 24 * 3600 * 1000;

const banner = (page, text) => page.getByRole("status").filter({ hasText: text });
const sector = (page, value) => page.getByRole("button", { name: `Sector: ${value}` });

/** Accounts of this name on the server. */
async function named(page, server, name) {
  const { items } = await rest(page, server, "accounts?limit=500");
  return items.filter((account) => account.name === name);
}

/** Ends all sessions but the one of `page`, as somebody does who has lost a tablet. */
async function endOtherSessions(page, server) {
  const devices = await (await page.request.get(`${server.url}/api/session/devices`)).json();
  for (const { id, current } of devices.items) {
    if (current) continue;
    const gone = await page.request.delete(`${server.url}/api/session/devices/${id}`, { headers: { origin: server.url } });
    expect(gone.status()).toBe(204);
  }
}

/** Signs in where the session has ended. */
async function signInAgain(page, { email, password }) {
  await page.getByRole("link", { name: "Sign in" }).click();
  await expect(page.getByRole("textbox", { name: "E-mail" }), "who it was is known").toHaveValue(email);
  await expect(page.getByText("Your session has ended"), "the page says it itself").toHaveCount(0);
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

test.describe("an expired session", () => {
  test("during a push keeps the edits, says so, and goes on after signing in, each once", async ({ server, page, device, watched }) => {
    watched.allow(NETWORK);
    const tablet = await device();
    const mine = await tablet.open();
    await signIn(mine, server, OWNER);
    await signIn(page, server, OWNER);
    await tablet.offline();
    await create(mine, "Accounts", "account", { Name: "Kept Works" });
    await create(mine, "Accounts", "account", { Name: "Kept Mills" });
    await endOtherSessions(page, server);
    await tablet.offline(false);
    await expect(mine.getByText("Your session has ended. You can go on working")).toBeVisible();
    await expect(sync(mine)).toHaveText(/^Pending 2/);
    await create(mine, "Accounts", "account", { Name: "Kept Dairy" });
    await expect(sync(mine)).toHaveText(/^Pending 3/);
    expect(await named(page, server, "Kept Works"), "nothing went through").toEqual([]);
    await mine.reload();
    await ready(mine);
    await expect(mine.getByRole("heading", { level: 1, name: "Kept Dairy" })).toBeVisible();
    await signInAgain(mine, OWNER);
    await synced(mine);
    await expect(mine.getByText("Your session has ended")).toHaveCount(0);
    for (const name of ["Kept Works", "Kept Mills", "Kept Dairy"]) expect(await named(page, server, name), name).toHaveLength(1);
  });

  test("whose push was carried out but not answered doubles nothing", async ({ server, page, watched }) => {
    watched.allow(NETWORK);
    const proxy = await Proxy.to(server);
    try {
      await signIn(page, proxy, OWNER);
      let pushes = 0;
      proxy.edit = (path, answer) => {
        if (path !== "/api/sync/push" && path !== "/api/sync/pull") return answer;
        pushes += path === "/api/sync/push" ? 1 : 0;
        return { status: 401, headers: { "content-type": "application/problem+json" }, body: Buffer.from('{"title":"signed out"}') };
      };
      await create(page, "Accounts", "account", { Name: "Once Ltd" });
      await expect(page.getByText("Your session has ended. You can go on working")).toBeVisible();
      // A pull that was under way may have said so first.
      await expect.poll(() => pushes).toBeGreaterThan(0);
      await expect(sync(page)).toHaveText(/^Pending 1/);
      proxy.edit = (_path, answer) => answer;
      await signInAgain(page, OWNER);
      await synced(page);
      expect(await named(page, server, "Once Ltd")).toHaveLength(1);
      await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible();
    } finally {
      await proxy.stop();
    }
  });
});

test("a change that the server can say nothing about stands among what needs attention, with why", async ({ server, page, watched }) => {
  watched.allow(NETWORK);
  const proxy = await Proxy.to(server);
  try {
    await signIn(page, proxy, OWNER);
    const refusal = { status: 500, headers: { "content-type": "application/problem+json" }, body: Buffer.from('{"title":"A page of the log is torn"}') };
    proxy.edit = (path, answer) => (path === "/api/sync/push" ? refusal : answer);
    await create(page, "Accounts", "account", { Name: "Stuck Ltd" });
    await visit(page, proxy, "/needs-attention");
    await expect(page.getByRole("heading", { name: "One change of this device does not get through" })).toBeVisible();
    await expect(page.getByText("A page of the log is torn").first()).toBeVisible();
    await expect(page.getByText("Nothing needs your attention")).toHaveCount(0);
    proxy.edit = (_path, answer) => answer;
    await page.getByRole("button", { name: "Sync now" }).first().click();
    await synced(page);
    await expect(page.getByText("Nothing needs your attention")).toBeVisible();
    expect(await named(page, server, "Stuck Ltd")).toHaveLength(1);
  } finally {
    await proxy.stop();
  }
});

test("what is typed to sign in stands, however late the server answers other things", async ({ shared, page }) => {
  const proxy = await Proxy.to(shared);
  try {
    let answerNow = () => {};
    const late = new Promise<void>((resolve) => (answerNow = resolve));
    const asked = page.waitForResponse(/\/api\/setup$/);
    proxy.edit = async (path, answer) => {
      if (path === "/api/setup") await late;
      return answer;
    };
    await visit(page, proxy);
    await page.getByRole("textbox", { name: "E-mail" }).fill(OWNER.email);
    answerNow();
    await (await asked).finished();
    await page.getByRole("textbox", { name: "Password" }).fill(OWNER.password);
    await expect(page.getByRole("textbox", { name: "E-mail" })).toHaveValue(OWNER.email);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await synced(page);
  } finally {
    await proxy.stop();
  }
});

/** Moves the clock of every page of a context, while it goes on ticking. */
async function moveClock(context, by) {
  await context.addInitScript((by) => {
    const Real = Date;
    class Moved extends Real {
      constructor(...args) {
        // @ts-expect-error every form of the constructor
        super(...(args.length > 0 ? args : [Real.now() + by]));
      }
      static now() {
        return Real.now() + by;
      }
    }
    globalThis.Date = Moved as DateConstructor;
  }, by);
}

for (const [words, by] of [["ahead", TEN_YEARS], ["behind", -TEN_YEARS]] as const) {
  test(`a clock ten years ${words} neither loses nor wins`, async ({ server, page, device, watched }) => {
    watched.allow(NETWORK);
    await server.stop();
    await server.addUser(COLLEAGUE);
    await server.start();
    await signIn(page, server, COLLEAGUE);
    const account = await post(page, server, "accounts", { name: "Clockwork", sector: "Watches" });
    const odd = await device();
    const theirs = await odd.open();
    await moveClock(odd.context, by);
    await signIn(theirs, server, OWNER, `/accounts/${account.id}`);
    expect(Math.abs((await theirs.evaluate(() => Date.now())) - Date.now() - by)).toBeLessThan(60_000);
    await odd.offline();
    await editField(theirs, "Sector", "Sundials");
    await create(theirs, "Accounts", "account", { Name: "Made at odd times" });
    await odd.offline(false);
    await synced(theirs);

    await visit(page, server, `/accounts/${account.id}`);
    await expect(sector(page, "Sundials"), "it is not lost").toBeVisible();
    await editField(page, "Sector", "Clocks");
    await expect(sector(page, "Clocks")).toBeVisible();
    await visit(theirs, server, `/accounts/${account.id}`);
    await expect(sector(theirs, "Clocks"), "it does not win for ever").toBeVisible();
    await synced(theirs);
    expect((await rest(page, server, `accounts/${account.id}`)).sector).toBe("Clocks");
    const [made] = await named(page, server, "Made at odd times");
    expect(Math.abs(Date.parse(made._meta.created_at) - Date.now()), "the server knows better").toBeLessThan(10 * 60_000);
    await expect(sync(page)).toHaveText(/^Synced/);
  });
}

test.describe("storage that is refused", () => {
  const ways = {
    "there is none": () => Object.defineProperty(globalThis, "indexedDB", { value: undefined }),
    "opening is forbidden": () => {
      IDBFactory.prototype.open = () => {
        throw new DOMException("The user denied permission to access the database.", "SecurityError");
      };
    },
    "opening fails": () => {
      const open = IDBFactory.prototype.open;
      // A connection that is closed while it is set up is the way to make the browser itself fail.
      IDBFactory.prototype.open = function (name) {
        const request = open.call(this, `${name}-other`, 1);
        request.addEventListener("upgradeneeded", () => request.result.close());
        return request;
      };
    },
  };
  for (const [name, way] of Object.entries(ways)) {
    test(`is said, with what to do: ${name}`, async ({ shared, page }) => {
      await page.addInitScript(way);
      await visit(page, shared);
      await expect(page.getByRole("heading", { name: "Sextant cannot keep your work here" })).toBeVisible();
      await expect(page.getByText(/private window/)).toContainText("Open Sextant in a normal window");
      await expect(page.getByRole("textbox")).toHaveCount(0);
    });
  }

  test("is told from storage that a newer version has changed", async ({ shared, page }) => {
    await page.addInitScript(() => {
      const open = IDBFactory.prototype.open;
      // The newer version comes first, then what the app asks for.
      IDBFactory.prototype.open = function (name, version) {
        const newer = open.call(this, name, 99);
        newer.onsuccess = () => newer.result.close();
        return open.call(this, name, version);
      };
    });
    await visit(page, shared);
    await expect(page.getByText("A newer version of Sextant has been opened on this device")).toBeVisible();
  });
});

test("work goes on where the browser empties the storage under the open app", async ({ server, page, watched }) => {
  watched.allow(NETWORK);
  await signIn(page, server, OWNER);
  const account = await post(page, server, "accounts", { name: "Cleared Away" });
  await visit(page, server, `/accounts/${account.id}`);
  await expect(page.getByRole("heading", { name: "Cleared Away" })).toBeVisible();
  await page.context().setOffline(true);
  await editField(page, "Sector", "Before");
  await expect(sync(page)).toHaveText(/^Offline · 1/);
  const session = await page.context().newCDPSession(page);
  await session.send("Storage.clearDataForOrigin", { origin: server.url, storageTypes: "indexeddb" });
  await editField(page, "Account number", "After");
  await expect(sync(page)).toHaveText(/^Offline · 2/);
  await page.context().setOffline(false);
  await synced(page);
  const sent = async () => {
    const { sector, number } = await rest(page, server, `accounts/${account.id}`);
    return [sector, number];
  };
  await expect.poll(sent).toEqual(["Before", "After"]);
  await page.reload();
  await ready(page);
  await expect(sector(page, "Before")).toBeVisible();
  await synced(page);
});

test.describe("a device without room", () => {
  // The shell's files would count towards the room as well.
  test.use({ serviceWorkers: "block" });

  const ROOM = 1_000_000;
  const TOO_MUCH = "x".repeat(1_000_000);

  /**
   * Gives the app so much room, by the browser's own accounting, so that the errors are the browser's.
   * To be called before the app starts, since the browser asks itself only every half minute; it holds
   * until the room is given back.
   */
  async function small(page, server) {
    const session = await page.context().newCDPSession(page);
    await session.send("Storage.overrideQuotaForOrigin", { origin: server.url, quotaSize: ROOM });
    return () => session.send("Storage.overrideQuotaForOrigin", { origin: server.url });
  }

  test("refuses new edits in words and keeps the old ones", async ({ server, page, watched }) => {
    watched.allow(NETWORK);
    const giveBack = await small(page, server);
    await signIn(page, server, OWNER);
    const account = await post(page, server, "accounts", { name: "Full House" });
    await visit(page, server, `/accounts/${account.id}`);
    await expect(page.getByRole("heading", { name: "Full House" })).toBeVisible();
    await page.context().setOffline(true);
    await editField(page, "Sector", "Acknowledged");
    await expect(sector(page, "Acknowledged")).toBeVisible();
    await expect(sync(page)).toHaveText(/^Offline · 1/);

    await page.getByRole("textbox", { name: "Note" }).fill(TOO_MUCH);
    await page.getByRole("button", { name: "Save note" }).click();
    await expect(page.getByText(/device has no room left/).first()).toBeVisible();
    expect((await page.getByRole("textbox", { name: "Note" }).inputValue()).length, "what was typed stands").toBe(TOO_MUCH.length);
    await expect(sync(page)).toHaveText(/^Offline · 1/);
    await expect(sector(page, "Acknowledged")).toBeVisible();

    await giveBack();
    await page.getByRole("button", { name: "Save note" }).click();
    await expect(sync(page)).toHaveText(/^Offline · 2/);
    await page.context().setOffline(false);
    await synced(page);
    expect((await rest(page, server, `accounts/${account.id}`)).sector).toBe("Acknowledged");
    const { items } = await rest(page, server, "notes");
    expect(items.map((note) => note.body.length)).toEqual([TOO_MUCH.length]);
  });

  test("says that it cannot take what others wrote, and takes it when there is room", async ({ server, page, watched }) => {
    watched.allow(NETWORK);
    const giveBack = await small(page, server);
    await signIn(page, server, OWNER);
    const account = await post(page, server, "accounts", { name: "Long Story" });
    await visit(page, server, `/accounts/${account.id}`);
    await synced(page);
    await post(page, server, "notes", { account: account.id, title: "Too much", body: TOO_MUCH });
    await expect(banner(page, /device has no room left/)).toBeVisible();
    await expect(page.getByRole("heading", { level: 1, name: "Long Story" })).toBeVisible();
    await giveBack();
    await expect(page.getByText("Too much").first()).toBeVisible({ timeout: 20_000 });
    await expect(banner(page, /device has no room left/)).toHaveCount(0);
  });

  test("says so at the first sync instead of asking to sign in again", async ({ server, page, playwright, watched }) => {
    watched.allow(NETWORK);
    const headers = { origin: server.url };
    const desk = await playwright.request.newContext({ extraHTTPHeaders: headers });
    await desk.post(`${server.url}/api/session`, { data: { email: OWNER.email, password: OWNER.password } });
    for (let n = 0; n < 4; n += 1) {
      const body = Array.from({ length: 40_000 }, () => Math.random().toString(36)).join("").slice(0, 500_000);
      const answer = await desk.post(`${server.url}/api/v1/articles`, { data: { title: `Long ${n}`, body, status: "published" } });
      expect(answer.status(), await answer.text()).toBe(201);
    }
    await desk.dispose();
    const giveBack = await small(page, server);
    await visit(page, server);
    await page.getByRole("textbox", { name: "E-mail" }).fill(OWNER.email);
    await page.getByRole("textbox", { name: "Password" }).fill(OWNER.password);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await expect(page.getByText(/device has no room left/).first()).toBeVisible({ timeout: 20_000 });
    await expect(page.getByRole("textbox")).toHaveCount(0);
    await giveBack();
    await expect(page.getByRole("navigation", { name: "Main" })).toBeVisible({ timeout: 20_000 });
    await synced(page);
  });
});

/** What the app asks, as if it spoke another version. */
const speaking = (change) => (path, body) => {
  if (!/^\/api\/sync\/pu(sh|ll)$/.test(path)) return body;
  return JSON.stringify(change(JSON.parse(body), path));
};

test("an older app at a newer server is told to reload, and its edits wait", async ({ server, page, watched }) => {
  watched.allow(NETWORK);
  const proxy = await Proxy.to(server);
  try {
    await signIn(page, proxy, OWNER);
    proxy.ask = speaking((asked) => ({ ...asked, protocol: 0 }));
    await create(page, "Accounts", "account", { Name: "From an old app" });
    await expect(banner(page, /too old for the server/)).toContainText(/[Rr]eload/);
    await expect(sync(page)).toHaveText(/^Pending 1/);
    expect(await named(page, server, "From an old app")).toEqual([]);
    proxy.ask = (_path, body) => body;
    await page.getByRole("button", { name: "Reload" }).click();
    await synced(page);
    await expect(banner(page, /too old for the server/)).toHaveCount(0);
    expect(await named(page, server, "From an old app")).toHaveLength(1);
  } finally {
    await proxy.stop();
  }
});

test("a newer app at an older server keeps what the server does not understand until it does", async ({ server, page, watched }) => {
  watched.allow(NETWORK);
  const proxy = await Proxy.to(server);
  try {
    await signIn(page, proxy, OWNER);
    proxy.ask = speaking((asked, path) => {
      const newer = { ...asked, protocol: asked.protocol + 1, mood: "hopeful" };
      if (path.endsWith("push")) newer.mutations = asked.mutations.map((each) => ({ ...each, ops: [{ op: "explode" }] }));
      return newer;
    });
    await create(page, "Accounts", "account", { Name: "From a new app" });
    await expect(banner(page, /server is older than this app/)).toContainText("Your work is kept");
    await expect(sync(page)).toHaveText(/^Pending 1/);
    expect(await storedText(page)).toContain("From a new app");
    // The older server understands what it knows of the newer app's words, and ignores the rest.
    proxy.ask = speaking((asked) => ({ ...asked, protocol: asked.protocol + 1, mood: "hopeful" }));
    await synced(page);
    await expect(banner(page, /server is older than this app/)).toHaveCount(0);
    expect(await named(page, server, "From a new app")).toHaveLength(1);
  } finally {
    await proxy.stop();
  }
});

test("what a newer server says beyond this app's words is kept and not lost by an edit here", async ({ server, page, watched }) => {
  watched.allow(NETWORK);
  const proxy = await Proxy.to(server);
  try {
    await signIn(page, proxy, OWNER);
    proxy.edit = (path, answer) => {
      if (path !== "/api/sync/pull" || answer.status !== 200) return answer;
      const said = JSON.parse(answer.body.toString());
      for (const row of said.rows ?? []) if (row.entity === "account") row.cells.push(["orbit", "geostationary", row.cells[0][2]]);
      return { ...answer, body: Buffer.from(JSON.stringify({ ...said, weather: "fine" })) };
    };
    const account = await post(page, server, "accounts", { name: "Newer Fields" });
    await visit(page, proxy, `/accounts/${account.id}`);
    await expect(page.getByRole("heading", { level: 1, name: "Newer Fields" })).toBeVisible();
    await expect.poll(() => storedText(page)).toContain("geostationary");
    await editField(page, "Sector", "Space");
    await expect.poll(async () => (await rest(page, server, `accounts/${account.id}`)).sector).toBe("Space");
    await synced(page);
    expect(await storedText(page)).toContain("geostationary");
  } finally {
    await proxy.stop();
  }
});

test("a network that wants its own sign-in counts as no network", async ({ server, page, watched }) => {
  watched.allow(NETWORK);
  // The stream of news, opened again just then, gets the network's page as well, and the browser writes that down.
  watched.allow(/EventSource's response has a MIME type \("text\/html"\)/);
  await signIn(page, server, OWNER);
  const account = await post(page, server, "accounts", { name: "Harbour Cranes" });
  await visit(page, server, `/accounts/${account.id}`);
  await synced(page);
  await page.route("**/api/**", (route) => route.fulfill({ status: 200, contentType: "text/html", body: "<!doctype html><title>Hotel</title>" }));
  await editField(page, "Sector", "Waiting");
  await expect(sync(page)).toHaveText(/^Offline/);
  await expect(page.getByText(/expected value/)).toHaveCount(0);
  await page.unroute("**/api/**");
  await synced(page);
  expect((await rest(page, server, `accounts/${account.id}`)).sector).toBe("Waiting");
});

test("a server that refuses is asked ever more seldom", async ({ server, page, watched }) => {
  watched.allow(NETWORK);
  await signIn(page, server, OWNER);
  const account = await post(page, server, "accounts", { name: "Harbour Cranes" });
  await visit(page, server, `/accounts/${account.id}`);
  await synced(page);
  const asked: number[] = [];
  await page.route("**/api/sync/*", (route) => {
    asked.push(Date.now());
    return route.fulfill({ status: 500, contentType: "application/problem+json", body: '{"title":"Broken"}' });
  });
  await editField(page, "Sector", "Waiting");
  await expect.poll(() => asked.length, { timeout: 30_000 }).toBeGreaterThan(3);
  const [first, second, third] = asked.slice(1).map((at, before) => at - asked[before]);
  expect(second, "each wait is longer than the one before").toBeGreaterThan(first);
  expect(third, "each wait is longer than the one before").toBeGreaterThan(second);
  await page.unroute("**/api/sync/*");
  await sync(page).getByRole("button").click();
  await page.getByRole("button", { name: "Sync now" }).click();
  await synced(page);
});

const MIB = 1 << 20;

test("a full disk at the server: edits wait with a sentence, reads go on, no restart is needed", async ({ page, watched }) => {
  watched.allow(NETWORK);
  const server = await Server.create();
  const { bavail, bsize } = await statfs(server.data);
  const ballast = 4 * 1024;
  const reserve = Math.floor((bavail * bsize) / MIB) - ballast / 2;
  test.skip(reserve < 0, "this machine's disk is all but full itself");
  server.env = { SEXTANT_RESERVE_MIB: String(reserve) };
  try {
    await server.init();
    await server.start();
    await signIn(page, server, OWNER);
    const account = await post(page, server, "accounts", { name: "Before" });
    await promisify(execFile)("fallocate", ["-l", `${ballast}M`, join(server.data, "ballast")]);
    await visit(page, server, `/accounts/${account.id}`);
    await editField(page, "Sector", "Waiting");
    await expect(banner(page, /server has no room left/)).toContainText("Your work is kept");
    await expect(sync(page)).toHaveText(/^Pending 1/);
    const answer = await page.request.post(`${server.url}/api/v1/accounts`, { data: { name: "No" }, headers: { origin: server.url } });
    expect([answer.status(), (await answer.json()).problems[0].message_key]).toEqual([507, "problem-server-full"]);
    expect((await rest(page, server, `accounts/${account.id}`)).name, "reads go on").toBe("Before");
    const { pid } = server;
    await rm(join(server.data, "ballast"));
    await synced(page);
    expect(server.pid).toBe(pid);
    expect((await rest(page, server, `accounts/${account.id}`)).sector).toBe("Waiting");
    expect(await server.stop()).toBe(0);
    await server.command("verify");
  } finally {
    await server.remove();
  }
});

test("an oversized request is refused whole, and a text that is too long under its field", async ({ server, page, watched }) => {
  watched.allow(NETWORK);
  await signIn(page, server, OWNER);
  const answer = await page.request.post(`${server.url}/api/sync/push`, { data: "x".repeat(9 * MIB), headers: { origin: server.url, "content-type": "application/json" } });
  expect([answer.status(), (await answer.json()).problems[0].message_key]).toEqual([413, "problem-too-large"]);
  const article = await post(page, server, "articles", { title: "Big", body: "small", status: "published" });
  await visit(page, server, `/knowledge/${article.id}`);
  await page.getByRole("button", { name: "Edit" }).first().click();
  await page.getByRole("textbox", { name: "Body" }).fill("z".repeat(MIB + 1));
  await page.keyboard.press("Control+s");
  await expect(page.getByText(/too long: it takes 1,?048,?577 bytes, at most 1,?048,?576/).first()).toBeVisible();
  await expect(sync(page)).toHaveText(/^Synced/);
  expect((await rest(page, server, `articles/${article.id}`)).body).toBe("small");
});

const SCRIPTS = [
  "<script>globalThis.ran=1</script>",
  "<img src=x onerror=globalThis.ran=1>",
  "<svg onload=globalThis.ran=1><script>globalThis.ran=1</script></svg>",
  "\"><iframe srcdoc=\"<script>parent.ran=1</script>\">",
  "javascript:globalThis.ran=1",
  "{{constructor.constructor('globalThis.ran=1')()}}",
];
const SVG = "data:image/svg+xml;base64," + Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='parent.ran=1'><script>parent.ran=1</script></svg>").toString("base64");
const MARKDOWN = [...SCRIPTS, `![picture](${SVG})`, `[link](${SVG})`, "[press](javascript:globalThis.ran=1)", "<details open ontoggle=globalThis.ran=1>", "<a href=javascript:globalThis.ran=1>x</a>"].join("\n\n");

test("script in names, Markdown and pictures is text everywhere and never runs", async ({ server, page }) => {
  await signIn(page, server, OWNER);
  const { items: stages } = await rest(page, server, "stages?limit=100");
  const [me] = (await rest(page, server, "users")).items;
  const made = [];
  for (const [at, name] of SCRIPTS.entries()) {
    const account = await post(page, server, "accounts", { name, sector: name, location: name, description: MARKDOWN });
    made.push(`/accounts/${account.id}`);
    const contact = await post(page, server, "contacts", { first_name: name, last_name: `Script ${at}`, account: account.id, title: name });
    made.push(`/contacts/${contact.id}`);
    await post(page, server, "opportunities", { name, account: account.id, stage: stages[0].id, next_step: name });
    await post(page, server, "tasks", { subject: name, account: account.id, owner: me.id });
    await post(page, server, "activities", { kind: "call", subject: name, body: name, at: "2026-11-20T10:00:00Z", account: account.id, owner: me.id });
    await post(page, server, "notes", { title: name, body: MARKDOWN, account: account.id });
  }
  const article = await post(page, server, "articles", { title: SCRIPTS[1], body: MARKDOWN, status: "published" });
  for (const path of ["/accounts", "/contacts", "/pipeline", "/tasks", "/activities", "/knowledge", `/knowledge/${article.id}`, ...made.slice(0, 6)]) {
    await visit(page, server, path);
    await expect(page.getByText(/globalThis\.ran=1/).first(), path).toBeVisible();
    expect(await page.evaluate(() => globalThis["ran"]), path).toBeUndefined();
    const inside = page.getByRole("main").locator("script, iframe, svg script, [onerror], [onload], [ontoggle], a[href^='javascript' i], a[href^='data' i], img[src^='data' i]");
    await expect(inside, path).toHaveCount(0);
  }
  const options = await find(page, "onerror");
  await expect(options.filter({ hasText: "onerror=globalThis.ran=1" }).first()).toBeVisible();
  await page.keyboard.press("Escape");
  await go(page, "Import");
  expect(await page.evaluate(() => globalThis["ran"])).toBeUndefined();
});
