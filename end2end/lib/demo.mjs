// `test` on the demo workspace: `demo` is a server of the test's own with the small demo, its owner signed in.
import { rest, signIn } from "./app.mjs";
import { Server, test as base } from "./test.mjs";

export const test = base.extend({
  demo: async ({ page, watched }, use) => {
    const server = await Server.create();
    const owner = await server.demo("small");
    await server.start();
    await signIn(page, server, owner);
    await use({ server, page, owner, product: (code) => product(page, server, code) });
    watched.end();
    await server.remove();
  },
});

/** The product that goes by a code. */
async function product(page, server, code) {
  const { items } = await rest(page, server, `products?limit=100&filter=${encodeURIComponent(`code:is:${code}`)}`);
  return items[0];
}
