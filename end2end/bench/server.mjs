// The server under load, over real HTTP, with a sync to the disk for each commit. Parts by name in
// BENCH_PARTS (all by default); BENCH_SOAK_MINUTES, BENCH_SCANS, BENCH_LOG_MB and BENCH_SEED change their sizes.
//
// The devices live in processes of their own on the same machine and take their share of it: what is shown is what is
// left for the server, and so a lower bound.
import { OWNER, Server } from "../lib/server.mjs";
import { signIn } from "./load/http.mjs";
import { Crew } from "./load/crew.mjs";
import { fanOut } from "./load/fanout.mjs";
import { Siege } from "./load/siege.mjs";
import { CHEAP, employ, places } from "./load/staff.mjs";
import { memory, seconds, weight } from "./lib/process.mjs";
import { below, idOf, newId, seeded } from "../lib/random.mjs";
import { Device } from "./load/http.mjs";
import { percentile } from "./lib/stats.mjs";

export const title = "Server under load";

const SEED = Number(process.env.BENCH_SEED ?? 1);
const MINUTES = Number(process.env.BENCH_SOAK_MINUTES ?? 1);
const SCANS = Number(process.env.BENCH_SCANS ?? 20_000);
const PARTS = (process.env.BENCH_PARTS ?? "rates,fanout,storm,exits,soak,scans,restart").split(",");
const LOG_MB = Number(process.env.BENCH_LOG_MB ?? 1_074);
const THINGS = 10_000;

/** A server with people who sell, some of their devices, and a crew that plays them. */
async function office(bench, devices) {
  const random = seeded(SEED);
  const server = await Server.create({ env: { ...CHEAP, RUST_LOG: "warn" } });
  bench.onEnd(() => server.remove());
  await server.init();
  await employ(server);
  await server.start();
  const crew = new Crew(2);
  bench.onEnd(async () => crew.dismiss());
  await crew.hire(server.url, await places(server, devices, random), SEED);
  return { server, crew, random };
}

const rows = (what, samples, targets = {}) =>
  [50, 95, 99].map((percent) => ({ name: `${what}, p${percent}`, value: percentile(samples, percent), unit: "ms", target: targets[percent] }));

/** Acknowledged pushes a second, each of one small change, each on the disk before its answer. */
async function rates(bench) {
  const { server, crew } = await office(bench, 200);
  const found = [];
  for (const count of [1, 10, 100, 200]) {
    await crew.all("rate", { count, seconds: 2 });
    const [before, begun] = [await seconds(server.pid), performance.now()];
    const { took } = await crew.all("rate", { count, seconds: 10 });
    const span = (performance.now() - begun) / 1000;
    const share = (await seconds(server.pid)) - before;
    found.push({ name: `${count} clients: pushes acknowledged`, value: took.length / span, unit: "/s" }, ...rows(`${count} clients: push`, took));
    found.push({ name: `${count} clients: the server's processor time for a push`, value: (1000 * share) / took.length, unit: "ms" });
    found.push({ name: `${count} clients: the server's memory`, value: await memory(server.pid), unit: "MB" });
  }
  return found;
}

/** One change seen on a hundred connected devices. */
async function fanout(bench) {
  const random = seeded(SEED);
  const server = await Server.create({ env: CHEAP });
  bench.onEnd(() => server.remove());
  await server.init();
  await server.start();
  const cookies = [];
  for (let index = 0; index < 101; index += 1) cookies.push(await signIn(server.url, OWNER));
  const devices = cookies.map((cookie) => new Device(server.url, { cookie, client: newId(random) }));
  const { poked, seen } = await fanOut(devices, { changes: 20, random });
  devices.forEach((device) => device.close());
  return [...rows("one change, 100 devices: poked", poked), ...rows("one change, 100 devices: the row is there", seen)];
}

/** 500 devices come back from a day without a network at the same moment. */
async function storm(bench) {
  const { server, crew } = await office(bench, 500);
  await crew.all("skip", { count: 500 });
  const { pushed, pulled } = await crew.all("storm", { count: 500, queued: 100 });
  return [
    { name: "500 devices with 100 changes each: all acknowledged", value: Math.max(...pushed) / 1000, unit: "s", target: 120 },
    { name: "500 devices with 100 changes each: all have pulled", value: Math.max(...pulled) / 1000, unit: "s", target: 120 },
    { name: "500 devices with 100 changes each: the server's memory", value: await memory(server.pid), unit: "MB" },
  ];
}

/** SIGTERM while devices push: it drains, closes, exits with 0, and nothing is lost. */
async function exits(bench) {
  const server = await Server.create({ env: CHEAP });
  bench.onEnd(() => server.remove());
  await server.init();
  await server.start();
  const cookies = [];
  for (let index = 0; index < 16; index += 1) cookies.push(await signIn(server.url, OWNER));
  const siege = new Siege(server, cookies, seeded(SEED));
  const ends = [];
  for (let round = 0; round < 20; round += 1) {
    const end = await siege.round((server) => server.stop(), 1500);
    if (end.code !== 0) throw new Error(`the server exited with ${end.code}`);
    ends.push(end);
    await siege.check();
  }
  await siege.check({ whole: true });
  const kept = await siege.audit();
  return [
    bench.row("20 exits under load: from SIGTERM to the exit", "ms", ends.map(({ took }) => took)),
    bench.row("20 exits under load: start", "ms", ends.map(({ start }) => start)),
    { name: "20 exits under load: changes acknowledged, all there once", value: kept, unit: "" },
  ];
}

