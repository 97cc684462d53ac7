import type { Condition, NodeClaim } from "@inlay/resources";
import { expect, test } from "vitest";
import { changedConditions, NODE_CLAIM_DEPENDENTS } from "./conditions.ts";

const CREATED = "2026-01-01T00:00:00Z";
const now = Date.parse("2026-01-01T00:01:00Z");

const claim = (conditions?: readonly Condition[], generation = 1): NodeClaim => ({
  apiVersion: "karpenter.sh/v1",
  kind: "NodeClaim",
  metadata: { name: "n", uid: "u", resourceVersion: "1", creationTimestamp: CREATED, generation },
  spec: { nodeClassRef: { group: "g", kind: "K", name: "n" }, requirements: [] },
  ...(conditions ? { status: { conditions } } : {}),
});

const change = (object: NodeClaim, changes: Parameters<typeof changedConditions>[2]) =>
  changedConditions(object, NODE_CLAIM_DEPENDENTS, changes, now);

test("the first touch makes the others Unknown since the creation, and Ready last", () => {
  const conditions = change(claim(), [{ type: "Launched", status: "True" }])!;
  expect(conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`)).toEqual([
    "Registered Unknown AwaitingReconciliation",
    "Initialized Unknown AwaitingReconciliation",
    "Launched True Launched",
    "Ready Unknown ReconcilingDependents",
  ]);
  expect(conditions[0]!.lastTransitionTime).toBe(CREATED);
  expect(conditions.at(-1)!.message).toBe("Registered=Unknown, Initialized=Unknown");
});

test("Ready is True when all are True, False as soon as one is False", () => {
  const all = NODE_CLAIM_DEPENDENTS.map((type) => ({ type, status: "True" as const }));
  expect(change(claim(), all)!.at(-1)).toMatchObject({ type: "Ready", status: "True", reason: "Ready", message: "" });
  const oneBad = change(claim(), [all[0]!, { type: "Registered", status: "False", reason: "MultipleNodesFound" }])!;
  expect(oneBad.at(-1)).toMatchObject({ status: "False", reason: "UnhealthyDependents", message: "Registered=False" });
});

test("saying the same again changes nothing", () => {
  const conditions = change(claim(), [{ type: "Launched", status: "True" }])!;
  expect(change(claim(conditions), [{ type: "Launched", status: "True" }])).toBeUndefined();
});

test("the time of transition moves with the status only", () => {
  const conditions = change(claim(), [{ type: "Launched", status: "Unknown", reason: "LaunchFailed", message: "a" }])!;
  const later = changedConditions(
    claim(conditions),
    NODE_CLAIM_DEPENDENTS,
    [{ type: "Launched", status: "Unknown", reason: "LaunchFailed", message: "b" }],
    now + 60_000,
  )!;
  expect(later.find(({ type }) => type === "Launched")).toMatchObject({
    message: "b",
    lastTransitionTime: "2026-01-01T00:01:00Z",
  });
});

test("a condition of an older generation does not make the object ready", () => {
  const all = NODE_CLAIM_DEPENDENTS.map((type) => ({ type, status: "True" as const }));
  const conditions = change(claim(), all)!;
  const ready = change(claim(conditions, 2), [{ type: "Launched", status: "True" }])!.at(-1);
  expect(ready).toMatchObject({ status: "Unknown", message: "Registered=True, Initialized=True" });
});
