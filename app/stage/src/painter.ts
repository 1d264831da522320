// Draws a scene without a graphics card: every triangle that faces the camera, from the farthest to the nearest.
import { type BufferAttribute, type Camera, Color, Mesh, MeshStandardMaterial, Vector3 } from "three";
import type { Studio } from "./scene";

const LIGHT = new Vector3(0.45, 0.8, 0.5).normalize();

interface Facet {
  depth: number;
  corners: [number, number, number, number, number, number];
  colour: string;
}

export class Painter {
  readonly #pen: CanvasRenderingContext2D;
  readonly #canvas: HTMLCanvasElement;

  constructor(canvas: HTMLCanvasElement) {
    const pen = canvas.getContext("2d");
    if (!pen) throw new Error("this browser draws nothing");
    this.#pen = pen;
    this.#canvas = canvas;
  }

  render(studio: Studio, camera: Camera): void {
    const { width, height } = this.#canvas;
    camera.updateMatrixWorld();
    this.#pen.clearRect(0, 0, width, height);
    const facets: Facet[] = [];
    studio.figure.traverse((mesh) => {
      if (mesh instanceof Mesh && mesh.material instanceof MeshStandardMaterial) collect(mesh, mesh.material, camera, [width, height], facets);
    });
    facets.sort((one, other) => other.depth - one.depth);
    this.#pen.lineJoin = "round";
    for (const { corners, colour } of facets) this.#fill(corners, colour);
  }

  #fill([a, b, c, d, e, f]: Facet["corners"], colour: string): void {
    const pen = this.#pen;
    pen.fillStyle = pen.strokeStyle = colour;
    pen.beginPath();
    pen.moveTo(a, b);
    pen.lineTo(c, d);
    pen.lineTo(e, f);
    pen.closePath();
    pen.fill();
    pen.stroke();
  }
}

function collect(mesh: Mesh, material: MeshStandardMaterial, camera: Camera, [width, height]: [number, number], facets: Facet[]): void {
  const position = mesh.geometry.getAttribute("position") as BufferAttribute;
  const { index } = mesh.geometry;
  const count = index ? index.count : position.count;
  const world = [new Vector3(), new Vector3(), new Vector3()] as const;
  const [edge, normal, seen] = [new Vector3(), new Vector3(), new Vector3()];
  const flip = mesh.matrixWorld.determinant() < 0 ? -1 : 1;
  for (let first = 0; first + 2 < count; first += 3) {
    world.forEach((corner, at) => corner.fromBufferAttribute(position, index ? index.getX(first + at) : first + at).applyMatrix4(mesh.matrixWorld));
    normal.subVectors(world[1], world[0]).cross(edge.subVectors(world[2], world[0])).normalize().multiplyScalar(flip);
    seen.copy(camera.position).sub(world[0]);
    if (normal.dot(seen) <= 0) continue;
    const depth = seen.copy(world[0]).add(world[1]).add(world[2]).divideScalar(3).distanceToSquared(camera.position);
    const corners = world.flatMap((corner) => {
      const { x, y } = corner.project(camera);
      return [((x + 1) / 2) * width, ((1 - y) / 2) * height];
    }) as Facet["corners"];
    facets.push({ depth, corners, colour: shaded(material, normal) });
  }
}

function shaded(material: MeshStandardMaterial, normal: Vector3): string {
  const light = 0.62 + 0.48 * Math.max(0, normal.dot(LIGHT)) + 0.12 * normal.y;
  const { r, g, b } = new Color().copyLinearToSRGB(material.color);
  const shades = [r, g, b].map((part) => Math.round(Math.min(1, part * light + 0.03 * material.metalness) * 255));
  return `rgb(${shades.join(" ")} / ${material.opacity})`;
}
