// The camera and the hands that lead it: mouse, fingers, keys.
import { type Box3, PerspectiveCamera, Vector3 } from "three";
import type { View } from "./figure";

const RADIAN = Math.PI / 180;
/** Degrees by one press of an arrow key. */
const STEP = 15;
const LOWEST = -8;
const HIGHEST = 86;
const NEAREST = 0.35;
const FARTHEST = 2;

const clamp = (value: number, least: number, most: number) => Math.min(most, Math.max(least, value));

/** Where a camera stands: around what, from where, how far. */
export class Orbit {
  readonly camera = new PerspectiveCamera(26, 1, 0.05, 60);
  azimuth = 0;
  elevation = 0;
  /** 1 shows all of the figure. */
  zoom = 1;
  readonly #shift = new Vector3();
  readonly #middle = new Vector3();
  readonly #half = new Vector3(1, 1, 1);
  #home: View = { azimuth: 30, elevation: 18 };

  /** What is looked at. */
  frame(bounds: Box3): void {
    bounds.getCenter(this.#middle);
    bounds.getSize(this.#half).multiplyScalar(0.5);
    this.place();
  }

  /** Back to where a figure is seen first. */
  reset(home: View = this.#home): void {
    this.#home = home;
    Object.assign(this, home);
    this.zoom = 1;
    this.#shift.set(0, 0, 0);
    this.place();
  }

  turn(azimuth: number, elevation: number): void {
    this.azimuth = (this.azimuth + azimuth) % 360;
    this.elevation = clamp(this.elevation + elevation, LOWEST, HIGHEST);
    this.place();
  }

  near(factor: number): void {
    this.zoom = clamp(this.zoom * factor, NEAREST, FARTHEST);
    this.place();
  }

  /** Shifts by shares of the window's height. */
  pan(x: number, y: number): void {
    const tall = 2 * this.#distance() * Math.tan((this.camera.fov / 2) * RADIAN);
    const [right, up] = [new Vector3(), new Vector3()];
    this.camera.matrix.extractBasis(right, up, new Vector3());
    this.#shift.addScaledVector(right, -x * tall).addScaledVector(up, y * tall);
    this.#shift.clampLength(0, this.#half.length());
    this.place();
  }

  resize(width: number, height: number): void {
    this.camera.aspect = width / Math.max(1, height);
    this.place();
  }

  /** So far that all of the figure is seen, nearly so from the sides that are seen first least. */
  #distance(): number {
    return Math.max(this.#fit(this.#home.azimuth), 0.88 * this.#fit(this.azimuth)) * 1.05 * this.zoom;
  }

  /** The least distance at which every corner of the figure is within the picture. */
  #fit(azimuth: number): number {
    const half = Math.tan((this.camera.fov / 2) * RADIAN);
    const [right, ahead] = [Math.cos(azimuth * RADIAN), Math.sin(azimuth * RADIAN)];
    const [level, above] = [Math.cos(this.elevation * RADIAN), Math.sin(this.elevation * RADIAN)];
    const { x, y, z } = this.#half;
    const corners = [-x, x].flatMap((x) => [-y, y].flatMap((y) => [-z, z].map((z) => [x, y, z] as const)));
    const needs = corners.map(([x, y, z]) => {
      const near = x * ahead + z * right;
      const wide = Math.abs(x * right - z * ahead) / this.camera.aspect;
      return Math.max(wide, Math.abs(y * level - near * above)) / half + near * level + y * above;
    });
    return Math.max(...needs);
  }

  place(): void {
    const [around, up] = [this.azimuth * RADIAN, this.elevation * RADIAN];
    const away = new Vector3(Math.sin(around) * Math.cos(up), Math.sin(up), Math.cos(around) * Math.cos(up));
    const target = this.#middle.clone().add(this.#shift);
    const distance = this.#distance();
    this.camera.position.copy(target).addScaledVector(away, distance);
    this.camera.near = Math.max(0.02, distance / 50);
    this.camera.far = distance * 6;
    this.camera.lookAt(target);
    this.camera.updateMatrix();
    this.camera.updateProjectionMatrix();
  }
}

const KEYS: Record<string, (orbit: Orbit) => void> = {
  ArrowLeft: (orbit) => orbit.turn(-STEP, 0),
  ArrowRight: (orbit) => orbit.turn(STEP, 0),
  ArrowUp: (orbit) => orbit.turn(0, STEP),
  ArrowDown: (orbit) => orbit.turn(0, -STEP),
  "+": (orbit) => orbit.near(1 / 1.2),
  "=": (orbit) => orbit.near(1 / 1.2),
  "-": (orbit) => orbit.near(1.2),
  "0": (orbit) => orbit.reset(),
};

/** Listens until `signal` says that it is over; calls `moved` after every change. */
export function handle(canvas: HTMLCanvasElement, orbit: Orbit, moved: () => void, signal: AbortSignal): void {
  const fingers = new Map<number, { x: number; y: number }>();
  const on = <K extends keyof HTMLElementEventMap>(name: K, act: (event: HTMLElementEventMap[K]) => void) =>
    canvas.addEventListener(name, act, { signal, passive: false });

  on("keydown", (event) => {
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act(orbit);
    moved();
  });
  // A wheel zooms what was pressed before, and scrolls the page over what was not.
  on("wheel", (event) => {
    if (!event.ctrlKey && document.activeElement !== canvas) return;
    event.preventDefault();
    orbit.near(Math.exp(clamp(event.deltaY, -120, 120) * 0.0015));
    moved();
  });
  on("pointerdown", (event) => {
    fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
    canvas.setPointerCapture(event.pointerId);
  });
  on("pointermove", (event) => {
    const last = fingers.get(event.pointerId);
    if (!last) return;
    const [x, y] = [event.clientX - last.x, event.clientY - last.y];
    const before = spread(fingers);
    Object.assign(last, { x: event.clientX, y: event.clientY });
    const tall = Math.max(1, canvas.clientHeight);
    if (fingers.size > 1) {
      orbit.near(before / Math.max(1, spread(fingers)));
      orbit.pan(x / tall / 2, y / tall / 2);
    } else if (event.shiftKey || event.buttons === 2) {
      orbit.pan(x / tall, y / tall);
    } else {
      orbit.turn((-x / tall) * 150, (y / tall) * 90);
    }
    moved();
  });
  const lift = (event: PointerEvent) => fingers.delete(event.pointerId);
  on("pointerup", lift);
  on("pointercancel", lift);
  on("contextmenu", (event) => event.preventDefault());
}

/** How far two fingers are apart. */
function spread(fingers: Map<number, { x: number; y: number }>): number {
  const [first, second] = [...fingers.values()];
  return first && second ? Math.max(1, Math.hypot(first.x - second.x, first.y - second.y)) : 1;
}
