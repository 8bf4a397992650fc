// Seeded dice (mulberry32): the same questions on every machine.
export function dice(seed) {
  let state = seed >>> 0;
  const share = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count) => Math.floor(share() * count);
  return {
    share,
    below,
    /** A whole number from `low` to `high`, both included. */
    between: (low, high) => low + below(high - low + 1),
    chance: (probability) => share() < probability,
    oneOf: (list) => list[below(list.length)],
    /** An entry of a list with the popular ones first: early ones come more often. */
    popular: (list) => list[Math.floor(share() ** 2 * list.length)],
    many: (count, make) => Array.from({ length: count }, (_, place) => make(place)),
  };
}
