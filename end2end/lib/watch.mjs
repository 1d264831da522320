// What must never happen while a test runs: errors in the console, and anything that the
// Content-Security-Policy refused.

/** What a browser writes by itself when the server is away, or answers with an error on purpose. */
export const NETWORK = /net::ERR_|Failed to load resource/;

/** Watches the pages of any number of browser contexts. */
export class Watch {
  /** What was seen and not allowed, as sentences. */
  seen = [];
  // A device that nobody has signed in on asks the server who it is, and browsers write every 401 down.
  #allowed = [/console: .*status of 401/];
  #over = false;

  /** Says that a test provokes this. */
  allow(pattern) {
    this.#allowed.push(pattern);
  }

  /** Ends watching: what comes now comes from taking the servers away after the test. */
  end() {
    this.#over = true;
  }

  /** Watches every page of a context, present and future. */
  async follow(context) {
    await context.exposeBinding("__sextantRefused", (_source, text) => this.#note(`policy: ${text}`));
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        const { violatedDirective, blockedURI, sourceFile, lineNumber } = event;
        globalThis.__sextantRefused(`${violatedDirective} refused ${blockedURI} at ${sourceFile}:${lineNumber}`);
      });
    });
    const listen = (page) => page.on("pageerror", (error) => this.#note(`error: ${error.stack ?? error.message}`));
    context.pages().forEach(listen);
    context.on("page", listen);
    context.on("console", (message) => {
      if (message.type() === "error") this.#note(`console: ${message.text()} (${message.location().url})`);
    });
  }

  #note(text) {
    if (!this.#over && !this.#allowed.some((pattern) => pattern.test(text))) this.seen.push(text);
  }
}
