// The product in three dimensions. The script that draws is large, so it loads when somebody wants to see.
import { report, say } from "/p/shop/words.js";

/** Offers to show the product, where it has a body. `load` brings the script. */
export function offerScene(desk, load) {
  const section = desk.shop.querySelector("[data-stage]");
  if (!section) return;
  const show = section.querySelector("[data-scene=show]");
  const view = section.querySelector(".scene__view");
  let stage;

  const draw = async () => {
    if (!stage || view.hidden) return;
    const drawn = await desk.draw();
    if (drawn) stage.show(drawn.figure);
  };
  const open = async () => {
    const { Stage } = await load();
    stage ??= new Stage(section.querySelector("canvas"), () => {}, false);
    await draw();
  };
  const toggle = () => {
    view.hidden = !view.hidden;
    show.setAttribute("aria-expanded", String(!view.hidden));
    show.textContent = say(desk.words, view.hidden ? "shown" : "show-less");
    if (!view.hidden) open().catch((error) => failed(desk, error));
  };

  show.disabled = false;
  show.addEventListener("click", toggle);
  section.querySelector("[data-scene=nearer]").addEventListener("click", () => stage?.zoom(0.8));
  section.querySelector("[data-scene=farther]").addEventListener("click", () => stage?.zoom(1.25));
  section.querySelector("[data-scene=reset]").addEventListener("click", () => stage?.reset());
  desk.addEventListener("click", () => draw().catch((error) => failed(desk, error)));
}

function failed(desk, error) {
  console.error(error);
  report(desk.shop.querySelector("[data-status]"), say(desk.words, "failed"), "bad");
}
