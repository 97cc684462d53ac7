import fc from "fast-check";
import { expect, test } from "vitest";
import { resourcePrices } from "./resource-prices.ts";

const offer = (amounts: readonly number[], price: number) => ({ amounts: Float64Array.from(amounts), price });

test("one resource is worth the best price per unit", () => {
  const { perUnit, bound } = resourcePrices(Float64Array.of(10), [offer([4], 4), offer([8], 6)]);
  expect(perUnit[0]).toBeCloseTo(0.75);
  expect(bound).toBeCloseTo(7.5);
});

test("two resources are priced so that two kinds of offers break even", () => {
  const { bound } = resourcePrices(Float64Array.of(6, 24), [offer([4, 8], 4), offer([4, 32], 6)]);
  // One of the first and half of the second cover the demand exactly: 4 + 3.
  expect(bound).toBeCloseTo(7);
});

test("a resource that nobody offers has no bound, and nothing costs nothing", () => {
  expect(resourcePrices(Float64Array.of(1, 1), [offer([4, 0], 4)]).bound).toBe(0);
  expect(resourcePrices(Float64Array.of(0), [offer([4], 4)]).bound).toBe(0);
});

const anyOffer = fc.record({
  cpu: fc.integer({ min: 1, max: 96 }),
  memory: fc.integer({ min: 1, max: 768 }),
  price: fc.integer({ min: 1, max: 9999 }),
});

test("no offer is worth more than it costs, so the bound holds for whole offers too", () => {
  const amount = fc.integer({ min: 1, max: 5000 });
  fc.assert(
    fc.property(fc.array(anyOffer, { minLength: 1, maxLength: 30 }), amount, amount, (offers, cpu, memory) => {
      const list = offers.map((each) => offer([each.cpu, each.memory], each.price));
      const { perUnit, bound } = resourcePrices(Float64Array.of(cpu, memory), list);
      for (const { amounts, price } of list)
        expect(amounts[0]! * perUnit[0]! + amounts[1]! * perUnit[1]!).toBeLessThanOrEqual(price * (1 + 1e-6));
      const ofOneKind = list.map(({ amounts, price }) => Math.max(cpu / amounts[0]!, memory / amounts[1]!) * price);
      expect(bound).toBeLessThanOrEqual(Math.min(...ofOneKind) * (1 + 1e-6));
      expect(bound).toBeGreaterThan(0);
    }),
  );
});
