// A mail server that takes what it is given, unless it is told to refuse, and remembers it.
import { createServer } from "node:net";

export class Smtp {
  /** Everything that was taken: `{ recipients, text }`. */
  heard = [];

  /** Answers to the next recipients, such as "550 no such mailbox"; where there are none, they are fine. */
  refusals = [];

  static async start() {
    const smtp = new Smtp();
    smtp.listener = createServer((socket) => smtp.#serve(socket));
    await new Promise((resolve) => smtp.listener.listen(0, "127.0.0.1", resolve));
    return smtp;
  }

  /** What a server needs to know to send by it. Links in messages lead to `url`. */
  env(url) {
    return {
      SEXTANT_MAIL_HOST: "127.0.0.1",
      SEXTANT_MAIL_PORT: String(this.listener.address().port),
      SEXTANT_MAIL_SECURITY: "none",
      SEXTANT_MAIL_FROM: "offers@example.com",
      SEXTANT_MAIL_URL: url,
    };
  }

  async stop() {
    await new Promise((resolve) => this.listener.close(resolve));
  }

  #serve(socket) {
    let [rest, recipients, text] = ["", [], undefined];
    const say = (line) => socket.write(`${line}\r\n`);
    const take = (line) => {
      if (text !== undefined) {
        if (line !== ".") return void (text += `${line.replace(/^\./, "")}\r\n`);
        this.heard.push({ recipients, text });
        [recipients, text] = [[], undefined];
        return say("250 taken");
      }
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "EHLO") return say("250-test\r\n250 8BITMIME");
      if (verb === "RCPT") {
        const refusal = this.refusals.shift();
        if (!refusal) recipients.push(line.match(/<(.*)>/)[1]);
        return say(refusal ?? "250 ok");
      }
      if (verb === "DATA") {
        text = "";
        return say("354 go on");
      }
      say(verb === "QUIT" ? "221 bye" : "250 ok");
    };
    socket.setEncoding("latin1");
    socket.on("error", () => {});
    socket.on("data", (data) => {
      const lines = (rest + data).split("\r\n");
      rest = lines.pop();
      for (const line of lines) take(line);
    });
    say("220 test");
  }
}

/** The text of a message, and its first file. */
export function opened({ text }) {
  const boundary = text.match(/boundary="([^"]+)"/)?.[1];
  const parts = boundary ? text.split(`--${boundary}`).slice(1, -1) : [text];
  const [words, file] = parts.map((part) => {
    const at = part.indexOf("\r\n\r\n");
    const [head, body] = [part.slice(0, at), part.slice(at + 4)];
    if (/base64/i.test(head)) return Buffer.from(body, "base64");
    if (!/quoted-printable/i.test(head)) return Buffer.from(body, "latin1");
    const bytes = body.replaceAll("=\r\n", "").replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
    return Buffer.from(bytes, "latin1");
  });
  return { words: words.toString("utf8"), file };
}
