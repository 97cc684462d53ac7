import fc from "fast-check";
import { expect, test } from "vitest";
import { allows, compatible } from "./label-values.ts";

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

test("In and NotIn, Exists and DoesNotExist are opposites", () => {
  const value = fc.option(fc.string(), { nil: undefined });
  fc.assert(
    fc.property(value, fc.array(fc.string()), (one, values) => {
      expect(allows({ key: "k", operator: "In", values }, one)).toBe(
        !allows({ key: "k", operator: "NotIn", values }, one),
      );
      expect(allows({ key: "k", operator: "Exists" }, one)).toBe(!allows({ key: "k", operator: "DoesNotExist" }, one));
    }),
  );
});
