// Several processes full of devices, so that one of Node's threads is not what is measured.
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";

const WORKER = fileURLToPath(new URL("worker.mjs", import.meta.url));

export class Crew {
  #workers;

  constructor(size) {
    this.#workers = Array.from({ length: size }, () => fork(WORKER, { stdio: "inherit" }));
  }

  /** Divides the places of devices among the processes. */
  async hire(url, places, seed) {
    const share = (worker) => places.filter((_, index) => index % this.#workers.length === worker);
    const hired = this.#workers.map((worker, index) => tell(worker, "hire", { url, places: share(index), seed: seed + index }));
    await Promise.all(hired);
  }

  /** Has `count` devices in all do something; their figures, joined name by name. */
  async all(order, { count, ...options }) {
    const shares = this.#workers.map((_, index) => Math.floor((count + this.#workers.length - 1 - index) / this.#workers.length));
    const told = this.#workers.map((worker, index) => tell(worker, order, { ...divided(options, shares[index] / count), count: shares[index] }));
    return join(await Promise.all(told));
  }

  dismiss() {
    this.#workers.forEach((worker) => worker.kill());
  }
}

/** What is said for all devices together is divided like the devices. */
const divided = ({ together = {}, ...options }, share) => ({
  ...options,
  ...Object.fromEntries(Object.entries(together).map(([name, value]) => [name, value * share])),
});

function join(parts) {
  const joined = {};
  for (const part of parts) {
    for (const [name, samples] of Object.entries(part ?? {})) joined[name] = (joined[name] ?? []).concat(samples);
  }
  return joined;
}

function tell(worker, order, options) {
  return new Promise((resolve, reject) => {
    const gone = (code) => reject(new Error(`a process of the crew ended: ${code}`));
    worker.once("exit", gone);
    worker.once("message", ({ done, failed }) => {
      worker.off("exit", gone);
      if (failed) reject(new Error(failed));
      else resolve(done);
    });
    worker.send({ order, options });
  });
}
