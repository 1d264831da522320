// What loads when a screen needs it: at every address, without the network, and when it cannot be had.
import { find, go, installed, signIn, synced, visit } from "../lib/app.mjs";
import { Proxy } from "../lib/proxy.mjs";
import { expect, NETWORK, OWNER, test } from "../lib/test.mjs";

/** Pages by their address, the heading that each shows, and the chunk that it is in. */
const PAGES: [string, RegExp, string][] = [
  ["/accounts", /^Accounts/, "records"],
  ["/contacts", /^Contacts/, "records"],
  ["/activities", /^Activities/, "records"],
  ["/quotes", /^Quotes/, "catalogue"],
  ["/orders", /^Orders/, "catalogue"],
  ["/knowledge", /^Knowledge/, "tools"],
  ["/products", /^Products/, "catalogue"],
  ["/needs-attention", /^Needs attention/, "tools"],
  ["/import", /^Import/, "tools"],
  ["/settings", /^Settings/, "tools"],
  ["/price_books", /^Price/, "records"],
  ["/search?q=boiler", /Search|Results|boiler/i, "records"],
];

const MISSING = "This part of Sextant is not on this device yet";
const missing = (page) => page.getByRole("heading", { level: 2, name: MISSING });
const heading = (page, name) => page.getByRole("heading", { level: 1, name }).first();

/** The chunks of screens, in the order in which they were asked for since the page was loaded, and whether only the running program asked. */
const loads = (page): Promise<{ chunk: string; late: boolean }[]> =>
  page.evaluate(() => {
    const files = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    const chunks = files.filter(({ name }) => /\/chunks\/split_(?!sync)/.test(name));
    return chunks.map(({ name, startTime }) => ({ chunk: /split_([a-z]+)/.exec(name)[1], late: startTime > page.domContentLoadedEventEnd }));
  });

test.describe("without a service worker", () => {
  test.use({ serviceWorkers: "block" });

  test("each page opens at its own address, and what it needs is asked for beside the program", async ({ page, server, watched }) => {
    watched.allow(/service worker/i);
    await signIn(page, server, OWNER);
    await visit(page, server, "/pipeline");
    expect((await loads(page)).filter(({ late }) => !late), "the app starts without any").toEqual([]);
    for (const [path, name, chunk] of PAGES) {
      await visit(page, server, path);
      await expect(heading(page, name), path).toBeAttached();
      expect((await loads(page)).at(0), path).toEqual({ chunk, late: false });
    }
  });
});

test("every page opens without the network on a device that never showed it", async ({ page, server, watched }) => {
  await signIn(page, server, OWNER);
  await installed(page);
  watched.allow(NETWORK);
  await server.kill();
  for (const [path, name] of PAGES) {
    await visit(page, server, path);
    await expect(heading(page, name), path).toBeAttached();
  }
});

/** Ways in which a server gives no chunk, or the one of another version. */
const TROUBLES = {
  "cannot be had": () => ({ status: 503, headers: {}, body: "" }),
  "is of another version": (answer) => ({ ...answer, body: Buffer.concat([answer.body, Buffer.from([0])]) }),
};

for (const [what, change] of Object.entries(TROUBLES)) {
  test(`a part that ${what} says so, and comes when it is tried again`, async ({ page, server, watched }) => {
    watched.allow(NETWORK);
    watched.allow(/integrity/);
    const proxy = await Proxy.to(server);
    try {
      proxy.edit = (path, answer) => (/^\/chunks\/split_(?!sync)/.test(path) ? change(answer) : answer);
      await signIn(page, { url: proxy.url }, OWNER);

      await page.getByRole("link", { name: "Knowledge", exact: true }).click();
      await expect(missing(page)).toBeVisible();
      await page.keyboard.press("Control+k");
      await expect(page.getByRole("log").getByText(MISSING)).toBeVisible();

      proxy.edit = (_path, answer) => answer;
      await page.getByRole("button", { name: "Try again" }).click();
      await expect(heading(page, /^Knowledge/)).toBeAttached();
      await expect(missing(page)).toHaveCount(0);
      await expect((await find(page, "settings")).first()).toBeVisible();
    } finally {
      await proxy.stop();
    }
  });
}

test("signing in waits for its part, and so does the conversation with the server, which is tried again until it comes", async ({ page, server, watched }) => {
  watched.allow(NETWORK);
  watched.allow(/integrity/);
  const proxy = await Proxy.to(server);
  try {
    proxy.edit = (path, answer) => (/^\/chunks\/split_sync/.test(path) ? { status: 503, headers: {}, body: "" } : answer);
    await page.request.post(`${proxy.url}/api/session`, { data: OWNER, headers: { origin: proxy.url } });
    await page.goto(proxy.url);
    await expect(missing(page)).toBeVisible();
    proxy.edit = (_path, answer) => answer;
    await expect(page.getByRole("navigation", { name: "Main" }), "the session stands, so nobody has to sign in").toBeVisible({ timeout: 20_000 });
    await synced(page);
  } finally {
    await proxy.stop();
  }
});

test("the focus goes to a page's heading also when the page had to be fetched", async ({ page, server }) => {
  await signIn(page, server, OWNER);
  await go(page, "Knowledge");
  await expect(heading(page, /^Knowledge/)).toBeFocused();
});
