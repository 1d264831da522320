// Draws a scene without a graphics card: triangle by triangle into an image with a depth for each pixel, twice as fine
// as it is shown, so that edges are smooth. Plain light, and a soft shade on the ground; no shadows, nothing mirrored.
import { type Camera, Color, Matrix3, Matrix4, Mesh, MeshStandardMaterial, Vector3 } from "three";
import type { Studio } from "./scene";

const LIGHT = new Vector3(0.42, 0.82, 0.46).normalize();
/** Pixels beyond which a picture is not drawn twice as fine: it takes too long and is fine enough. */
const FINE = 700_000;

/** A corner on its way to the image: where it is seen, how near, how bright. */
type Corner = [x: number, y: number, depth: number, light: number];

/** What is drawn with one colour. */
interface Paint {
  red: number;
  green: number;
  blue: number;
  opacity: number;
}

export class Painter {
  readonly #pen: CanvasRenderingContext2D;
  readonly #canvas: HTMLCanvasElement;
  readonly #sheet = document.createElement("canvas");

  constructor(canvas: HTMLCanvasElement) {
    const pen = canvas.getContext("2d");
    if (!pen) throw new Error("this browser draws nothing");
    this.#pen = pen;
    this.#canvas = canvas;
  }

  render(studio: Studio, camera: Camera): void {
    const { width, height } = this.#canvas;
    const fine = width * height > FINE ? 1 : 2;
    const image = new Picture(width * fine, height * fine);
    camera.updateMatrixWorld();
    const seen = new Matrix4().multiplyMatrices(camera.projectionMatrix, camera.matrixWorldInverse);
    const clear: Mesh<Mesh["geometry"], MeshStandardMaterial>[] = [];
    studio.figure.traverse((mesh) => {
      if (!(mesh instanceof Mesh) || !(mesh.material instanceof MeshStandardMaterial)) return;
      if (mesh.material.transparent) clear.push(mesh);
      else draw(mesh, mesh.material, seen, image);
    });
    shade(studio, seen, image);
    for (const mesh of clear) draw(mesh, mesh.material, seen, image);
    Object.assign(this.#sheet, { width: image.width, height: image.height });
    this.#sheet.getContext("2d")?.putImageData(image.data(), 0, 0);
    this.#pen.clearRect(0, 0, width, height);
    this.#pen.imageSmoothingQuality = "high";
    this.#pen.drawImage(this.#sheet, 0, 0, width, height);
  }
}

/** Pixels, and how near the nearest thing in each of them is. */
class Picture {
  readonly #pixels: Uint8ClampedArray<ArrayBuffer>;
  readonly #depth: Float32Array;

  constructor(
    readonly width: number,
    readonly height: number,
  ) {
    this.#pixels = new Uint8ClampedArray(width * height * 4);
    this.#depth = new Float32Array(width * height).fill(1);
  }

