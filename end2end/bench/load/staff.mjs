// People and their devices, signed in: what every load begins with.
import { newId } from "../../lib/random.mjs";
import { signIn } from "./http.mjs";

/** Cheap hashes of passwords: signing hundreds of devices in is not what is measured. */
export const CHEAP = { SEXTANT_PASSWORDS_MEMORY_KIB: "1024", SEXTANT_PASSWORDS_PASSES: "1" };

const PEOPLE = 10;
const person = (number) => ({ email: `seller${number}@example.com`, name: `Seller ${number}`, role: "rep", password: "a seller's long password" });

/** Adds people who sell to a server that is not running. */
export async function employ(server) {
  for (let number = 1; number <= PEOPLE; number += 1) await server.addUser(person(number));
}

/** Places of so many devices, each signed in for itself, shared out among the people. */
export async function places(server, count, random) {
  const found = [];
  for (let number = 0; number < count; number += 1) {
    found.push({ cookie: await signIn(server.url, person(1 + (number % PEOPLE))), client: newId(random) });
  }
  return found;
}
