/**
 * A file whose name says its content, such as a font for other letters: kept from the first time on. Both service workers
 * have this; `cargo xtask` puts it into them, because a worker that imported it would have to check what it gets.
 */
async function hashed(request) {
  const cache = await caches.open(CACHE);
  const known = await cache.match(request.url, { ignoreVary: true });
  if (known) return known;
  const response = await fetch(request);
  if (response.ok && response.type === "basic") await cache.put(request.url, response.clone());
  return response;
}
