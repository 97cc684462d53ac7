import fc from "fast-check";
import { expect, test } from "vitest";
import type { RenderedLayer, RenderedObject } from "../rendering/rendered-layer.ts";
import { installOrder, removalOrder } from "./install-order.ts";
import { orderObjects } from "./object-order.ts";

const definition = (kind: string): RenderedObject => {
  const object = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: kind },
    spec: { group: "g", names: { kind } },
  };
  return object;
};
const custom = (kind: string): RenderedObject => ({ apiVersion: "g/v1", kind, metadata: { name: "x" } });
const layer = (
  name: string,
  priority: number,
  objects: readonly RenderedObject[] = [],
  kind: RenderedLayer["layer"] = "addon",
): RenderedLayer => ({
  profileName: "p",
  profileVersion: "1.0.0",
  profileType: "cluster",
  name,
  packName: name,
  layer: kind,
  tag: "1.0.0",
  priority,
  namespace: "x",
  namespaces: [],
  values: "",
  data: {},
  releases: [],
  objects,
});
const names = (groups: ReturnType<typeof installOrder>): readonly (readonly string[])[] =>
  groups.map(({ layers }) => layers.map(({ name }) => name).sort());

test("infrastructure comes first, then add-ons by priority; equal numbers go together", () => {
  const layers = [
    layer("late", 10),
    layer("b", 0),
    layer("a", 0),
    layer("first", -5),
    layer("csi", 0, [], "csi"),
    layer("k8s", 0, [], "k8s"),
    layer("os", 0, [], "os"),
    layer("cni", 0, [], "cni"),
  ];
  expect(names(installOrder(layers))).toEqual([["os"], ["k8s"], ["cni"], ["csi"], ["first"], ["a", "b"], ["late"]]);
  expect(names(removalOrder(layers))).toEqual(names(installOrder(layers)).toReversed());
});

test("a layer waits for the one that defines its kinds, whatever the numbers say", () => {
  const groups = installOrder([
    layer("pool", -1, [custom("NodePool")]),
    layer("karpenter", 0, [definition("NodePool")]),
  ]);
  expect(names(groups)).toEqual([["karpenter"], ["pool"]]);
  expect(groups[1]?.waits).toEqual({ pool: "waits for karpenter, which defines its kinds" });
});

const someLayers = fc
  .array(
    fc.record({
      priority: fc.integer({ min: -3, max: 3 }),
      defines: fc.option(fc.constantFrom("A", "B", "C")),
      uses: fc.option(fc.constantFrom("A", "B", "C")),
    }),
    { maxLength: 8 },
  )
  .map((list) =>
    list.map(({ priority, defines, uses }, index) =>
      layer(`l${index}`, priority, [...(defines ? [definition(defines)] : []), ...(uses ? [custom(uses)] : [])]),
    ),
  );

test("every layer is installed once, and by its number unless it had to wait", () => {
  fc.assert(
    fc.property(someLayers, (layers) => {
      const groups = installOrder(layers);
      expect(groups.flatMap((group) => group.layers.map(({ name }) => name)).sort()).toEqual(
        layers.map(({ name }) => name).sort(),
      );
      for (const { priority, layers: together } of groups)
        expect(new Set(together.map((each) => each.priority))).toEqual(new Set([priority]));
      if (layers.every(({ objects }) => objects.length === 0))
        expect(groups.map(({ priority = 0 }) => priority)).toEqual(
          groups.map(({ priority = 0 }) => priority).toSorted((a, b) => a - b),
        );
    }),
  );
});

test("the order does not depend on the order of the input", () => {
  fc.assert(
    fc.property(
      someLayers.chain((layers) =>
        fc.tuple(fc.constant(layers), fc.shuffledSubarray(layers, { minLength: layers.length })),
      ),
      ([layers, shuffled]) => {
        expect(names(installOrder(shuffled))).toEqual(names(installOrder(layers)));
      },
    ),
  );
});

test("within a layer namespaces and definitions come first, accounts before what runs under them, custom resources last", () => {
  const kinds = ["NodePool", "Deployment", "CustomResourceDefinition", "ServiceAccount", "Namespace", "ClusterRole"];
  const phases = orderObjects(
    kinds.map((kind): RenderedObject => ({ apiVersion: "v1", kind, metadata: { name: "x" } })),
  );
  expect([...phases.namespaces, ...phases.definitions, ...phases.objects].map(({ kind }) => kind)).toEqual([
    "Namespace",
    "CustomResourceDefinition",
    "ServiceAccount",
    "ClusterRole",
    "Deployment",
    "NodePool",
  ]);
});
