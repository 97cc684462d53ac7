import fc from "fast-check";
import { expect, test } from "vitest";
import { JsonPathError, parseJsonPath } from "./json-path.ts";

const object = {
  metadata: { labels: { "karpenter.sh/nodepool": "default" } },
  spec: { nodes: 3, list: [10, 20, 30] },
  status: { conditions: [{ type: "Ready", status: "True" }, { type: "Drifted", status: "False" }] },
}; // prettier-ignore

test.for([
  [".spec.nodes", [3]],
  [".metadata.labels.karpenter\\.sh/nodepool", ["default"]],
  [".metadata.labels['karpenter.sh/nodepool']", ["default"]],
  ['.status.conditions[?(@.type=="Ready")].status', ["True"]],
  ['.status.conditions[?(@.type == "Missing")].status', []],
  [".status.conditions[*].type", ["Ready", "Drifted"]],
  [".spec.list[0]", [10]],
  [".spec.list[-1]", [30]],
  [".spec.list[0:2]", [10, 20]],
  [".spec.list[?(@ > 15)]", [20, 30]],
  ["..type", ["Ready", "Drifted"]],
  [".spec.missing.deeper", []],
] as const)("%s", ([path, found]) => {
  expect(parseJsonPath(path).find(object)).toEqual(found);
});

test("any text is a path or a JsonPathError", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      try {
        parseJsonPath(text).find(object);
      } catch (error) {
        expect(error).toBeInstanceOf(JsonPathError);
      }
    }),
  );
});
