import { expect, test } from "vitest";
import { addonsOf, changedLayers, infrastructureOf, textOf } from "./layers.ts";

const k8s = { name: "kubernetes-eks", layer: "k8s", values: "a: 1\n" };
const karpenter = { name: "karpenter", layer: "addon", values: "b: 1\n" };

test("layers split into infrastructure and add-ons", () => {
  expect(infrastructureOf([k8s, karpenter])).toEqual([k8s]);
  expect(addonsOf([k8s, karpenter])).toEqual([karpenter]);
});
test("a changed value, a new layer and one that went are named", () => {
  const after = [
    { ...k8s, values: "a: 2\n" },
    { name: "inflate", layer: "addon", values: "" },
  ];
  expect(changedLayers([k8s, karpenter], after).map(({ name, change }) => [name, change])).toEqual([
    ["kubernetes-eks", "changed"],
    ["inflate", "added"],
    ["karpenter", "removed"],
  ]);
});
test("equal layers are no change; another version is one", () => {
  expect(changedLayers([k8s], [{ ...k8s }])).toEqual([]);
  expect(changedLayers([{ ...k8s, tag: "1.32" }], [{ ...k8s, tag: "1.33" }])).toHaveLength(1);
});
test("a manifest's content is part of a layer's text", () => {
  expect(textOf({ ...karpenter, manifests: [{ name: "pool", content: "kind: NodePool" }] })).toContain(
    "kind: NodePool",
  );
});
