import { expect, test } from "vitest";
import { untilLaunched } from "./provisioner.ts";

test("planning waits for claims that are being launched, and not for one whose launch hangs", () => {
  expect(untilLaunched([])).toBe(0);
  expect(untilLaunched([2_000, 60_000])).toBe(8_000);
  expect(untilLaunched([60_000])).toBe(0);
});

test("a claim from the future, by a clock that was set back, is waited for no longer than any other", () => {
  expect(untilLaunched([-3_600_000])).toBeLessThanOrEqual(10_000);
});
