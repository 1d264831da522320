// A server in front of the server, for what a test cannot ask of the real one: another version of the
// app, answers that are slow, broken or missing, a link that loses some of what goes over it.
import { createServer, request } from "node:http";
import { seeded } from "./random.mjs";
import { freePort } from "./server.mjs";

export class Proxy {
  /** Changes an answer: `(path, answer) => answer`, where an answer is `{ status, headers, body }`. */
  edit = (_path, answer) => answer;

  /** Changes what is asked: `(path, body) => body`, with the body as text. */
  ask = (_path, body) => body;

  /** What is lost of an exchange: `(path) => "request" | "answer" | undefined`. Whoever asked is hung up on. */
  lose = (_path) => undefined;

  /** A proxy to the server, at an address of its own. */
  static async to(server) {
    const proxy = new Proxy();
    const port = await freePort();
    proxy.url = `http://127.0.0.1:${port}`;
    proxy.listener = createServer((asked, answer) => {
      // Whoever hangs up midway is hung up on.
      proxy.#pass(server, asked, answer).catch(() => answer.destroy());
    });
    await new Promise((resolve) => proxy.listener.listen(port, "127.0.0.1", resolve));
    return proxy;
  }

  /** Stops at once. */
  async stop() {
    this.listener.closeAllConnections();
    await new Promise((resolve) => this.listener.close(resolve));
  }

  async #pass(server, asked, answer) {
    // Whole answers in plain form, so that there is something to change.
    const { "if-none-match": _tag, "if-modified-since": _date, "content-length": _long, ...asking } = asked.headers;
    const body = Buffer.from(this.ask(asked.url, (await whole(asked)).toString()));
    const lost = this.lose(asked.url);
    if (lost === "request") {
      answer.destroy();
      return;
    }
    const length = body.length > 0 ? { "content-length": body.length } : {};
    const headers = { ...asking, ...length, "accept-encoding": "identity" };
    const got = await new Promise((resolve, reject) => {
      request(server.url + asked.url, { method: asked.method, headers }, resolve).on("error", reject).end(body);
    });
    if (lost === "answer") {
      // The server has done what it was asked, and nobody hears of it.
      await whole(got);
      answer.destroy();
      return;
    }
    const { "content-length": _length, "transfer-encoding": _coding, ...kept } = got.headers;
    if (kept["content-type"]?.startsWith("text/event-stream")) {
      // It never ends: there is nothing whole to change.
      got.pipe(answer.writeHead(got.statusCode, kept));
      answer.on("close", () => got.destroy());
      return;
    }
    const given = { status: got.statusCode, headers: kept, body: await whole(got) };
    const changed = await this.edit(asked.url, given);
    answer.writeHead(changed.status, changed.headers).end(changed.body);
  }
}

/** Loses a share of all exchanges with the server, requests and answers alike, as a seed decides; `lost` counts them. */
export function lossy(share, seed) {
  const random = seeded(seed);
  const lose = (path) => {
    if (!path.startsWith("/api/") || random() >= share) return undefined;
    lose.lost += 1;
    return random() < 0.5 ? "request" : "answer";
  };
  lose.lost = 0;
  return lose;
}

/** All bytes of a message. */
async function whole(message) {
  const chunks = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks);
}
