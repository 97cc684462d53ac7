import type { ProvisioningPlan } from "@inlay/planner";
import { expect, test } from "vitest";
import { lastPlan, untilLaunched } from "./provisioner.ts";

test("planning waits for claims that are being launched, and not for one whose launch hangs", () => {
  expect(untilLaunched([])).toBe(0);
  expect(untilLaunched([2_000, 60_000])).toBe(8_000);
  expect(untilLaunched([60_000])).toBe(0);
});

test("a claim from the future, by a clock that was set back, is waited for no longer than any other", () => {
  expect(untilLaunched([-3_600_000])).toBeLessThanOrEqual(10_000);
});

test("other work gets its turn between the steps of a plan, and a stop is heeded", async () => {
  const turns: string[] = [];
  const step = (effort: number) => ({ effort }) as ProvisioningPlan;
  function* steps() {
    turns.push("step 1");
    yield step(1);
    turns.push("step 2");
    return step(2);
  }
  setImmediate(() => turns.push("other work"));
  expect(await lastPlan(steps(), new AbortController().signal)).toEqual(step(2));
  expect(turns).toEqual(["step 1", "other work", "step 2"]);
  await expect(lastPlan(steps(), AbortSignal.abort(new Error("stopped")))).rejects.toThrow("stopped");
});
