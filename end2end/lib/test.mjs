// `test` with what every test of Sextant needs.
//
// - `shared`: one server for a whole worker, with a workspace; for tests that leave it as they found it.
// - `server`: a server of the test's own, with a workspace; to be stopped, killed and filled at will.
// - `page`: watched; the test fails on console errors and policy violations, even when it passed.
//   `watched.allow(/pattern/)` excuses what a test provokes.
// - `device()`: another person's browser, with a profile on disk, watched as well.
import { expect, test as base } from "@playwright/test";
import { Device } from "./browser.mjs";
import { Server } from "./server.mjs";
import { Watch } from "./watch.mjs";

export { expect };
export { expectAccessible } from "./a11y.mjs";
export { Server, OWNER } from "./server.mjs";
export { NETWORK } from "./watch.mjs";

export const test = base.extend({
  shared: [
    async ({}, use) => {
      const server = await Server.withWorkspace();
      await use(server);
      await server.remove();
    },
    { scope: "worker" },
  ],

  server: async ({ watched }, use, info) => {
    const server = await Server.withWorkspace();
    await use(server);
    watched.end();
    if (info.status !== info.expectedStatus) await info.attach("server.log", { body: server.log });
    await server.remove();
  },

  watched: [
    async ({ context }, use) => {
      const watched = new Watch();
      await watched.follow(context);
      await use(watched);
      expect(watched.seen, "no console error and no policy violation").toEqual([]);
    },
    { auto: true },
  ],

  device: async ({ viewport, hasTouch, watched }, use) => {
    const devices = [];
    await use(async (options = {}) => {
      const prepare = (context) => watched.follow(context);
      const device = await Device.create({ viewport, hasTouch, prepare, ...options });
      devices.push(device);
      return device;
    });
    for (const device of devices) await device.remove();
  },
});
