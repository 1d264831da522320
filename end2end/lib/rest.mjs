// Writes through REST, as the signed-in person of a page.
import { expect } from "@playwright/test";

async function send(page, server, method, path, data) {
  const response = await page.request[method](`${server.url}/api/v1/${path}`, { data, headers: { origin: server.url } });
  expect(response.ok(), `${path}: ${response.status()} ${await response.text()}`).toBe(true);
  return response;
}

/** Creates a record; the record. */
export const post = async (page, server, path, values) => (await send(page, server, "post", path, values)).json();

/** Changes a record. */
export const patch = async (page, server, path, values) => (await send(page, server, "patch", path, values)).json();

/** Deletes a record. */
export const remove = (page, server, path) => send(page, server, "delete", path);
