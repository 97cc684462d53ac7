import fc from "fast-check";
import { expect, test } from "vitest";
import { Duration } from "./duration.ts";

test.each([
  ["90s", 90_000],
  ["1h30m", 5_400_000],
  ["720h", 2_592_000_000],
  ["1.5h", 5_400_000],
  ["100ms", 100],
  ["0", 0],
  ["0s", 0],
  ["1µs", 0.001],
  ["Never", Infinity],
])("%s is %d ms", (text, milliseconds) => {
  expect(Duration.parse(text, "field").milliseconds).toBe(milliseconds);
});

test.each(["", "1", "1d", "s", "1h 30m", "-1s", "never", "1hh"])("refuses %j with the field", (text) => {
  expect(() => Duration.parse(text, "spec.expireAfter")).toThrow("spec.expireAfter: Invalid value");
});

test("parts add up", () => {
  fc.assert(
    fc.property(fc.nat(1000), fc.nat(59), fc.nat(59), (hours, minutes, seconds) => {
      expect(Duration.parse(`${hours}h${minutes}m${seconds}s`, "field").milliseconds).toBe(
        ((hours * 60 + minutes) * 60 + seconds) * 1000,
      );
    }),
  );
});
