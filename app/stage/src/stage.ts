// Shows the figure of a configured product on a canvas, and takes pictures of it.
//
// The app loads this when a product is to be seen (`app/src/services/stage.rs`), and calls nothing but what is exported
// here. Nothing is drawn unless something changed.
import { ACESFilmicToneMapping, Color, PMREMGenerator, WebGLRenderer } from "three";
import type { Figure } from "./figure";
import { handle, Orbit } from "./orbit";
import { Painter } from "./painter";
import { room, Studio } from "./scene";

/** What draws: a graphics card, or the processor where there is none. */
interface Drawer {
  /** Draws now, in so many pixels. */
  draw(studio: Studio, orbit: Orbit, width: number, height: number): void;
  dispose(): void;
}

/** Told after every move: the side that is seen, 0 for the front and each eighth on to the right, and degrees above. */
type Told = (side: number, elevation: number) => void;

/** A canvas that shows figures. */
export class Stage {
  readonly #studio = new Studio();
  readonly #orbit = new Orbit();
  readonly #drawer: Drawer;
  readonly #over = new AbortController();
  readonly #watched: ResizeObserver;
  #asked = 0;
  #seen = "";

  /** Whether a graphics card draws. */
  readonly solid: boolean;

  constructor(
    readonly canvas: HTMLCanvasElement,
    readonly told: Told,
    patient: boolean,
  ) {
    // Without a context the canvas is still free for the painter; creating the renderer without one would fail loudly.
    const context = patient || hasCard() ? canvas.getContext("webgl2", { alpha: true, antialias: true }) : null;
    this.solid = context !== null;
    this.#drawer = context ? card(canvas, context) : processor(canvas);
    this.#watched = new ResizeObserver(() => this.#resize());
    this.#watched.observe(canvas);
    canvas.addEventListener("webglcontextrestored", () => this.#ask(), { signal: this.#over.signal });
    handle(canvas, this.#orbit, () => this.#moved(), this.#over.signal);
  }

  /** Shows a figure, given as JSON. The direction stays, unless it is the first. */
  show(text: string): void {
    const figure = JSON.parse(text) as Figure;
    this.#studio.show(figure);
    if (this.#seen === "") this.#orbit.reset(figure.view);
    this.#seen = text;
    this.#orbit.frame(this.#studio.bounds);
    this.#moved();
  }

  zoom(factor: number): void {
    this.#orbit.near(factor);
    this.#moved();
  }

  reset(): void {
    this.#orbit.reset();
    this.#moved();
  }

  #moved(): void {
    const side = Math.round((((this.#orbit.azimuth % 360) + 360) % 360) / 45) % 8;
    this.told(side, Math.round(this.#orbit.elevation));
    this.#ask();
  }

  /** A resized canvas is empty, so it is drawn in the same frame. */
  #resize(): void {
    cancelAnimationFrame(this.#asked);
    this.#draw();
  }

  #ask(): void {
    cancelAnimationFrame(this.#asked);
    this.#asked = requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    const { clientWidth, clientHeight } = this.canvas;
    if (this.#seen === "" || clientWidth === 0 || clientHeight === 0) return;
    const scale = Math.min(2, window.devicePixelRatio);
    this.#orbit.resize(clientWidth, clientHeight);
    this.#drawer.draw(this.#studio, this.#orbit, Math.round(clientWidth * scale), Math.round(clientHeight * scale));
    this.canvas.dataset.drawn = String(Number(this.canvas.dataset.drawn ?? 0) + 1);
  }

  /** The figure as it is seen first, in so many pixels: PNG, transparent where nothing is; on a ground a JPEG, far smaller. */
  async still(width: number, height: number, ground = ""): Promise<Uint8Array> {
    const orbit = new Orbit();
    orbit.reset((JSON.parse(this.#seen) as Figure).view);
    orbit.frame(this.#studio.bounds);
    orbit.resize(width, height);
    this.#drawer.draw(this.#studio, orbit, width, height);
    // The picture is taken at once and encoded later, so what is shown comes back before anybody sees this.
    const encoded = ground === "" ? encode(this.canvas, "image/png") : encode(onto(ground, this.canvas), "image/jpeg");
    this.#draw();
    return encoded;
  }

  dispose(): void {
    this.#over.abort();
    this.#watched.disconnect();
    cancelAnimationFrame(this.#asked);
    this.#studio.dispose();
    this.#drawer.dispose();
  }
}

/** A copy of what is drawn at this moment, on a ground. */
function onto(ground: string, canvas: HTMLCanvasElement): HTMLCanvasElement {
  const { width, height } = canvas;
  const copy = Object.assign(document.createElement("canvas"), { width, height });
  const pen = copy.getContext("2d");
  if (!pen) throw new Error("this browser draws nothing");
  pen.fillStyle = ground;
  pen.fillRect(0, 0, width, height);
  pen.drawImage(canvas, 0, 0);
  return copy;
}

async function encode(canvas: HTMLCanvasElement, kind: string): Promise<Uint8Array> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, kind, 0.85));
  if (!blob) throw new Error("the picture could not be encoded");
  return new Uint8Array(await blob.arrayBuffer());
}

/** Takes a picture of a figure that is not on the screen, on white as on paper. */
export async function still(text: string, width: number, height: number): Promise<Uint8Array> {
  const stage = new Stage(document.createElement("canvas"), () => {}, false);
  try {
    stage.show(text);
    return await stage.still(width, height, "#ffffff");
  } finally {
    stage.dispose();
  }
}

/** What plays a graphics card by the processor takes seconds for a picture: only for those who ask for it. */
const PLAYED = /swiftshader|llvmpipe|softpipe|software|basic render/i;

/** Whether there is a graphics card: browsers say so by name alone, not all of them by the caveat. */
function hasCard(): boolean {
  const probe = document.createElement("canvas").getContext("webgl2", { failIfMajorPerformanceCaveat: true });
  const names = probe?.getExtension("WEBGL_debug_renderer_info");
  const name = names ? String(probe?.getParameter(names.UNMASKED_RENDERER_WEBGL)) : "";
  probe?.getExtension("WEBGL_lose_context")?.loseContext();
  return probe !== null && !PLAYED.test(name);
}

function card(canvas: HTMLCanvasElement, context: WebGL2RenderingContext): Drawer {
  const renderer = new WebGLRenderer({ canvas, context });
  renderer.setClearColor(new Color("#000000"), 0);
  renderer.toneMapping = ACESFilmicToneMapping;
  renderer.toneMappingExposure = 1.05;
  renderer.shadowMap.enabled = true;
  const light = new PMREMGenerator(renderer).fromScene(room(), 0.03).texture;
  return {
    draw(studio, orbit, width, height) {
      if (canvas.width !== width || canvas.height !== height) renderer.setSize(width, height, false);
      studio.scene.environment = light;
      studio.scene.environmentIntensity = 0.75;
      renderer.render(studio.scene, orbit.camera);
    },
    dispose() {
      light.dispose();
      renderer.dispose();
      // Browsers hold few contexts and collect them late: a picture for each line of a quote would be too many.
      context.getExtension("WEBGL_lose_context")?.loseContext();
    },
  };
}

function processor(canvas: HTMLCanvasElement): Drawer {
  const painter = new Painter(canvas);
  return {
    draw(studio, orbit, width, height) {
      Object.assign(canvas, { width, height });
      painter.render(studio, orbit.camera);
    },
    dispose() {},
  };
}
