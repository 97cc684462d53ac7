import { expect, test } from "vitest";
import { condition, CREATED, node, nodeClaim, nodePool } from "../testing/objects.fixture.ts";
import type { AnyNodeClass } from "../state/cluster-caches.ts";
import { hashAnnotations, nodePoolHash, restamped } from "./pool-hash.ts";
import { nodeClassCondition, replicasCondition } from "./pool-status-controller.ts";
import { exceededLimit, poolUsage, usageList } from "./pool-usage.ts";
import { isHealthy } from "./registration-health.ts";

const nodeClass = (ready?: "True" | "False" | "Unknown", deleted?: string): AnyNodeClass => ({
  apiVersion: "karpenter.k8s.aws/v1",
  kind: "EC2NodeClass",
  metadata: { ...nodePool().metadata, ...(deleted ? { deletionTimestamp: deleted } : {}) },
  status: { conditions: ready ? [{ ...condition("Ready", ready), reason: "SubnetsNotFound", message: "none" }] : [] },
});

test.each([
  ["missing", undefined, "False", "NodeClassNotFound"],
  ["being deleted", nodeClass("True", CREATED), "False", "NodeClassTerminating"],
  ["not looked at yet", nodeClass(), "Unknown", "NodeClassReadinessUnknown"],
  ["not ready", nodeClass("False"), "False", "SubnetsNotFound"],
  ["ready", nodeClass("True"), "True", undefined],
])("a node class that is %s", (_, object, status, reason) => {
  expect(nodeClassCondition(object)).toMatchObject({ status, ...(reason ? { reason } : {}) });
});

test("replicas are accepted, and a condition says that nothing is done for them", () => {
  expect(replicasCondition(nodePool())).toBeUndefined();
  expect(replicasCondition(nodePool({ spec: { replicas: 2 } }))).toMatchObject({
    status: "False",
    reason: "NotSupported",
  });
});

test("usage counts what nodes really have, and claims before they have one", () => {
  const claims = [
    nodeClaim({ name: "a", status: { capacity: { cpu: "8", memory: "16Gi" } } }),
    nodeClaim({ name: "b", status: { capacity: { cpu: "2" } } }),
    nodeClaim({ name: "c" }),
  ];
  const real = { ...node(), status: { capacity: { cpu: "8", memory: "15Gi", pods: "0" } } };
  const usage = poolUsage(claims, (claim) => (claim.metadata.name === "a" ? [real] : []));
  expect(usage).toEqual({ cpu: 10_000, memory: 15 * 2 ** 30, nodes: 3 });
  expect(usageList(usage)).toEqual({ cpu: "10", "ephemeral-storage": "0", memory: "15Gi", nodes: "3", pods: "0" });
});

test.each([
  [{ cpu: "10" }, { cpu: 10_000 }, undefined],
  [{ cpu: "10" }, { cpu: 10_001 }, "cpu"],
  [{ nodes: "3" }, { nodes: 2 }, undefined],
  [{ nodes: "3" }, { nodes: 3 }, "nodes"],
  [{}, { cpu: 1e9 }, undefined],
])("limits %j with usage %j", (limits, usage, expected) => {
  expect(exceededLimit(nodePool({ spec: { limits } }), usage)).toBe(expected);
});

test("the hash changes with the template and not with its requirements or the order of keys", () => {
  const pool = nodePool({ template: { expireAfter: "1h" } });
  const requirements = [{ key: "a", operator: "Exists" }] as const;
  expect(nodePoolHash(nodePool({ template: { expireAfter: "1h" }, requirements }))).toBe(nodePoolHash(pool));
  expect(nodePoolHash(nodePool({ template: { expireAfter: "2h" } }))).not.toBe(nodePoolHash(pool));
});

test("claims with a hash of another version are stamped anew; drifted ones keep their hash", () => {
  const pool = nodePool();
  const annotations = { "karpenter.sh/nodepool-hash": "1", "karpenter.sh/nodepool-hash-version": "v3" };
  expect(restamped(nodeClaim({ annotations }), pool)).toEqual(hashAnnotations(pool));
  expect(restamped(nodeClaim({ annotations, conditions: [condition("Drifted")] }), pool)).toEqual({
    "karpenter.sh/nodepool-hash-version": "inlay-v1",
  });
  expect(restamped(nodeClaim({ annotations: hashAnnotations(pool) }), pool)).toBeUndefined();
});

test.each([
  [[true], true],
  [[false], true],
  [[false, false], false],
  [[true, true, true, false], true],
  [[true, false, true, false], false],
])("registrations %j are healthy: %s", (results, healthy) => {
  expect(isHealthy(results)).toBe(healthy);
});
