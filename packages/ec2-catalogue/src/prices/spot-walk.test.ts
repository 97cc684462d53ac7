import fc from "fast-check";
import { expect, test } from "vitest";
import { onDemandPricePerHour, spotPricePerHour } from "../catalogue.ts";
import { spotDiscountFactor } from "./spot-walk.ts";

const HOUR_MS = 3_600_000;
const NOON = Date.UTC(2026, 10, 1, 12);

test("equal seeds give equal prices, other seeds others", () => {
  expect(spotPricePerHour("m5.large", "us-east-1a", NOON, 7)).toBe(spotPricePerHour("m5.large", "us-east-1a", NOON, 7));
  expect(spotPricePerHour("m5.large", "us-east-1a", NOON, 7)).not.toBe(
    spotPricePerHour("m5.large", "us-east-1a", NOON, 8),
  );
});

test("zones have prices of their own", () => {
  expect(spotPricePerHour("m5.large", "us-east-1a", NOON, 7)).not.toBe(
    spotPricePerHour("m5.large", "us-east-1b", NOON, 7),
  );
});

test("a price holds for its hour and moves slowly from hour to hour", () => {
  fc.assert(
    fc.property(fc.nat(100_000), fc.nat(), fc.nat(HOUR_MS - 1), (hour, seed, within) => {
      const at = (ms: number) => spotDiscountFactor("m5.large/us-east-1a", ms, seed);
      expect(at(hour * HOUR_MS + within)).toBe(at(hour * HOUR_MS));
      expect(Math.abs(at((hour + 1) * HOUR_MS) - at(hour * HOUR_MS))).toBeLessThan(0.03);
    }),
  );
});

test("spot is always cheaper than on demand", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), (atMs, seed) => {
      expect(spotPricePerHour("c6a.2xlarge", "us-east-1c", atMs, seed)!).toBeLessThan(
        onDemandPricePerHour("c6a.2xlarge", "us-east-1")!,
      );
    }),
  );
});

test("types without a spot market have no spot price", () => {
  expect(spotPricePerHour("u-6tb1.112xlarge", "us-east-1a", NOON, 7)).toBeUndefined();
});
