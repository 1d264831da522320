// The scene: a figure on its ground, in a soft studio light.
import {
  BackSide,
  BoxGeometry,
  type BufferGeometry,
  CanvasTexture,
  Color,
  DirectionalLight,
  DoubleSide,
  Group,
  HemisphereLight,
  type Material,
  Matrix4,
  Mesh,
  MeshBasicMaterial,
  MeshStandardMaterial,
  PlaneGeometry,
  RepeatWrapping,
  Scene,
  ShadowMaterial,
  SphereGeometry,
  SRGBColorSpace,
  Vector3,
  Box3,
} from "three";
import type { Figure, Finish } from "./figure";
import { geometry } from "./shapes";

/** Figures are in millimetres, scenes in metres. */
const METRE = 0.001;

/** The figure's scene. It is made once; figures come and go. */
export class Studio {
  readonly scene = new Scene();
  readonly figure = new Group();
  /** What the figure takes up, in metres. */
  readonly bounds = new Box3();
  readonly #key = new DirectionalLight("#fff6ea", 2.3);
  readonly #ground: Mesh<PlaneGeometry, ShadowMaterial>;
  readonly #blot: Mesh<PlaneGeometry, MeshBasicMaterial>;
  /** Geometry by its description: most of it stays when a choice changes. */
  #shapes = new Map<string, BufferGeometry>();
  #materials: MeshStandardMaterial[] = [];

