// Handing on what was configured: the address holds all of it.
import { report, say } from "/p/shop/words.js";

/** Copies the link; where the browser does not let a page copy, as in a frame, it is there to be copied by hand. */
export function offerLink(desk) {
  const copy = desk.shop.querySelector("[data-copy]");
  const said = desk.shop.querySelector("[data-copied]");
  copy.disabled = false;
  copy.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(desk.link);
      report(said, say(desk.words, "copied"), "good");
    } catch (failure) {
      console.info("not copied:", failure.message);
      report(said, say(desk.words, "not-copied", { what: desk.link }));
    }
  });
  desk.addEventListener("click", () => report(said, undefined));
}