  data(): ImageData {
    return new ImageData(this.#pixels, this.width, this.height);
  }

  /** Fills a triangle. `mask` says for the weights of two corners how much of the paint a pixel gets. */
  triangle(a: Corner, b: Corner, c: Corner, paint: Paint, mask?: (second: number, third: number) => number): void {
    const area = (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
    if (!Number.isFinite(area) || area === 0) return;
    const left = Math.max(0, Math.floor(Math.min(a[0], b[0], c[0])));
    const right = Math.min(this.width - 1, Math.ceil(Math.max(a[0], b[0], c[0])));
    const top = Math.max(0, Math.floor(Math.min(a[1], b[1], c[1])));
    const bottom = Math.min(this.height - 1, Math.ceil(Math.max(a[1], b[1], c[1])));
    // Weights of the second and third corner, and what they do from one pixel to the next.
    const [secondX, thirdX] = [(c[1] - a[1]) / area, (a[1] - b[1]) / area];
    for (let y = top; y <= bottom; y += 1) {
      const [dx, dy] = [left + 0.5 - a[0], y + 0.5 - a[1]];
      let second = (dx * (c[1] - a[1]) - dy * (c[0] - a[0])) / area;
      let third = (dy * (b[0] - a[0]) - dx * (b[1] - a[1])) / area;
      for (let x = left; x <= right; x += 1, second += secondX, third += thirdX) {
        if (second < 0 || third < 0 || second + third > 1) continue;
        const at = y * this.width + x;
        const depth = a[2] + second * (b[2] - a[2]) + third * (c[2] - a[2]);
        if (depth > this.#depth[at]!) continue;
        const light = a[3] + second * (b[3] - a[3]) + third * (c[3] - a[3]);
        if (mask) this.#blend(at, light, paint, mask(second, third));
        else if (paint.opacity < 1) this.#blend(at, light, paint, paint.opacity);
        else this.#cover(at, depth, light, paint);
      }
    }
  }

  #cover(at: number, depth: number, light: number, { red, green, blue }: Paint): void {
    this.#depth[at] = depth;
    const [pixels, first] = [this.#pixels, at * 4];
    pixels[first] = red * light;
    pixels[first + 1] = green * light;
    pixels[first + 2] = blue * light;
    pixels[first + 3] = 255;
  }

  /** Over what is there; over nothing the paint stands alone. */
  #blend(at: number, light: number, { red, green, blue }: Paint, share: number): void {
    const [pixels, first] = [this.#pixels, at * 4];
    const under = (pixels[first + 3]! / 255) * (1 - share);
    const whole = share + under;
    if (whole === 0) return;
    pixels[first] = (red * light * share + pixels[first]! * under) / whole;
    pixels[first + 1] = (green * light * share + pixels[first + 1]! * under) / whole;
    pixels[first + 2] = (blue * light * share + pixels[first + 2]! * under) / whole;
    pixels[first + 3] = whole * 255;
  }
}

function draw(mesh: Mesh, material: MeshStandardMaterial, seen: Matrix4, image: Picture): void {
  const { index, attributes } = mesh.geometry;
  const { position, normal } = attributes;
  if (!position || !normal) return;
  const through = new Matrix4().multiplyMatrices(seen, mesh.matrixWorld);
  const turned = new Matrix3().getNormalMatrix(mesh.matrixWorld);
  const corners: Corner[] = [];
  const [point, facing] = [new Vector3(), new Vector3()];
  for (let at = 0; at < position.count; at += 1) {
    point.fromBufferAttribute(position, at).applyMatrix4(through);
    facing.fromBufferAttribute(normal, at).applyMatrix3(turned).normalize();
    corners.push([((point.x + 1) / 2) * image.width, ((1 - point.y) / 2) * image.height, point.z, brightness(facing, material.metalness)]);
  }
  const paint = paintOf(material);
  const count = index ? index.count : position.count;
  for (let first = 0; first + 2 < count; first += 3) {
    const [a, b, c] = [0, 1, 2].map((next) => corners[index ? index.getX(first + next) : first + next]);
    if (a && b && c) image.triangle(a, b, c, paint);
  }
}

function brightness(facing: Vector3, metal: number): number {
  const lit = 0.56 + 0.46 * Math.max(0, facing.dot(LIGHT)) + 0.1 * facing.y;
  // Bare metal mirrors the lamps above and the dark below.
  return lit + metal * 0.22 * Math.sin(facing.y * 5 + facing.x * 2);
}

function paintOf(material: MeshStandardMaterial): Paint {
  const { r, g, b } = new Color().copyLinearToSRGB(material.color);
  return { red: r * 255, green: g * 255, blue: b * 255, opacity: material.opacity };
}

/** The soft shade under the figure. */
function shade(studio: Studio, seen: Matrix4, image: Picture): void {
  const { min, max } = studio.bounds;
  const [x, z] = [(max.x - min.x) * 0.1 + 0.06, (max.z - min.z) * 0.1 + 0.06];
  const corner = (x: number, z: number): Corner => {
    const point = new Vector3(x, 0.001, z).applyMatrix4(seen);
    return [((point.x + 1) / 2) * image.width, ((1 - point.y) / 2) * image.height, point.z, 1];
  };
  const [a, b, c, d] = [corner(min.x - x, min.z - z), corner(max.x + x, min.z - z), corner(max.x + x, max.z + z), corner(min.x - x, max.z + z)];
  const paint = { red: 0, green: 0, blue: 0, opacity: 0.26 };
  const soft = (u: number, v: number) => paint.opacity * Math.max(0, 1 - (2 * u - 1) ** 2) * Math.max(0, 1 - (2 * v - 1) ** 2);
  image.triangle(a, b, c, paint, (second, third) => soft(second + third, third));
  image.triangle(a, c, d, paint, (second, third) => soft(second, second + third));
}
