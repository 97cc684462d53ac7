import { expect, test } from "vitest";
import { progressOf, stepTone } from "./steps.ts";

const steps = (...states: ("Pending" | "Running" | "Done" | "Failed")[]) => states.map((state) => ({ state }));

test("a roll-out is done when each step is, and has failed as soon as one has", () => {
  expect(progressOf(steps("Done", "Done"))).toEqual({ state: "Done", done: 2, all: 2 });
  expect(progressOf(steps("Done", "Running", "Pending"))).toEqual({ state: "Running", done: 1, all: 3 });
  expect(progressOf(steps("Done", "Failed", "Pending"))).toEqual({ state: "Failed", done: 1, all: 3 });
  expect(progressOf([])).toBeUndefined();
});
test("each state of a step has its colour, one that is not known is grey", () => {
  expect(["Pending", "Running", "Done", "Failed", "?"].map(stepTone)).toEqual(["idle", "busy", "good", "bad", "idle"]);
});