/** 200 devices at 50 pushes and 300 reads a second. */
async function soak(bench) {
  const { server, crew } = await office(bench, 200);
  await crew.all("skip", { count: 200 });
  const memories = [];
  const watch = setInterval(() => memory(server.pid).then((mb) => memories.push(mb)), 5000);
  const { push, read, failed = [] } = await crew.all("soak", { count: 200, seconds: MINUTES * 60, together: { pushes: 50, reads: 300 } });
  clearInterval(watch);
  const third = Math.ceil(memories.length / 3);
  const mean = (samples) => samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
  const drift = 100 * (mean(memories.slice(-third)) / mean(memories.slice(third, 2 * third)) - 1);
  failed.slice(0, 5).forEach((why) => console.error(`  ${why}`));
  return [
    { name: `soak of ${MINUTES} minutes: pushes`, value: push.length / MINUTES / 60, unit: "/s" },
    { name: `soak of ${MINUTES} minutes: reads`, value: read.length / MINUTES / 60, unit: "/s" },
    ...rows("soak: push", push, { 99: 250 }),
    ...rows("soak: read", read, { 99: 100 }),
    { name: "soak: requests that failed", value: failed.length, unit: "", target: 0 },
    { name: "soak: the server's memory at the end", value: memories.at(-1), unit: "MB" },
    { name: "soak: memory, last third against the one before", value: drift, unit: "%", target: 10 },
  ];
}

/** Many small changes of a few things: a day of scans. Then a restart over the log that they left. */
async function scans(bench) {
  const { server } = await office(bench, 0);
  const random = seeded(SEED);
  const cookies = [];
  for (let index = 0; index < 20; index += 1) cookies.push(await signIn(server.url, OWNER));
  await stock(new Device(server.url, { cookie: cookies[0], client: newId(random) }));
  const crew = new Crew(2);
  bench.onEnd(async () => crew.dismiss());
  await crew.hire(server.url, cookies.map((cookie) => ({ cookie, client: newId(random) })), SEED);
  const [begun, before] = [performance.now(), await seconds(server.pid)];
  const { took } = await crew.all("scans", { count: cookies.length, each: SCANS / cookies.length, batch: 200, things: THINGS });
  const span = (performance.now() - begun) / 1000;
  const share = (await seconds(server.pid)) - before;
  const held = await memory(server.pid);
  const stopped = performance.now();
  await server.stop();
  const [stop, disk, restarted] = [performance.now() - stopped, await weight(server.data), performance.now()];
  await server.start();
  const start = (performance.now() - restarted) / 1000;
  return [
    { name: `${SCANS} scans taken in`, value: span, unit: "s" },
    { name: "2,000,000 scans at this pace", value: (span * 2_000_000) / SCANS / 60, unit: "min" },
    { name: "scans a second", value: SCANS / span, unit: "/s" },
    { name: "scans: the server's processor time for one", value: (1000 * share) / SCANS, unit: "ms" },
    ...rows("a push of 200 scans", took),
    { name: "scans: the server's memory", value: held, unit: "MB" },
    { name: "scans: on the disk", value: disk, unit: "MB" },
    { name: "scans: exit", value: stop, unit: "ms" },
    { name: `restart over ${Math.round(disk)} MB`, value: start, unit: "s", target: 10 },
    { name: "memory after the restart", value: await memory(server.pid), unit: "MB" },
  ];
}

/** Ends and starts over a log of a gigabyte: long texts that were written again and again. */
async function restart(bench) {
  const server = await Server.create({ env: CHEAP });
  bench.onEnd(() => server.remove());
  await server.init();
  await server.start();
  const random = seeded(SEED);
  const device = new Device(server.url, { cookie: await signIn(server.url, OWNER), client: newId(random) });
  await stock(device);
  for (let mb = 0; mb < LOG_MB; mb += 2) await device.push(Array.from({ length: 40 }, () => device.mutation([rewritten(random)])));
  device.close();
  const rows = [];
  for (const [how, end] of [["an exit", (server) => server.stop()], ["a kill", (server) => server.kill()]]) {
    await end(server);
    const disk = await weight(server.data);
    const begun = performance.now();
    await server.start();
    rows.push({ name: `restart after ${how} over ${Math.round(disk)} MB`, value: (performance.now() - begun) / 1000, unit: "s", target: 10 });
  }
  return [...rows, { name: "restart: the server's memory", value: await memory(server.pid), unit: "MB" }];
}

/** A description of 50 kB that hardly compresses. */
function rewritten(random) {
  const text = Array.from({ length: 50_000 }, () => String.fromCharCode(33 + below(random, 94))).join("");
  return { op: "patch", entity: "account", id: idOf(1 + below(random, THINGS)), changes: [{ field: "description", edit: { set: text }, base: Number.MAX_SAFE_INTEGER }] };
}

/** Things that can be scanned. */
async function stock(device) {
  for (let done = 0; done < THINGS; done += 1000) {
    const ops = Array.from({ length: 1000 }, (_, index) => ({ op: "create", entity: "account", id: idOf(1 + done + index), values: { name: `Pallet ${done + index}` } }));
    await device.push([device.mutation(ops.slice(0, 500)), device.mutation(ops.slice(500))]);
  }
  device.close();
}

export async function run(bench) {
  const parts = { rates, fanout, storm, exits, soak, scans, restart };
  const found = [];
  for (const name of PARTS) {
    console.log(`  ${name} …`);
    found.push(...(await parts[name](bench)));
    await bench.clean();
  }
  return found;
}
