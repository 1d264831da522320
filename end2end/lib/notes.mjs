// Many small edits by one person, through the page, as fast as it takes them.
import { every } from "./app.mjs";

/**
 * Writes notes on the record that the page shows, each when the one before is on the disk: the texts from `first` on,
 * `count` of them. `globalThis.kept`, where there is one, is told each that is.
 */
export function writeNotes(page, { first = 0, count, text }) {
  return page.evaluate(async ({ first, count, text }) => {
    const written = () => performance.getEntriesByName("write.durable").length;
    const set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, "value").set;
    const turn = () => new Promise((resolve) => setTimeout(resolve, 0));
    for (let number = first; number < first + count; number += 1) {
      const before = written();
      const box = [...document.querySelectorAll("textarea")].find((area) => area.offsetParent);
      set.call(box, `${text} ${number}`);
      box.dispatchEvent(new InputEvent("input", { bubbles: true }));
      await turn();
      [...document.querySelectorAll("button")].find((button) => button.textContent.includes("Save note")).click();
      while (written() === before) await turn();
      globalThis.kept?.(number);
    }
  }, { first, count, text });
}

/** The texts of all notes that the server has. */
export const notes = async (page, server) => (await every(page, server, "notes")).map(({ body }) => body);
