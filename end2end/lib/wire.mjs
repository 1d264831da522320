// A wire in front of a server: counts what goes through, and can be cut and mended.
import { connect, createServer } from "node:net";
import { gzipSync } from "node:zlib";
import { freePort } from "./server.mjs";

export class Wire {
  /** Bytes towards the server and back. */
  up = 0;
  down = 0;
  #kept = [];
  #open = new Set();
  #cut = false;

  /** A wire to a port of this machine, at an address of its own. */
  static async to(port) {
    const wire = new Wire();
    const own = await freePort();
    wire.url = `http://127.0.0.1:${own}`;
    wire.listener = createServer({ noDelay: true }, (near) => wire.#join(near, port));
    await new Promise((resolve) => wire.listener.listen(own, "127.0.0.1", resolve));
    return wire;
  }

  /** Nothing goes through any more; what is under way is lost. */
  cut() {
    this.#cut = true;
    for (const socket of this.#open) socket.resetAndDestroy();
  }

  mend() {
    this.#cut = false;
  }

  /** Counts from here on. */
  reset() {
    this.up = 0;
    this.down = 0;
    this.#kept = [];
  }

  /** What the answers would have come to if each byte of them had been compressed on the way. */
  compressed() {
    return gzipSync(Buffer.concat(this.#kept)).length;
  }

  async stop() {
    this.cut();
    await new Promise((resolve) => this.listener.close(resolve));
  }

  #join(near, port) {
    if (this.#cut) return near.resetAndDestroy();
    const far = connect({ port, host: "127.0.0.1", noDelay: true });
    for (const socket of [near, far]) {
      this.#open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => this.#open.delete(socket));
    }
    near.on("data", (bytes) => (this.up += bytes.length));
    far.on("data", (bytes) => {
      this.down += bytes.length;
      this.#kept.push(bytes);
    });
    near.pipe(far);
    far.pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
    return undefined;
  }
}
