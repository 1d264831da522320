// What may lie on a rep's device, by reading everything that its IndexedDB holds.
import { signIn, synced } from "../lib/app.mjs";
import { expect, NETWORK, OWNER, test } from "../lib/test.mjs";
import { storedRecords, storedText } from "../lib/replica.mjs";
import { patch, post } from "../lib/rest.mjs";

// What would be lost once is lost: there is no second try.
test.describe.configure({ retries: 0 });

const REP = { email: "rep@example.com", name: "Rita Rep", role: "rep", password: "a rep's long password" };

test("a rep's replica holds nothing of another team, and loses the old team's records after a move", async ({ server, device, page, watched }) => {
  watched.allow(NETWORK);
  await server.stop();
  await server.addUser(REP);
  await server.start();
  await signIn(page, server, OWNER);
  const teams = {};
  for (const name of ["East", "West"]) teams[name] = (await post(page, server, "teams", { name })).id;
  const { items } = await (await page.request.get(`${server.url}/api/v1/users?limit=100`)).json();
  const rep = items.find((user) => user.email === REP.email);
  await patch(page, server, `users/${rep.id}`, { team: teams["East"] });
  for (const [team, id] of Object.entries(teams)) {
    await post(page, server, "accounts", { name: `${team} Works`, team: id });
    await post(page, server, "contacts", { last_name: `${team}erly`, team: id });
  }

  const device1 = await device();
  const tablet = await device1.open();
  await signIn(tablet, server, REP);
  const before = await storedText(tablet);
  expect(before).toContain("East Works");
  expect(before).not.toMatch(/West Works|Westerly/);
  for (const { fields } of (await storedRecords(tablet)).filter(({ fields }) => fields.team && fields.email !== REP.email)) {
    expect(fields.team).toBe(teams["East"]);
  }

  await patch(page, server, `users/${rep.id}`, { team: teams["West"] });
  await expect.poll(() => storedText(tablet), { timeout: 15_000 }).not.toContain("East Works");
  await synced(tablet);
  const after = await storedText(tablet);
  expect(after).not.toContain("Easterly");
  expect(after).toContain("West Works");
});
