import { expect, test } from "vitest";
import { nodeClaim } from "../testing/objects.fixture.ts";
import { untilExpiry } from "./expiration-controller.ts";

test.each([
  ["1h", 3_000_000, 600_000],
  ["1h", 3_600_000, 0],
  ["Never", 1e12, undefined],
  [undefined, 0, 720 * 3_600_000],
])("a claim with expireAfter %s and an age of %d ms", (expireAfter, age, expected) => {
  expect(untilExpiry(nodeClaim({ spec: { expireAfter } }), age)).toBe(expected);
});
