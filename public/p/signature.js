// The field to sign on, on the page of a quote. The page works without this: then the typed name counts.
//
// What is drawn goes into the form as an SVG path of whole numbers on a field of 600 by 200. Nothing else is read or sent.

const WIDTH = 600;
const HEIGHT = 200;
/** Most points: more than the server takes is not drawn. */
const MOST = 2000;

const pad = document.querySelector("[data-pad]");
const canvas = pad?.querySelector("canvas");
const field = pad?.querySelector("input[name=signature]");
const strokes = [];
let points = 0;

/** Where a pointer is, on the field. */
function at({ clientX, clientY }) {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const within = (part, most) => Math.round(Math.min(Math.max(part, 0), 1) * most);
  return [within((clientX - left) / width, WIDTH), within((clientY - top) / height, HEIGHT)];
}

function draw() {
  const context = canvas.getContext("2d");
  context.clearRect(0, 0, WIDTH, HEIGHT);
  context.strokeStyle = getComputedStyle(canvas).color;
  Object.assign(context, { lineWidth: 3, lineCap: "round", lineJoin: "round" });
  context.beginPath();
  for (const [first, ...others] of strokes) {
    context.moveTo(...first);
    for (const point of others) context.lineTo(...point);
  }
  context.stroke();
  field.value = strokes.map((stroke) => stroke.map(([x, y], place) => `${place ? "L" : "M"} ${x} ${y}`).join(" ")).join(" ");
}

function begin(event) {
  if (!event.isPrimary || event.button !== 0) return;
  event.preventDefault();
  canvas.setPointerCapture(event.pointerId);
  // A dot is a stroke too.
  const point = at(event);
  strokes.push([point, point]);
  points += 2;
  draw();
}

function go(event) {
  if (!canvas.hasPointerCapture(event.pointerId)) return;
  const stroke = strokes.at(-1);
  for (const part of event.getCoalescedEvents?.() ?? [event]) {
    const point = at(part);
    const [x, y] = stroke.at(-1);
    // What is closer than a pixel is trembling.
    if (points >= MOST || Math.hypot(point[0] - x, point[1] - y) < 2) continue;
    stroke.push(point);
    points += 1;
  }
  draw();
}

function clear() {
  strokes.length = 0;
  points = 0;
  draw();
}

if (pad) {
  pad.hidden = false;
  canvas.addEventListener("pointerdown", begin);
  canvas.addEventListener("pointermove", go);
  pad.querySelector("[data-clear]").addEventListener("click", clear);
  // Whoever turns the theme while signing sees the ink turn, too.
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
}

// An answer is sent once, however often the button is pressed.
for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", () => setTimeout(() => form.querySelector("[type=submit]").setAttribute("disabled", "")));
}
// Coming back by the browser's back button shows the form again.
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[type=submit]")) button.removeAttribute("disabled");
});
