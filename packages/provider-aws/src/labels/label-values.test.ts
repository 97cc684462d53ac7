import { expect, test } from "vitest";
import { compatible } from "./label-values.ts";

const labels = new Map<string, readonly string[]>([
  ["zone", ["a", "b"]],
  ["generation", ["6"]],
  ["gpu", []],
]);

test.for([
  [{ key: "zone", operator: "In", values: ["b", "c"] }, true],
  [{ key: "zone", operator: "In", values: ["c"] }, false],
  [{ key: "zone", operator: "NotIn", values: ["a", "b"] }, false],
  [{ key: "zone", operator: "NotIn", values: ["a"] }, true],
  [{ key: "generation", operator: "Gt", values: ["2"] }, true],
  [{ key: "generation", operator: "Gt", values: ["6"] }, false],
  [{ key: "generation", operator: "Gte", values: ["6"] }, true],
  [{ key: "generation", operator: "Lt", values: ["10"] }, true],
  [{ key: "generation", operator: "Lte", values: ["5"] }, false],
  [{ key: "gpu", operator: "Exists" }, false],
  [{ key: "gpu", operator: "DoesNotExist" }, true],
  [{ key: "gpu", operator: "NotIn", values: ["t4"] }, true],
  [{ key: "zone", operator: "DoesNotExist" }, false],
  [{ key: "a-label-of-the-user", operator: "In", values: ["x"] }, true],
] as const)("%j is met: %s", ([requirement, met]) => {
  expect(compatible([requirement], labels)).toBe(met);
});

test("the EBS driver's name of the zone label is the zone label", () => {
  const zoned = new Map([["topology.kubernetes.io/zone", ["us-east-1a"]]]);
  const asking = (value: string) => [
    { key: "topology.ebs.csi.aws.com/zone", operator: "In" as const, values: [value] },
  ];
  expect(compatible(asking("us-east-1a"), zoned)).toBe(true);
  expect(compatible(asking("us-east-1b"), zoned)).toBe(false);
});
