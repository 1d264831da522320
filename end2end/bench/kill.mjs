// Death at any moment: `kill -9` of the server under load, and of the browser amid edits. What was acknowledged is there,
// once; a failure names the seed. BENCH_SERVER_KILLS, BENCH_BROWSER_KILLS and BENCH_SEED change it.
import { ready, signIn as enter, synced, visit } from "../lib/app.mjs";
import { notes, writeNotes } from "../lib/notes.mjs";
import { below, seeded } from "../lib/random.mjs";
import { post } from "../lib/rest.mjs";
import { OWNER, Server } from "../lib/server.mjs";
import { signIn } from "./load/http.mjs";
import { Siege } from "./load/siege.mjs";
import { CHEAP } from "./load/staff.mjs";

export const title = "Killed at any moment";

const SEED = Number(process.env.BENCH_SEED ?? Date.now() % 1e6);
const SERVER = Number(process.env.BENCH_SERVER_KILLS ?? 20);
const BROWSER = Number(process.env.BENCH_BROWSER_KILLS ?? 5);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Kills of the server: each answer must be given again as it was, after the next start. */
async function killServer(bench) {
  const server = await Server.create({ env: CHEAP });
  bench.onEnd(() => server.remove());
  await server.init();
  await server.start();
  const cookies = [];
  for (let index = 0; index < 8; index += 1) cookies.push(await signIn(server.url, OWNER));
  const siege = new Siege(server, cookies, seeded(SEED));
  const starts = [];
  for (let round = 1; round <= SERVER; round += 1) {
    starts.push((await siege.round((server) => server.kill())).start);
    await siege.check();
    if (round % 25 === 0) console.log(`  server killed ${round} times: ${siege.acknowledged} acknowledged, none lost`);
  }
  await siege.check({ whole: true });
  const kept = await siege.audit();
  return [
    { name: "kills of the server", value: SERVER, unit: "" },
    { name: "changes acknowledged, all there once", value: kept, unit: "" },
    bench.row("start after a kill", "ms", starts),
  ];
}

/** Kills of the browser: what the page was told is on the disk reaches the server once. */
async function killBrowser(bench) {
  const server = await bench.empty();
  const random = seeded(SEED);
  const told = new Set();
  let round = 0;
  const device = await bench.device({ prepare: (context) => context.exposeFunction("kept", (number) => void told.add(`Edit ${round} ${number}`)) });
  let page = await device.open();
  await enter(page, server, OWNER);
  const contact = await post(page, server, "contacts", { first_name: "Berta", last_name: "Boiler" });
  await synced(page);
  await device.remembered();
  while (round < BROWSER) {
    round += 1;
    await visit(page, server, `/contacts/${contact.id}`);
    await page.getByRole("button", { name: "Save note" }).waitFor();
    const writing = writeNotes(page, { count: 1e6, text: `Edit ${round}` }).catch(() => {});
    await pause(below(random, 1200));
    await device.kill();
    await writing;
    page = await device.open();
    if (round % 20 === 0) console.log(`  browser killed ${round} times: ${told.size} edits on the disk`);
  }
  await visit(page, server, "/contacts");
  await ready(page);
  await synced(page, 120_000);
  return count(await notes(page, server), told);
}

function count(found, told) {
  const there = new Map();
  for (const text of found) there.set(text, (there.get(text) ?? 0) + 1);
  const lost = [...told].filter((text) => !there.has(text));
  const doubled = [...there].filter(([, times]) => times > 1);
  if (lost.length > 0) throw new Error(`seed ${SEED}: ${lost.length} edits are lost, such as ${lost[0]}`);
  if (doubled.length > 0) throw new Error(`seed ${SEED}: ${doubled.length} edits are doubled, such as ${doubled[0][0]}`);
  return [
    { name: "kills of the browser", value: BROWSER, unit: "" },
    { name: "edits told to be on the disk, all there once", value: told.size, unit: "" },
    { name: "edits that stand although the page was killed before it was told", value: there.size - told.size, unit: "" },
  ];
}

export async function run(bench) {
  console.log(`  BENCH_SEED=${SEED}`);
  const found = SERVER > 0 ? await killServer(bench) : [];
  return BROWSER > 0 ? [...found, ...(await killBrowser(bench))] : found;
}
