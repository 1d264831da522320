// Chance that can be repeated, and ids made of it.

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** Numbers between 0 and 1 that follow from a seed. */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from 0 to below `bound`. */
export const below = (random, bound) => Math.floor(random() * bound);

/** A record's or a device's id: 128 bits as 26 characters. */
export function newId(random) {
  const first = ALPHABET[below(random, 8)];
  return first + Array.from({ length: 25 }, () => ALPHABET[below(random, 32)]).join("");
}

/** An id by its number: those of greater numbers sort later, so that rows stay in the order of their making. */
export function idOf(number) {
  let rest = number;
  let text = "";
  for (let place = 0; place < 26; place += 1) {
    text = ALPHABET[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
