import { expect, test } from "vitest";
import { condition, CREATED, node, nodeClaim, pod } from "../testing/objects.fixture.ts";
import { claimMatters, nodeMatters, podMatters } from "./change-tracker.ts";

test.each([
  ["a heartbeat", { ...node(), status: { ...node().status, images: [] } }, false],
  ["readiness", node({ ready: false }), true],
  ["a label", node({ labels: { a: "b" } }), true],
  ["a taint", node({ taints: [{ key: "a", effect: "NoSchedule" }] }), true],
  ["its deletion", node({ deleted: CREATED }), true],
] as const)("of a node, %s", (_, object, matters) => {
  expect(nodeMatters({ type: "modified", object, previous: node() })).toBe(matters);
});

test.each([
  ["the time of the last pod event", nodeClaim({ status: { lastPodEventTime: CREATED } }), false],
  ["a condition", nodeClaim({ conditions: [condition("Consolidatable")] }), true],
  ["an annotation", nodeClaim({ annotations: { a: "b" } }), true],
] as const)("of a claim, %s", (_, object, matters) => {
  expect(claimMatters({ type: "modified", object, previous: nodeClaim() })).toBe(matters);
});

test.each([
  ["readiness", pod({ status: { phase: "Running", conditions: [condition("Ready")] } }), false],
  ["binding", pod({ spec: { nodeName: "n" } }), true],
  ["completion", pod({ status: { phase: "Succeeded" } }), true],
  ["an annotation", pod({ annotations: { "karpenter.sh/do-not-disrupt": "true" } }), true],
] as const)("of a pod, %s", (_, object, matters) => {
  expect(podMatters({ type: "modified", object, previous: pod() })).toBe(matters);
});
