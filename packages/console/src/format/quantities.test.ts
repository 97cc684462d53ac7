import { expect, test } from "vitest";
import { age, count, perHour, span } from "./quantities.ts";

test("a span has at most two units, one from ten up", () => {
  expect([0, 45, 461, 46_800, 190_800].map(span)).toEqual(["0s", "45s", "7m41s", "13h", "2d5h"]);
});
test("money carries its unit, and a dash when it is unknown", () => {
  expect(perHour(0.3328)).toBe("$0.333/h");
  expect(perHour(undefined)).toBe("–");
});
test("an age needs an instant", () => {
  expect(age("2025-10-08T17:00:00Z", Date.parse("2025-10-08T17:05:00Z"))).toBe("5m");
  expect(age(undefined, 0)).toBe("–");
});
test("counts agree with their noun", () => {
  expect([count(1, "node"), count(1500, "node")]).toEqual(["1 node", "1,500 nodes"]);
});
