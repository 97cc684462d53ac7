import { hash32, unitFraction } from "./hash32.ts";

const HOUR_MS = 3_600_000;
/** Periods of the layers that a price is made of, in hours, and how far each may move it. */
const LAYERS = [
  { hours: 4, swing: 0.015 },
  { hours: 24, swing: 0.04 },
  { hours: 168, swing: 0.08 },
] as const;
const LOWEST = 0.15;
const HIGHEST = 0.9;

/**
 * Spot price as a part of the on-demand price, between 0.15 and 0.9. Synthetic: a level per market (0.28 to 0.52) and three layers of smooth
 * noise, a new price each hour. Computed from the time alone, so any moment can be asked for, in any order.
 * @param market what has a price of its own, such as `m5.large/us-east-1a`.
 */
export function spotDiscountFactor(market: string, atMs: number, seed: number): number {
  const hour = Math.floor(atMs / HOUR_MS);
  const level = 0.28 + 0.24 * unitFraction(hash32(`${seed}/${market}`));
  const drift = LAYERS.reduce(
    (sum, { hours, swing }) => sum + swing * noise(`${seed}/${market}/${hours}`, hour / hours),
    0,
  );
  return Math.min(HIGHEST, Math.max(LOWEST, level + drift));
}

/** Between -1 and 1: random at whole positions, smooth in between. */
function noise(key: string, position: number): number {
  const left = Math.floor(position);
  const between = position - left;
  const eased = between * between * (3 - 2 * between);
  const at = (index: number) => 2 * unitFraction(hash32(`${key}/${index}`)) - 1;
  return at(left) * (1 - eased) + at(left + 1) * eased;
}
