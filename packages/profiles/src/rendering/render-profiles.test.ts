import { expect, test } from "vitest";
import {
  addOn,
  builtInPacks,
  CLUSTER,
  editedKarpenterValues,
  infrastructure,
  manifestLayer,
  NODE_POOL,
  packLayer,
} from "../testing/built-in-packs.ts";
import { renderProfiles, withChartObjects } from "./render-profiles.ts";

const render = (...profiles: Parameters<typeof renderProfiles>[0][number][]) =>
  renderProfiles(profiles, builtInPacks, { system: CLUSTER });

test("the Karpenter layer becomes a release named karpenter, with the role of the account and the cluster", () => {
  const { layers, problems } = render(infrastructure(packLayer("karpenter", editedKarpenterValues())));
  expect(problems).toEqual([]);
  const karpenter = layers.find(({ name }) => name === "karpenter");
  expect(karpenter).toMatchObject({ namespace: "karpenter", priority: 0, namespaces: [{ name: "karpenter" }] });
  expect(karpenter?.releases).toMatchObject([
    {
      name: "karpenter",
      namespace: "karpenter",
      path: "charts/karpenter",
      values: {
        settings: { clusterName: "my-eks-cluster" },
        serviceAccount: {
          annotations: {
            "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/my-eks-cluster-karpenterControllerRole",
          },
        },
      },
    },
  ]);
});

test("macros in manifests are replaced, and objects without a namespace get the layer's unless they live in none", () => {
  const deployment = "apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: inflate }\n";
  const values = 'pack:\n  spectrocloud.com/install-priority: "7"\n  namespace: inflate\n';
  const { layers } = render(addOn("test", manifestLayer("layer", { pool: NODE_POOL, inflate: deployment }, values)));
  expect(layers[0]).toMatchObject({ priority: 7, namespace: "inflate" });
  expect(layers[0]?.objects.map(({ kind, metadata }) => [kind, metadata.namespace])).toEqual([
    ["NodePool", undefined],
    ["EC2NodeClass", undefined],
    ["Deployment", "inflate"],
  ]);
  expect(layers[0]?.objects[1]).toMatchObject({ spec: { role: "my-eks-cluster-nodeRole" } });
});

test("another profile's pack can be referred to, and its own macros are replaced on the way", () => {
  const use = addOn(
    "use",
    manifestLayer("l", {
      m: "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }\ndata:\n  c: '{{ .spectro.pack.karpenter.charts.karpenter.settings.clusterName }}'\n",
    }),
  );
  const { layers, problems } = render(infrastructure(packLayer("karpenter", editedKarpenterValues())), use);
  expect(problems).toEqual([]);
  expect(layers.at(-1)?.objects[0]).toMatchObject({ data: { c: "my-eks-cluster" } });
});

test("values that refer to each other in a circle are an error, not an endless loop", () => {
  const layer = manifestLayer("loop", {}, 'a: "{{.spectro.pack.loop.b}}"\nb: "{{.spectro.pack.loop.a}}"\n');
  expect(render(addOn("p", layer)).problems.map(({ code }) => code)).toEqual(["MACRO_CYCLE", "MACRO_CYCLE"]);
});

test("variables of the profile and of the cluster reach the values, read-only ones keep their default", () => {
  const variables = [
    { name: "A", displayName: "A", defaultValue: "1" },
    { name: "B", displayName: "B", defaultValue: "2", immutable: true },
  ];
  const profile = {
    ...addOn("p", manifestLayer("l", {}, 'a: "{{.spectro.var.A}}"\nb: "{{.spectro.var.B}}"\n')),
    variables,
  };
  const { layers } = renderProfiles([profile], [], { system: {}, variables: { p: { A: "9", B: "9" } } });
  expect(layers[0]?.data).toEqual({ a: "9", b: "2" });
});

test("what helm printed is added to a layer's objects", () => {
  const [layer] = render(addOn("p", manifestLayer("l", {}, "pack: { namespace: ns }\n"))).layers;
  const printed =
    "---\n# Source: x\napiVersion: v1\nkind: Service\nmetadata:\n  name: s\n---\n---\napiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: ConfigMap\n    metadata: { name: c }\n";
  expect(
    withChartObjects(layer!, [printed]).objects.map(
      ({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`,
    ),
  ).toEqual(["Service ns/s", "ConfigMap ns/c"]);
});
