// Asking for a quote. Without the network the request is kept here and sent later, under the same key, so that it arrives once.
import { report, say } from "/p/shop/words.js";

const KEPT = "sextant.requests";
/** The server takes no request from a page that was loaded a moment ago: so many seconds one waits without a word. */
const A_MOMENT = 10;

const pause = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000 + 500));

/** What waits to be sent. Where the browser keeps nothing for this page it waits as long as the page is open. */
class Waiting {
  #here = [];

  read() {
    try {
      return JSON.parse(localStorage.getItem(KEPT) ?? "[]");
    } catch {
      return this.#here;
    }
  }

  write(all) {
    this.#here = all;
    try {
      localStorage.setItem(KEPT, JSON.stringify(all));
    } catch {
      // It stays in memory.
    }
  }

  put(request) {
    this.write([...this.read().filter(({ body }) => body.key !== request.body.key), request]);
  }

  take(key) {
    this.write(this.read().filter(({ body }) => body.key !== key));
  }
}

const waiting = new Waiting();

/**
 * One attempt. `{ sent }`, `{ problems }` that a person can mend, `{ later }` where nobody was reached or could take it,
 * `{ later, seconds, problems }` where there were too many, `{ stale }` where the page is too old.
 */
async function post({ address, body }) {
  let response;
  try {
    const headers = { "content-type": "application/json" };
    response = await fetch(`${address}/request`, { method: "POST", headers, body: JSON.stringify(body), credentials: "omit" });
  } catch {
    return { later: true };
  }
  if (response.ok) return { sent: true };
  if (response.status === 409) return { stale: true };
  if (response.status >= 500) return { later: true };
  const { problems = [] } = await response.json().catch(() => ({}));
  if (response.status !== 429) return { problems };
  return { later: true, seconds: Number(response.headers.get("retry-after") ?? A_MOMENT), problems };
}

/** Sends a request; where its page is too new, a moment later, and where it is too old, with the proof of a new one. */
async function send(request) {
  const answer = await post(request);
  if (answer.seconds <= A_MOMENT) {
    await pause(answer.seconds);
    return post(request);
  }
  if (!answer.stale) return answer;
  const parts = await fetch(`${request.address}/parts`, { credentials: "omit", cache: "no-store" }).catch(() => undefined);
  if (!parts?.ok) return { later: true };
  const { ticket } = await parts.json();
  await pause(3);
  const again = await post({ ...request, body: { ...request.body, ticket } });
  return again.stale ? { later: true } : again;
}

/** Takes requests from the form, and sends those that wait. */
export function takeRequests(desk) {
  const form = desk.shop.querySelector("[data-request]");
  const submit = form.querySelector("button:not([type=button])");
  const said = form.querySelector("[data-said]");
  let key;

  const flush = async () => {
    for (const request of waiting.read()) {
      const answer = await send(request);
      if (answer.later) continue;
      // What the server refuses for good would be refused for ever.
      waiting.take(request.body.key);
      if (answer.problems) return tell(form, said, answer.problems, desk);
      form.dataset.done = "sent";
      report(said, say(desk.words, "sent"), "good");
    }
    return waiting.read().length > 0 ? report(said, say(desk.words, "waits"), "info") : undefined;
  };
  const submitted = async (event) => {
    event.preventDefault();
    if (!isFilledIn(form)) return;
    key ??= crypto.randomUUID();
    const request = { address: desk.address, body: body(desk, form, key) };
    submit.disabled = true;
    report(said, say(desk.words, "sending"), "info");
    const answer = await send(request);
    submit.disabled = false;
    if (answer.problems) return tell(form, said, answer.problems, desk);
    if (answer.later) waiting.put(request);
    report(said, say(desk.words, answer.later ? "keep" : "sent"), answer.later ? "info" : "good");
    form.dataset.done = answer.later ? "kept" : "sent";
    key = undefined;
  };

  submit.disabled = false;
  form.addEventListener("submit", submitted);
  form.addEventListener("input", ({ target }) => mark(target, ""));
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
  flush();
}

function body(desk, form, key) {
  const { quantity, consent, ...texts } = Object.fromEntries(new FormData(form));
  return {
    ...texts,
    key,
    ticket: desk.parts.ticket,
    quantity: Number(quantity),
    consent: consent === "yes",
    choices: desk.choices,
    shown: desk.quote?.totals.net ?? null,
  };
}

/** Says at each field what is wrong with it, in the browser's words, and goes to the first. */
function isFilledIn(form) {
  const fields = [...form.elements].filter((field) => field.name && field.willValidate);
  for (const field of fields) mark(field, field.validationMessage);
  const first = fields.find((field) => !field.validity.valid);
  first?.focus();
  return first === undefined;
}

function tell(form, said, problems, desk) {
  const [own, others] = [problems.filter(({ field }) => form.elements[field]), problems.filter(({ field }) => !form.elements[field])];
  for (const { field, message } of own) mark(form.elements[field], message);
  const words = others.map(({ message }) => message).join(" ") || (own.length === 0 ? say(desk.words, "problem") : undefined);
  report(said, words, "bad");
  if (own.length > 0) form.elements[own[0].field].focus();
}

function mark(field, message) {
  const problem = document.getElementById(`${field.id}-problem`);
  if (!problem) return;
  problem.textContent = message;
  problem.hidden = !message;
  if (message) field.setAttribute("aria-describedby", problem.id);
  else field.removeAttribute("aria-describedby");
  field.setAttribute("aria-invalid", String(Boolean(message)));
}
