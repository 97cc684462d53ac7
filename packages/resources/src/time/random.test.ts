import fc from "fast-check";
import { expect, test } from "vitest";
import { nameSuffix, seededRandom } from "./random.ts";

const take = (count: number, seed: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: count }, random);
};

test("equal seeds give equal sequences, other seeds other ones", () => {
  expect(take(20, 7)).toEqual(take(20, 7));
  expect(take(20, 7)).not.toEqual(take(20, 8));
});

test("numbers are at least 0 and below 1, and spread evenly", () => {
  fc.assert(
    fc.property(fc.integer(), (seed) => {
      const numbers = take(2000, seed);
      expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...numbers)).toBeLessThan(1);
      expect(Math.abs(numbers.reduce((sum, n) => sum + n, 0) / numbers.length - 0.5)).toBeLessThan(0.05);
    }),
  );
});

test("a name suffix has five letters of the API server's alphabet", () => {
  expect(nameSuffix(seededRandom(1))).toMatch(/^[bcdfghjklmnpqrstvwxz2456789]{5}$/);
});
