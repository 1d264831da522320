// What a device says to the server, without a browser around it.
import { Agent, request } from "node:http";

const json = { "content-type": "application/json", "sec-fetch-site": "same-origin" };

/** One request; `{ status, headers, body }` with the body as bytes. Fails when the connection does. */
export function send(url, { method = "GET", headers = {}, body, agent } = {}) {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const length = text === undefined ? {} : { ...json, "content-length": Buffer.byteLength(text) };
    const asked = request(url, { method, agent, headers: { ...length, ...headers } }, (answer) => {
      const chunks = [];
      answer.on("data", (chunk) => chunks.push(chunk));
      answer.on("error", reject);
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) }));
    });
    asked.on("error", reject);
    asked.end(text);
  });
}

/** Signs in; the cookie. */
export async function signIn(url, { email, password }) {
  const { status, headers, body } = await send(`${url}/api/session`, { method: "POST", body: { email, password } });
  if (status !== 201) throw new Error(`sign-in of ${email}: ${status} ${body}`);
  return headers["set-cookie"][0].split(";")[0];
}

/** A refusal: the connection is fine, the answer is not. */
export class Refused extends Error {
  constructor(path, status, body) {
    super(`${path}: ${status} ${body.toString().slice(0, 200)}`);
    this.status = status;
  }
}

/** A device that pushes and pulls over one connection, as the app does. */
export class Device {
  #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  #number = 0;
  #cursor;
  #identity;

  constructor(url, { cookie, client }) {
    this.url = url;
    this.cookie = cookie;
    this.client = client;
  }

  /** A mutation of these operations under the device's next number. */
  mutation(ops) {
    this.#number += 1;
    return { client: this.client, number: this.#number, at: Date.now(), ops };
  }

  /** Offers mutations; their outcomes, which are on the server's disk. */
  async push(mutations) {
    const { outcomes } = await this.#post("/api/sync/push", { protocol: 1, epoch: "", mutations });
    return outcomes;
  }

  /** Stands at the head without taking what is there; for devices that only want what comes. */
  async skip() {
    const reply = await this.#ask();
    this.#identity = reply.identity;
    this.#cursor = reply.cursor ?? reply.manifest.cursor;
  }

  /** Everything since the last time: the rows. */
  async pull() {
    const rows = [];
    for (;;) {
      const reply = await this.#ask();
      this.#identity = reply.identity;
      this.#cursor = reply.cursor ?? reply.manifest.cursor;
      rows.push(...(reply.rows ?? []));
      if (!reply.more) return rows;
    }
  }

  /** A page of a list. */
  get(path) {
    return this.#answer(path, { headers: { cookie: this.cookie }, agent: this.#agent });
  }

  /** Calls `heard` at each poke; gives the way to hang up. */
  listen(heard) {
    return new Promise((resolve, reject) => {
      const headers = { cookie: this.cookie, accept: "text/event-stream" };
      const asked = request(`${this.url}/api/sync/events`, { headers }, (answer) => {
        if (answer.statusCode !== 200) reject(new Refused("/api/sync/events", answer.statusCode, Buffer.alloc(0)));
        answer.on("data", (text) => String(text).includes("event: head") && heard());
        answer.on("error", () => {});
        resolve(() => asked.destroy());
      });
      asked.on("error", reject);
      asked.end();
    });
  }

  close() {
    this.#agent.destroy();
  }

  #ask() {
    const { scopes = [], hidden = [], role } = this.#identity ?? {};
    const sees_all = role === "owner" || role === "admin";
    return this.#post("/api/sync/pull", { protocol: 1, client: this.client, cursor: this.#cursor ?? null, scopes, sees_all, hidden });
  }

  async #post(path, body) {
    return JSON.parse(await this.#answer(path, { method: "POST", headers: { cookie: this.cookie }, agent: this.#agent, body }));
  }

  async #answer(path, options) {
    const { status, body } = await send(this.url + path, options);
    if (status !== 200) throw new Refused(path, status, body);
    return body;
  }
}
