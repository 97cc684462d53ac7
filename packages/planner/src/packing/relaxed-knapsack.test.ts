import fc from "fast-check";
import { expect, test } from "vitest";
import { relaxedKnapsack } from "./relaxed-knapsack.ts";

test("of two things that share one resource the better value for room is taken first, the other cut to fit", () => {
  const { counts, prices } = relaxedKnapsack(
    Float64Array.of(0.3, 0.4),
    Float64Array.of(3, 2),
    Float64Array.of(2, 2),
    1,
  );
  expect([...counts]).toEqual([2, expect.closeTo(1)]);
  expect(prices[0]).toBeCloseTo(5);
});

const share = fc.double({ min: 0, max: 1, noNaN: true });
const items = fc.array(
  fc.record({
    shares: fc.tuple(share, share),
    value: fc.integer({ min: 1, max: 50 }),
    most: fc.integer({ min: 1, max: 3 }),
  }),
  { minLength: 1, maxLength: 4 },
);

test("what is taken fits, and no load of whole things is worth more", () => {
  fc.assert(
    fc.property(items, (given) => {
      const shares = Float64Array.from(
        [0, 1].flatMap((resource) => given.map((item) => item.shares[resource as 0 | 1])),
      );
      const values = Float64Array.from(given, ({ value }) => value);
      const most = Float64Array.from(given, (item) => item.most);
      const { counts } = relaxedKnapsack(shares, values, most, 2);
      const used = (taken: ArrayLike<number>, resource: 0 | 1) =>
        given.reduce((sum, item, index) => sum + item.shares[resource] * taken[index]!, 0);
      const worth = (taken: ArrayLike<number>) =>
        given.reduce((sum, item, index) => sum + item.value * taken[index]!, 0);
      for (const resource of [0, 1] as const) expect(used(counts, resource)).toBeLessThanOrEqual(1 + 1e-7);
      counts.forEach((count, index) => {
        expect(count).toBeGreaterThanOrEqual(-1e-7);
        expect(count).toBeLessThanOrEqual(most[index]! + 1e-7);
      });
      let whole: number[][] = [[]];
      for (const item of given)
        whole = whole.flatMap((taken) => Array.from({ length: item.most + 1 }, (_, count) => [...taken, count]));
      for (const taken of whole)
        if (used(taken, 0) <= 1 && used(taken, 1) <= 1) expect(worth(taken)).toBeLessThanOrEqual(worth(counts) + 1e-6);
    }),
  );
});
