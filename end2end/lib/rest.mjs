// Writes through REST, as the signed-in person of a page.
import { expect } from "@playwright/test";

/** Creates a record; the record. */
export async function post(page, server, path, values) {
  const response = await page.request.post(`${server.url}/api/v1/${path}`, { data: values, headers: { origin: server.url } });
  expect(response.ok(), `${path}: ${response.status()} ${await response.text()}`).toBe(true);
  return response.json();
}

/** Changes a record. */
export async function patch(page, server, path, values) {
  const response = await page.request.patch(`${server.url}/api/v1/${path}`, { data: values, headers: { origin: server.url } });
  expect(response.ok(), `${path}: ${response.status()} ${await response.text()}`).toBe(true);
  return response.json();
}
