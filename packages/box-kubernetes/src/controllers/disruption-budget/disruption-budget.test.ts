import type { Pod, PodDisruptionBudget } from "@inlay/resources";
import { expect, test } from "vitest";
import { decideBudget } from "./disruption-budget.ts";

const NOW = Date.parse("2026-01-01T00:10:00Z");
const meta = (name: string) => ({ name, uid: name, resourceVersion: "1", creationTimestamp: "2026-01-01T00:00:00Z" });

const budget = (spec: PodDisruptionBudget["spec"], disruptedPods?: Record<string, string>): PodDisruptionBudget => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: { ...meta("pdb"), generation: 2 },
  spec,
  ...(disruptedPods
    ? { status: { disruptedPods, disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 } }
    : {}),
});
const pods = (ready: number, unready = 0): Pod[] =>
  Array.from({ length: ready + unready }, (_, index) => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: meta(`p${index}`),
    spec: { containers: [] },
    status: { phase: "Running", conditions: [{ type: "Ready", status: index < ready ? "True" : "False" }] },
  }));

test.for<[string, PodDisruptionBudget["spec"], Pod[], number | undefined, number, number]>([
  ["a number of pods must be there", { minAvailable: 3 }, pods(5), undefined, 3, 2],
  ["a share of what the controllers want, rounded up", { minAvailable: "50%" }, pods(5), 5, 3, 2],
  ["a number may be missing", { maxUnavailable: 1 }, pods(4, 1), 5, 4, 0],
  ["a share may be missing, rounded up", { maxUnavailable: "25%" }, pods(5), 5, 3, 2],
  ["nothing may be missing", { maxUnavailable: 0 }, pods(5), 5, 5, 0],
  ["no pods, no disruptions", { minAvailable: 0 }, [], undefined, 0, 0],
])("%s", ([, spec, matching, expectedScale, desiredHealthy, disruptionsAllowed]) => {
  const { status } = decideBudget({ budget: budget(spec), pods: matching, expectedScale }, NOW, "now");
  expect(status).toMatchObject({ desiredHealthy, disruptionsAllowed, observedGeneration: 2 });
  const reason = disruptionsAllowed > 0 ? "SufficientPods" : "InsufficientPods";
  expect(status.conditions).toMatchObject([{ type: "DisruptionAllowed", reason, observedGeneration: 2 }]);
});

test("an eviction that was granted counts until the pod goes, or for two minutes", () => {
  const disrupted = { p0: "2026-01-01T00:09:30Z", p1: "2026-01-01T00:01:00Z", gone: "2026-01-01T00:09:30Z" };
  const decision = decideBudget(
    { budget: budget({ minAvailable: 2 }, disrupted), pods: pods(4), expectedScale: undefined },
    NOW,
    "now",
  );
  expect(decision.status).toMatchObject({
    disruptedPods: { p0: "2026-01-01T00:09:30Z" },
    currentHealthy: 3,
    disruptionsAllowed: 1,
  });
  expect(decision).toMatchObject({ againInMs: 90_000 });
});

test("a share of something unknown allows nothing", () => {
  const decision = decideBudget(
    { budget: budget({ maxUnavailable: 1 }), pods: pods(3), expectedScale: undefined },
    NOW,
    "now",
  );
  expect(decision).toMatchObject({
    kind: "failed",
    status: { disruptionsAllowed: 0, conditions: [{ reason: "SyncFailed" }] },
  });
});
