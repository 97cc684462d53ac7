import fc from "fast-check";
import { expect, test } from "vitest";
import { formatIndexes, parseIndexes } from "./completion-indexes.ts";

test("runs of three become a range", () => {
  expect(formatIndexes([4, 0, 1, 2])).toBe("0-2,4");
  expect(formatIndexes([0, 1])).toBe("0,1");
  expect(formatIndexes([])).toBe("");
});

test("what is written can be read", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(50)), (indexes) => {
      expect([...parseIndexes(formatIndexes(indexes))]).toEqual(indexes.toSorted((a, b) => a - b));
    }),
  );
});
