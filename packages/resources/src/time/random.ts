/** A source of chance: numbers in [0, 1). Seeded wherever a run must be repeatable. */
export type Random = () => number;

/** A small fast generator with a 32-bit seed (mulberry32): equal seeds give equal sequences. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const NAME_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

/** The five letters that the API server appends to `generateName` (k8s.io/apiserver names.SimpleNameGenerator). */
export function nameSuffix(random: Random, length = 5): string {
  return Array.from({ length }, () => NAME_LETTERS[Math.floor(random() * NAME_LETTERS.length)]).join("");
}
