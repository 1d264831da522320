// A server in front of the server, for what a test cannot ask of the real one: another version of the
// app, answers that are slow, broken or missing.
import { createServer, request } from "node:http";
import { freePort } from "./server.mjs";

export class Proxy {
  /** Changes an answer: `(path, answer) => answer`, where an answer is `{ status, headers, body }`. */
  edit = (_path, answer) => answer;

  /** A proxy to the server, at an address of its own. */
  static async to(server) {
    const proxy = new Proxy();
    const port = await freePort();
    proxy.url = `http://127.0.0.1:${port}`;
    proxy.listener = createServer((asked, answer) => proxy.#pass(server, asked, answer));
    await new Promise((resolve) => proxy.listener.listen(port, "127.0.0.1", resolve));
    return proxy;
  }

  /** Stops at once. */
  async stop() {
    this.listener.closeAllConnections();
    await new Promise((resolve) => this.listener.close(resolve));
  }

  #pass(server, asked, answer) {
    // Whole answers in plain form, so that there is something to change.
    const { "if-none-match": _tag, "if-modified-since": _date, ...asking } = asked.headers;
    const headers = { ...asking, "accept-encoding": "identity" };
    const onward = request(server.url + asked.url, { method: asked.method, headers }, async (got) => {
      const chunks = [];
      for await (const chunk of got) chunks.push(chunk);
      const { "content-length": _length, "transfer-encoding": _coding, ...kept } = got.headers;
      const given = { status: got.statusCode, headers: kept, body: Buffer.concat(chunks) };
      const { status, headers, body } = await this.edit(asked.url, given);
      answer.writeHead(status, headers).end(body);
    });
    onward.on("error", () => answer.destroy());
    asked.pipe(onward);
  }
}
