// Speaks with the workshop: questions and replies as `app/workshop/protocol` describes them.

/** A worker that is started when it is first asked, and again where it has ended. */
export class Workshop {
  #url;
  #worker;
  #asked = 0;
  #waiting = new Map();

  constructor(url) {
    this.#url = url;
  }

  /** Asks once. Fails with what the workshop said: `{ problems }` or `{ not_open }`. */
  ask(name, question) {
    return new Promise((resolve, reject) => {
      this.#asked += 1;
      this.#waiting.set(this.#asked, { resolve, reject });
      this.#started().postMessage([this.#asked, JSON.stringify({ [name]: question })]);
    });
  }

  #started() {
    this.#worker ??= this.#start();
    return this.#worker;
  }

  #start() {
    const worker = new Worker(this.#url, { type: "module" });
    worker.onmessage = ({ data: [number, text] }) => {
      const { Ok, Err } = JSON.parse(text);
      const asker = this.#waiting.get(number);
      this.#waiting.delete(number);
      if (Err) asker?.reject(Err);
      else asker?.resolve(Ok);
    };
    worker.onerror = ({ message }) => this.#ended(new Error(`the workshop ended: ${message ?? "it did not load"}`));
    return worker;
  }

  #ended(error) {
    this.#worker?.terminate();
    this.#worker = undefined;
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of waiting) reject(error);
  }
}
