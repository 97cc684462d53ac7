/** Numbers in [0, 1). */
export type Random = () => number;

/** Equal seeds give equal sequences (mulberry32). A saved state goes on where it was, so that no id is given twice. */
export interface SeededRandom extends Random {
  save(): number;
  restore(state: number): void;
}

export function seededRandom(seed: number): SeededRandom {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return Object.assign(next, {
    save: () => state,
    restore: (saved: number) => {
      state = saved;
    },
  });
}

export function hexId(random: Random, length: number): string {
  return Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join("");
}

/** `i-0123456789abcdef0`: AWS's long ids begin with a zero. */
export function longId(random: Random, prefix: string): string {
  return `${prefix}-0${hexId(random, 16)}`;
}

/** `c29d3cc6-1a85-84d0-f5bc-346f7051f15d`: fleets are named so. */
export function uuid(random: Random): string {
  return [8, 4, 4, 4, 12].map((length) => hexId(random, length)).join("-");
}

/** A lognormal draw, as latencies are: half are below the median. */
export function lognormal(random: Random, median: number, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return median * Math.exp(sigma * normal);
}
