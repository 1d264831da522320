// The process of a peer's server: pages, and whatever the peer's own part answers. It is forked by peers.mjs.
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { CHANGED, changed, rows } from "../rows.mjs";

const PAGE = '<!doctype html><meta charset="utf-8"><title>peer</title><body><script type="module" src="/page.js"></script>';

process.once("message", async ({ name, size, bundle }) => {
  const peer = await (await import(`./${name}.mjs`)).start(rows(size));
  const script = await readFile(bundle);
  const server = createServer((asked, answer) => {
    const path = asked.url.split("?")[0];
    if (path === "/") answer.setHeader("content-type", "text/html").end(PAGE);
    else if (path === "/page.js") answer.setHeader("content-type", "text/javascript").end(script);
    else if (path === "/favicon.ico") answer.writeHead(204).end();
    else peer.answer(asked, answer);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  await peer.listening?.(server);
  process.send({ port: server.address().port });
  process.on("message", async ({ change }) => {
    await peer.change(changed(1000, size), CHANGED.field, CHANGED.value(change));
    process.send({ changed: true });
  });
});
