import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { karpenterCustomResourceDefinitions } from "@inlay/resources";
import { builtInPack, builtInPacks, editedKarpenterValues, editedKubernetesValues } from "../testing/built-in-packs.ts";
import { readYaml } from "../yaml/yaml-document.ts";
import { applyPreset } from "./presets.ts";
import { InvalidPack, readPack } from "./read-pack.ts";
import { checkValues } from "./values-schema.ts";

test("the five packs of the reference page's cluster can be read", () => {
  expect(builtInPacks.map(({ name, layer, version }) => `${layer} ${name} ${version}`)).toEqual([
    "os amazon-linux-eks 1.0.0",
    "cni cni-aws-vpc-eks 1.19.2",
    "csi csi-aws-ebs 1.41.0",
    "addon karpenter 1.14.1",
    "k8s kubernetes-eks 1.32.9",
  ]);
});

const violations = (pack: string, values: string): readonly string[] =>
  checkValues(builtInPack(pack).schema, readYaml(values).documents[0]).map(({ message }) => message);

test.each(builtInPacks.filter(({ name }) => name !== "karpenter").map(({ name }) => name))(
  "the values of %s satisfy their own schema",
  (name) => {
    expect(violations(name, builtInPack(name).values)).toEqual([]);
  },
);

test("the Karpenter pack asks for nothing but the account number", () => {
  expect(violations("karpenter", builtInPack("karpenter").values)).toEqual(["awsAccountNumber is required"]);
  expect(violations("karpenter", editedKarpenterValues())).toEqual([]);
});

test("what the reference page edits in the Kubernetes layer satisfies the schema; its placeholders do not", () => {
  expect(violations("kubernetes-eks", editedKubernetesValues())).toEqual([]);
  const template = editedKubernetesValues("arn:<aws-partition>:iam::<aws-account-id>");
  expect(violations("kubernetes-eks", template.replaceAll("{{.spectro.system.cluster.name}}", "shop"))).toHaveLength(2);
});

test("every preset gives values that satisfy the schema", () => {
  for (const { name, presets } of builtInPacks)
    for (const preset of presets) {
      const values = name === "karpenter" ? editedKarpenterValues() : builtInPack(name).values;
      expect(violations(name, applyPreset(values, preset)), `${name} ${preset.name}`).toEqual([]);
    }
});

test("the pack knows which kinds its chart defines", () => {
  expect(builtInPack("karpenter").definedKinds).toEqual([
    "karpenter.k8s.aws/EC2NodeClass",
    "karpenter.sh/NodeClaim",
    "karpenter.sh/NodePool",
  ]);
});

test("the chart holds the custom resource definitions that the controller works with", () => {
  const folder = join(import.meta.dirname, "../../../../charts/karpenter/crds");
  const written = readdirSync(folder).map((name) => parse(readFileSync(join(folder, name), "utf8")) as unknown);
  const wanted = JSON.parse(JSON.stringify(karpenterCustomResourceDefinitions())) as unknown[];
  expect(written).toHaveLength(wanted.length);
  expect(written).toEqual(expect.arrayContaining(wanted));
});

test("a folder that is no pack is refused with everything that is wrong", () => {
  const read = () =>
    readPack([{ path: "pack.json", content: '{"name":"x","version":"v1","layer":"top","charts":["../secret"]}' }]);
  expect(read).toThrow(InvalidPack);
  expect(read).toThrow(
    /version "v1".*layer "top".*values\.yaml is missing.*leads out of the pack.*displayName is required/,
  );
});
