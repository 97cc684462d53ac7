import { karpenterCustomResourceDefinitions, type KubeObject } from "@inlay/resources";
import { expect, test } from "vitest";
import { decodeObject } from "../schema/decode-object.ts";
import type { ResourceDefinition } from "../schema/resource-definition.ts";
import { customDefinitions } from "./custom-definition.ts";

const definitions = karpenterCustomResourceDefinitions().flatMap((crd) =>
  customDefinitions(crd as unknown as KubeObject),
);
const nodePools = definitions.find((d) => d.kind === "NodePool")!;

function nodePool(spec: Record<string, unknown>): KubeObject {
  const template = {
    spec: {
      nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: "default" },
      requirements: [],
      ...(spec["template"] as object),
    },
  };
  return admitted(nodePools, {
    apiVersion: "karpenter.sh/v1",
    kind: "NodePool",
    metadata: { name: "default", uid: "u" },
    spec: { ...spec, template },
  });
}

function admitted(definition: ResourceDefinition, object: Record<string, unknown>): KubeObject {
  const decoded = decodeObject(definition, object).object;
  definition.applyDefaults(decoded);
  return decoded as unknown as KubeObject;
}

const faults = (object: KubeObject) =>
  nodePools.validateCreate(object).map((error) => `${error.field}: ${error.message}`);
const requirement = (more: object) => ({ template: { requirements: [more] } });

test("a NodePool with requirements is good", () => {
  expect(
    faults(nodePool(requirement({ key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand"] }))),
  ).toEqual([]);
});

test.for([
  [
    requirement({ key: "a", operator: "Foo", values: ["x"] }),
    /^spec\.template\.spec\.requirements\[0\]\.operator: Unsupported value: "Foo": supported values: "In"/,
  ],
  [
    requirement({ key: "a", operator: "In", values: [] }),
    /^spec\.template\.spec\.requirements: Invalid value: "array": requirements with operator 'In' must have a value defined$/,
  ],
  [
    { disruption: { consolidateAfter: "0s", budgets: [{ nodes: "200%" }] } },
    /^spec\.disruption\.budgets\[0\]\.nodes: Invalid value: "200%": spec\.disruption\.budgets\[0\]\.nodes in body should match '/,
  ],
  [{ weight: 101 }, /^spec\.weight: Invalid value: 101: spec\.weight in body should be less than or equal to 100$/],
] as const)("%j tells a Karpenter user what is wrong", ([spec, message]) => {
  expect(faults(nodePool(structuredClone(spec) as Record<string, unknown>))[0]).toMatch(message);
});

test("two hundred NodePools with fifty requirements each are judged in well under a second each", () => {
  const requirements = Array.from({ length: 50 }, (_, i) => ({
    key: `example.com/k${i}`,
    operator: "In",
    values: ["a", "b"],
  }));
  const pool = nodePool({ template: { requirements } });
  for (let i = 0; i < 200; i++) expect(faults(pool)).toEqual([]);
});
