// A process full of devices. It is told what to do, and answers with figures: see crew.mjs.
import { Device } from "./http.mjs";
import * as work from "./work.mjs";
import { seeded } from "../../lib/random.mjs";

let devices = [];
let random = seeded(1);

const orders = {
  async hire({ url, places, seed }) {
    random = seeded(seed);
    devices.forEach((device) => device.close());
    devices = places.map((place) => new Device(url, place));
    return devices.length;
  },
  /** The last of them stand at the head, so that they are told only what comes from now on. */
  async skip({ count }) {
    for (const device of devices.slice(0, count)) await device.skip();
  },
  rate: (options) => work.rate(devices.slice(0, options.count), { ...options, random }),
  storm: (options) => work.storm(devices.slice(0, options.count), { ...options, random }),
  scans: (options) => work.scans(devices.slice(0, options.count), { ...options, random }),
  soak: (options) => work.soak(devices.slice(0, options.count), { ...options, random }),
};

process.on("message", async ({ order, options }) => {
  try {
    process.send({ done: await orders[order](options) });
  } catch (error) {
    process.send({ failed: error.stack });
  }
});