  constructor() {
    this.#ground = new Mesh(new PlaneGeometry(1, 1), new ShadowMaterial({ opacity: 0.22, transparent: true }));
    this.#ground.rotation.x = -Math.PI / 2;
    this.#ground.receiveShadow = true;
    this.#blot = new Mesh(new PlaneGeometry(1, 1), new MeshBasicMaterial({ map: blot(), transparent: true, depthWrite: false, opacity: 0.5 }));
    this.#blot.rotation.x = -Math.PI / 2;
    this.#blot.position.y = 0.001;
    this.#key.castShadow = true;
    this.#key.shadow.mapSize.set(2048, 2048);
    this.#key.shadow.radius = 6;
    this.#key.shadow.bias = -0.0004;
    this.#key.shadow.normalBias = 0.012;
    const fill = new DirectionalLight("#dfeaff", 0.7);
    fill.position.set(-3, 2, -2);
    const sky = new HemisphereLight("#ffffff", "#8d949a", 0.55);
    this.figure.scale.setScalar(METRE);
    this.scene.add(this.figure, this.#ground, this.#blot, this.#key, this.#key.target, fill, sky);
  }

  /** Shows another figure in place of the one before. */
  show(figure: Figure): void {
    const before = this.#shapes;
    this.#shapes = new Map();
    this.#materials.forEach((material) => material.dispose());
    this.#materials = figure.materials.map(standard);
    this.figure.clear();
    for (const { shape, material, places } of figure.solids) {
      const key = JSON.stringify(shape);
      const form = this.#shapes.get(key) ?? before.get(key) ?? geometry(shape);
      this.#shapes.set(key, form);
      const made = this.#materials[material];
      if (made) this.figure.add(...places.map((place) => solid(form, made, place)));
    }
    for (const [key, form] of before) if (!this.#shapes.has(key)) form.dispose();
    this.#measure();
  }

  /** Shadows and light reach as far as the figure does. */
  #measure(): void {
    this.figure.updateMatrixWorld(true);
    this.bounds.setFromObject(this.figure);
    if (this.bounds.isEmpty()) this.bounds.set(new Vector3(-0.5, 0, -0.5), new Vector3(0.5, 1, 0.5));
    const size = this.bounds.getSize(new Vector3());
    const middle = this.bounds.getCenter(new Vector3());
    const reach = size.length() * 0.62;
    this.#key.position.copy(middle).add(new Vector3(0.75, 2.1, 1.15).multiplyScalar(reach));
    this.#key.target.position.copy(middle);
    const { camera } = this.#key.shadow;
    Object.assign(camera, { left: -reach, right: reach, top: reach, bottom: -reach, near: reach * 0.5, far: reach * 5 });
    camera.updateProjectionMatrix();
    for (const [plane, factor] of [[this.#ground, 6], [this.#blot, 1.35]] as const) {
      plane.scale.set((size.x + 0.1) * factor, (size.z + 0.1) * factor, 1);
      plane.position.set(middle.x, plane === this.#blot ? 0.002 : 0, middle.z);
    }
  }

  dispose(): void {
    for (const form of this.#shapes.values()) form.dispose();
    this.#materials.forEach((material) => material.dispose());
    this.#ground.geometry.dispose();
    this.#blot.material.map?.dispose();
  }
}

function solid(form: BufferGeometry, material: Material, place: number[]): Mesh {
  const mesh = new Mesh(form, material);
  mesh.matrixAutoUpdate = false;
  mesh.matrix.copy(new Matrix4().set(...(place as Rows), 0, 0, 0, 1));
  mesh.castShadow = !material.transparent;
  mesh.receiveShadow = true;
  return mesh;
}

type Rows = [number, number, number, number, number, number, number, number, number, number, number, number];

function standard({ colour, metal, rough, opacity, grain }: Finish): MeshStandardMaterial {
  const made = new MeshStandardMaterial({ color: new Color(colour), metalness: metal, roughness: rough, side: DoubleSide });
  if (opacity < 1) Object.assign(made, { transparent: true, opacity, depthWrite: false });
  if (grain > 0) made.map = wood(grain);
  return made;
}

const woods = new Map<number, CanvasTexture>();

/** The grain of wood: streaks along u, the same every time. */
function wood(strength: number): CanvasTexture {
  const known = woods.get(strength);
  if (known) return known;
  const [canvas, pen] = sheet(512, 256);
  pen.fillStyle = "#ffffff";
  pen.fillRect(0, 0, 512, 256);
  const dice = numbers(11);
  for (let streak = 0; streak < 150; streak += 1) {
    const [y, bend, phase] = [dice() * 256, 1 + dice() * 5, dice() * 7];
    pen.strokeStyle = `rgb(70 42 16 / ${(0.02 + dice() * 0.11) * strength})`;
    pen.lineWidth = 0.6 + dice() * 2.4;
    pen.beginPath();
    for (let x = 0; x <= 512; x += 16) pen.lineTo(x, y + Math.sin((x / 512) * 6.283 + phase) * bend);
    pen.stroke();
  }
  const made = new CanvasTexture(canvas);
  made.wrapS = made.wrapT = RepeatWrapping;
  made.colorSpace = SRGBColorSpace;
  made.anisotropy = 8;
  woods.set(strength, made);
  return made;
}

/** The soft shade under anything that stands on the ground. */
function blot(): CanvasTexture {
  const [canvas, pen] = sheet(128, 128);
  const shade = pen.createRadialGradient(64, 64, 4, 64, 64, 64);
  shade.addColorStop(0, "rgb(0 0 0 / 0.42)");
  shade.addColorStop(0.55, "rgb(0 0 0 / 0.2)");
  shade.addColorStop(1, "rgb(0 0 0 / 0)");
  pen.fillStyle = shade;
  pen.fillRect(0, 0, 128, 128);
  return new CanvasTexture(canvas);
}

function sheet(width: number, height: number): [HTMLCanvasElement, CanvasRenderingContext2D] {
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const pen = canvas.getContext("2d");
  if (!pen) throw new Error("this browser draws nothing");
  return [canvas, pen];
}

/** Numbers from 0 to 1 that are the same every time. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** What metals mirror: a bright room with long lamps. */
export function room(): Scene {
  const scene = new Scene();
  const wall = (colour: string) => new MeshBasicMaterial({ color: colour, side: BackSide });
  scene.add(new Mesh(new SphereGeometry(10, 24, 16), wall("#9aa2a8")));
  const lamp = (size: [number, number, number], at: [number, number, number], light: number) => {
    const made = new Mesh(new BoxGeometry(...size), new MeshBasicMaterial({ color: new Color(light, light, light) }));
    made.position.set(...at);
    made.lookAt(0, 0, 0);
    scene.add(made);
  };
  lamp([9, 3, 0.1], [0, 8, 2], 5);
  lamp([2, 7, 0.1], [8, 2, 3], 3.2);
  lamp([2, 7, 0.1], [-8, 2, 2], 2.2);
  lamp([7, 2, 0.1], [0, 3, -8], 1.6);
  lamp([16, 16, 0.1], [0, -9, 0], 0.35);
  return scene;
}
