import { expect, test } from "vitest";
import { goDuration, resourcesField, someOf } from "./go-text.ts";

test.each([
  [97.580831, "97.580831ms"],
  [0.0125, "12.5µs"],
  [1_500, "1.5s"],
  [62_000, "1m2s"],
  [3_600_000, "1h0m0s"],
  [0, "0s"],
])("%d ms reads %s", (milliseconds, text) => {
  expect(goDuration(milliseconds)).toBe(text);
});

test("five names stand, the others are counted", () => {
  expect(someOf(["a", "b"])).toBe("a, b");
  expect(someOf(["a", "b", "c", "d", "e", "f", "g"])).toBe("a, b, c, d, e and 2 other(s)");
});

test("resources are sorted by name", () => {
  expect(JSON.stringify(resourcesField({ pods: 8, cpu: "5180m" }))).toBe('{"cpu":"5180m","pods":"8"}');
});
