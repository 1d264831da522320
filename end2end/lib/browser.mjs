// How the browser is started, the same way for tests, benchmarks and screenshots.
import { readFile, readdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "@playwright/test";

export const LAUNCH = {
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
  ],
};

/** A person's device: a browser profile on disk that outlives the browser. */
export class Device {
  static async create(options = {}) {
    const profile = await mkdtemp(join(tmpdir(), "sextant-device-"));
    return new Device(profile, options);
  }

  constructor(profile, options) {
    this.profile = profile;
    this.options = options;
  }

  /** Starts the browser and returns its first page. */
  async open() {
    this.context = await chromium.launchPersistentContext(this.profile, { ...LAUNCH, ...this.options });
    await this.options.prepare?.(this.context);
    this.page = this.context.pages()[0] ?? (await this.context.newPage());
    return this.page;
  }

  /** Cuts the network, or gives it back. */
  offline(cut = true) {
    return this.context.setOffline(cut);
  }

  /** Waits until the browser has the session's cookie on disk: it writes cookies there twice a minute. */
  async remembered() {
    const jar = join(this.profile, "Default/Cookies");
    const kept = async () => (await readFile(jar).catch(() => Buffer.alloc(0))).includes("sextant");
    for (let tries = 0; !(await kept()); tries += 1) {
      if (tries > 90) throw new Error(`${jar} holds no session`);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  /** Closes the browser as a person would. */
  async close() {
    await this.context?.close();
    this.context = undefined;
  }

  /** Ends the browser as the system does when it needs memory. */
  async kill() {
    const gone = new Promise((resolve) => this.context.once("close", resolve));
    for (const pid of await browserProcesses(this.profile)) process.kill(pid, "SIGKILL");
    await gone;
    this.context = undefined;
  }

  /** Closes the browser and removes the profile. */
  async remove() {
    await this.close().catch(() => {});
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** Processes of the browser that uses this profile; the one without a type is the browser itself. */
async function browserProcesses(profile) {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const found = [];
  for (const pid of pids) {
    const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "");
    if (line.includes(`--user-data-dir=${profile}`) && !line.includes("--type=")) found.push(Number(pid));
  }
  return found;
}
