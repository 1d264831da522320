// The real `sextant` binary: started on a free port over a data directory of its own, stopped, killed,
// started again at the same address.
import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const BINARY = process.env.SEXTANT_BIN ?? "sextant";
const READY = /listening on (http:\/\/\S+)/;
const START_TIMEOUT = 60_000;

/** The person who owns the workspace of a test. */
export const OWNER = { email: "owner@example.com", name: "Olive Owner", password: "correct horse battery staple" };

export class Server {
  #process;
  #log = "";

  constructor(data, port, env) {
    this.data = data;
    this.port = port;
    this.env = env;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** A server that is not started yet, over an empty directory. */
  static async create({ env = {} } = {}) {
    const data = await mkdtemp(join(tmpdir(), "sextant-"));
    return new Server(data, await freePort(), env);
  }

  /** A started server with a workspace that {@link OWNER} owns. */
  static async withWorkspace(options = {}) {
    const server = await Server.create(options);
    await server.init();
    await server.start();
    return server;
  }

  /** Everything that the server has written since it was created. */
  get log() {
    return this.#log;
  }

  get pid() {
    return this.#process?.pid;
  }

  /** Starts the server and waits until it says that it listens. */
  async start() {
    const args = ["serve", "--data", this.data, "--listen", `127.0.0.1:${this.port}`];
    const child = spawn(BINARY, args, { env: { ...process.env, ...this.env }, stdio: ["ignore", "pipe", "pipe"] });
    this.#process = child;
    let said = "";
    await new Promise((resolve, reject) => {
      const fail = (reason) => reject(new Error(`${reason}\n${said}`));
      const timer = setTimeout(fail, START_TIMEOUT, "the server does not listen").unref();
      const read = (chunk) => {
        this.#log += chunk;
        said += chunk;
        if (READY.test(said)) resolve();
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.once("error", (error) => fail(`cannot start ${BINARY}: ${error.message}`));
      child.once("exit", (code, signal) => fail(`the server ended: ${code ?? signal}`));
      child.once("exit", () => clearTimeout(timer));
    });
  }

  /** Asks the server to stop and waits; its exit code. */
  stop() {
    return this.#end("SIGTERM");
  }

  /** Ends the server as a power cut would. */
  kill() {
    return this.#end("SIGKILL");
  }

  /** Starts again at the same address over the same data. */
  async restart() {
    await this.stop();
    await this.start();
  }

  async #end(signal) {
    const child = this.#process;
    this.#process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode;
    const ended = new Promise((resolve) => child.once("exit", (code) => resolve(code)));
    child.kill(signal);
    return ended;
  }

  /** Runs a command on this data directory; the server must be stopped for most. */
  command(name, args = [], input = "") {
    return run([...name.split(" "), "--data", this.data, ...args], { input, env: this.env });
  }

  /** Creates the workspace. */
  init({ workspace = "Test", owner = OWNER } = {}) {
    return this.#fill(["init", "--workspace", workspace, "--owner", owner.email], `${owner.password}\n`);
  }

  /** Adds a person. */
  addUser({ email, name, role, password }) {
    return this.command("user add", ["--email", email, "--name", name, "--role", role], `${password}\n`);
  }

  /** Imports a file; what the command printed. */
  import(entity, file, args = []) {
    return this.command("import", ["--entity", entity, ...args, file]);
  }

  /** Creates the generated workspace and returns its sign-in `{ email, password }`. */
  async demo(size = "small") {
    return JSON.parse(await this.#fill(["demo", "--size", size, "--json"]));
  }

  /** Fills the empty directory by a command; what the command printed. */
  async #fill(args, input = "") {
    const { data, printed } = await made(args, input, this.env);
    await cp(data, this.data, { recursive: true });
    return printed;
  }

  /** Ends the server and removes its data. */
  async remove() {
    await this.kill();
    await rm(this.data, { recursive: true, force: true });
  }
}

const all = new Map();

/** What a command makes of an empty directory: made once by each worker, and copied from there. */
function made(args, input, env) {
  const key = JSON.stringify([args, input, env]);
  if (!all.has(key)) {
    const making = make(args, input, env);
    all.set(key, making);
    // What failed once is tried again by the next test.
    making.catch(() => all.delete(key));
  }
  return all.get(key);
}

async function make(args, input, env) {
  const data = await mkdtemp(join(tmpdir(), "sextant-made-"));
  process.once("exit", () => rmSync(data, { recursive: true, force: true }));
  const { stdout } = await run([...args, "--data", data], { input, env });
  return { data, printed: stdout };
}

/** Runs `sextant` to its end; fails with what it wrote when it does not exit with 0. */
export function run(args, { input = "", env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(BINARY, args, { env: { ...process.env, ...env }, stdio: ["pipe", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    child.on("error", (error) => reject(new Error(`cannot start ${BINARY}: ${error.message}`)));
    child.on("close", (code) => {
      if (code === 0) resolve({ stdout, stderr });
      else reject(new Error(`sextant ${args.join(" ")} exited with ${code}\n${stderr}${stdout}`));
    });
    child.stdin.on("error", () => {});
    child.stdin.end(input);
  });
}

/** A port of the loopback interface that nobody listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
