import type { InstanceType } from "@inlay/planner";
import { expect, test } from "vitest";
import { nodeClaim, nodePool } from "../testing/objects.fixture.ts";
import { instanceTypeDrift, requirementsDrift, staticDrift } from "./decide-drift.ts";

const hashes = (hash: string, version = "v") => ({
  "karpenter.sh/nodepool-hash": hash,
  "karpenter.sh/nodepool-hash-version": version,
});

test.each([
  ["the same hash", hashes("1"), hashes("1"), ""],
  ["another hash", hashes("1"), hashes("2"), "NodePoolDrifted"],
  ["another hash of another version", hashes("1", "v3"), hashes("2", "v4"), ""],
  ["a claim without a hash", {}, hashes("2"), ""],
])("%s", (_, own, wanted, expected) => {
  expect(staticDrift(nodeClaim({ annotations: own }), nodePool({ annotations: wanted }))).toBe(expected);
});

test.each([
  [{ key: "a", operator: "In", values: ["1", "2"] }, { a: "2" }, ""],
  [{ key: "a", operator: "In", values: ["1"] }, { a: "2" }, "RequirementsDrifted"],
  [{ key: "a", operator: "NotIn", values: ["1"] }, {}, ""],
  [{ key: "a", operator: "NotIn", values: ["1"] }, { a: "1" }, "RequirementsDrifted"],
  [{ key: "a", operator: "Exists" }, {}, "RequirementsDrifted"],
  [{ key: "a", operator: "DoesNotExist" }, { a: "1" }, "RequirementsDrifted"],
  [{ key: "a", operator: "Gt", values: ["4"] }, { a: "8" }, ""],
  [{ key: "a", operator: "Gt", values: ["8"] }, { a: "8" }, "RequirementsDrifted"],
  [{ key: "a", operator: "Gte", values: ["8"] }, { a: "8" }, ""],
  [{ key: "a", operator: "Lt", values: ["8"] }, { a: "seven" }, "RequirementsDrifted"],
] as const)("a pool that asks for %j and a claim with %j", (requirement, labels, expected) => {
  const pool = nodePool({ requirements: [requirement] });
  expect(requirementsDrift(nodeClaim({ labels }), pool)).toBe(expected);
});

test("a type that is not offered in the claim's zone any more is drift, one without capacity is not", () => {
  const labels = {
    "node.kubernetes.io/instance-type": "c6a.large",
    "topology.kubernetes.io/zone": "us-east-1a",
    "karpenter.sh/capacity-type": "spot",
  };
  const offering = { zone: "us-east-1a", capacityType: "spot", pricePerHour: 1, available: false } as const;
  const type = (offerings: InstanceType["offerings"]): InstanceType => ({
    name: "c6a.large",
    requirements: [],
    offerings,
    capacity: {},
    overhead: {},
  });
  expect(instanceTypeDrift(nodeClaim({ labels }), [type([offering])])).toBe("");
  expect(instanceTypeDrift(nodeClaim({ labels }), [type([{ ...offering, zone: "us-east-1b" }])])).toBe(
    "InstanceTypeNotFound",
  );
  expect(instanceTypeDrift(nodeClaim({ labels }), [])).toBe("InstanceTypeNotFound");
});
