// What is to be drawn, as `shared/product/src/body` makes it of a model and its choices. Millimetres; y is up.

export type Point = [number, number, number];
export type Flat = [number, number];

export type Shape =
  | { box: { size: Point; round?: number } }
  | { cylinder: { from: Point; to: Point; radius: number; end?: number } }
  | { tube: { points: Point[]; radius: number; closed?: boolean } }
  | { lathe: { profile: Flat[] } }
  | { outline: { points: Flat[]; depth: number; round?: number; smooth?: boolean } }
  | { torus: { radius: number; tube: number; arc?: number } };

export interface Finish {
  colour: string;
  metal: number;
  rough: number;
  opacity: number;
  grain: number;
}

export interface Solid {
  material: number;
  shape: Shape;
  /** Three rows of a matrix each, row by row. */
  places: number[][];
}

export interface Figure {
  view: View;
  materials: Finish[];
  solids: Solid[];
}

/** A direction to look from, in degrees: 0 is the front, 90 the right side. */
export interface View {
  azimuth: number;
  elevation: number;
}
