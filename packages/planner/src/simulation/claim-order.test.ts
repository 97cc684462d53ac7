import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ClaimOrder } from "./claim-order.ts";
import { patternDefeatingSort } from "./pattern-defeating-sort.ts";

/** Orders that Go 1.26's sort.Slice left for these keys; item i has key i. */
const RECORDED = [
  { keys: [4, 4, 4, 6, 3, 4, 1, 4, 4, 1, 5, 6, 1], order: [9, 6, 12, 4, 1, 2, 5, 7, 8, 0, 10, 3, 11] },
  {
    keys: [
      1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4,
      5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 6, 6, 6, 6, 6, 6,
    ],
    order: [
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
      31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54,
    ],
  },
];

const sorted = (keys: readonly number[], items = keys.map((_, index) => index)): number[] => {
  const array = Int32Array.from(items);
  patternDefeatingSort(array, array.length, (a, b) => keys[a]! < keys[b]!);
  return [...array];
};

describe("the sort", () => {
  test.each(RECORDED)("leaves equals as Go does", ({ keys, order }) => {
    expect(sorted(keys)).toEqual(order);
  });

  test("sorts, and leaves what is sorted alone", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 200 }), (keys) => {
        const once = sorted(keys);
        const inOrder = once.map((item) => keys[item]!);
        expect(inOrder).toEqual([...keys].sort((a, b) => a - b));
        expect(sorted(keys, once)).toEqual(once);
      }),
    );
  });
});

test("claims keep the order that sorting after every change would leave", () => {
  const step = fc.oneof({ weight: 2, arbitrary: fc.constant(-1) }, { weight: 3, arbitrary: fc.nat() });
  fc.assert(
    fc.property(fc.array(step, { minLength: 100, maxLength: 400 }), (steps) => {
      const order = new ClaimOrder();
      const pods: number[] = [];
      let expected: number[] = [];
      for (const choice of steps) {
        if (choice < 0 || pods.length === 0) {
          expected.push(pods.push(1) - 1);
          order.open();
        } else {
          const claim = choice % pods.length;
          pods[claim]!++;
          order.grow(claim);
        }
        expected = sorted(pods, expected);
        expect(expected.map((_, place) => order.at(place))).toEqual(expected);
      }
    }),
    { numRuns: 30 },
  );
});
