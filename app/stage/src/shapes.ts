// Geometry of the forms that a figure knows.
import {
  type BufferGeometry,
  CatmullRomCurve3,
  CylinderGeometry,
  ExtrudeGeometry,
  LatheGeometry,
  Quaternion,
  Shape as Outline,
  TorusGeometry,
  TubeGeometry,
  Vector2,
  Vector3,
} from "three";
import { RoundedBoxGeometry } from "three/examples/jsm/geometries/RoundedBoxGeometry.js";
import type { Flat, Point, Shape } from "./figure";

const UP = new Vector3(0, 1, 0);
/** Smooth to the eye at the size of a window, and few enough for a device without a graphics card. */
const AROUND = 28;

export function geometry(shape: Shape): BufferGeometry {
  if ("box" in shape) return box(shape.box.size, shape.box.round);
  if ("cylinder" in shape) return cylinder(shape.cylinder);
  if ("tube" in shape) return tube(shape.tube);
  if ("lathe" in shape) return lathe(shape.lathe.profile);
  if ("outline" in shape) return outline(shape.outline);
  const { radius, tube: thick, arc } = shape.torus;
  return new TorusGeometry(radius, thick, 14, Math.max(24, AROUND * 2), ((arc ?? 360) * Math.PI) / 180);
}

/** An edge is rounded by half of the thinnest side at most. */
function box([x, y, z]: Point, round = 0): BufferGeometry {
  const most = Math.min(x, y, z) / 2;
  return new RoundedBoxGeometry(x, y, z, round > 0 ? 3 : 1, Math.min(round, most * 0.98));
}

function cylinder({ from, to, radius, end }: { from: Point; to: Point; radius: number; end?: number }): BufferGeometry {
  const [start, stop] = [new Vector3(...from), new Vector3(...to)];
  const along = stop.clone().sub(start);
  const made = new CylinderGeometry(end ?? radius, radius, along.length(), radius < 4 ? 8 : AROUND);
  made.applyQuaternion(new Quaternion().setFromUnitVectors(UP, along.clone().normalize()));
  const middle = start.add(along.multiplyScalar(0.5));
  return made.translate(middle.x, middle.y, middle.z);
}

function tube({ points, radius, closed = false }: { points: Point[]; radius: number; closed?: boolean }): BufferGeometry {
  const curve = new CatmullRomCurve3(points.map((point) => new Vector3(...point)), closed, "centripetal");
  return new TubeGeometry(curve, Math.min(400, points.length * 10), radius, 12, closed);
}

function lathe(profile: Flat[]): BufferGeometry {
  return new LatheGeometry(profile.map(([radius, height]) => new Vector2(Math.max(0, radius), height)), AROUND + 12);
}

function outline({ points, depth, round = 0, smooth = false }: { points: Flat[]; depth: number; round?: number; smooth?: boolean }): BufferGeometry {
  const corners = points.map(([x, y]) => new Vector2(x, y));
  const drawn = new Outline();
  const first = corners[0];
  if (first) drawn.moveTo(first.x, first.y);
  if (smooth) drawn.splineThru([...corners.slice(1), ...corners.slice(0, 1)]);
  else drawn.setFromPoints(corners);
  const bevel = Math.min(round, depth * 0.49);
  const made = new ExtrudeGeometry(drawn, {
    depth: depth - 2 * bevel,
    bevelEnabled: bevel > 0,
    bevelSize: bevel,
    bevelThickness: bevel,
    bevelOffset: -bevel,
    bevelSegments: 2,
    curveSegments: 24,
  });
  return made.translate(0, 0, bevel - depth / 2);
}
