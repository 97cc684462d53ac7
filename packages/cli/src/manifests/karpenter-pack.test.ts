import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { stringify } from "yaml";
import { expect, test } from "vitest";
import { karpenterAccount, karpenterDeployment } from "@inlay/box";
import {
  applyPreset,
  readObjects,
  readPack,
  renderProfiles,
  type Pack,
  type PackFile,
  type RenderedObject,
} from "@inlay/profiles";
import { karpenterCustomResourceDefinitions } from "@inlay/resources";
import { toolBinary } from "../kubectl/tool-binary.ts";

const FOLDER = join(import.meta.dirname, "../../../../packs/karpenter");
const ROLE = "arn:aws:iam::123456789012:role/my-eks-cluster-karpenterControllerRole";

const walk = (path: string): readonly string[] =>
  statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => walk(join(path, name))) : [path];
const files: readonly PackFile[] = walk(FOLDER).map((path) => ({
  path: relative(FOLDER, path),
  content: readFileSync(path, "utf8"),
}));

/** What the real helm makes of the pack, with one of its presets, in the reference page's cluster. */
async function rendered(pack: Pack, presetName: string): Promise<readonly RenderedObject[]> {
  const preset = pack.presets.find(({ name }) => name === presetName);
  const values = applyPreset(pack.values.replace('awsAccountNumber: ""', 'awsAccountNumber: "123456789012"'), preset!);
  const layer = {
    name: "karpenter",
    layer: "addon" as const,
    type: "spectro" as const,
    tag: pack.version,
    values,
    manifests: [],
  };
  const profile = {
    name: "p",
    version: "1.0.0",
    type: "add-on" as const,
    cloudType: "eks",
    layers: [layer],
    variables: [],
  };
  const system = { "cluster.name": "my-eks-cluster", "cloud.region": "us-east-1" };
  const { layers, problems } = renderProfiles([profile], [pack], { system });
  expect(problems).toEqual([]);
  const release = layers[0]!.releases[0]!;
  const helm = await toolBinary("helm");
  const folder = mkdtempSync(join(tmpdir(), "inlay-chart-"));
  try {
    const file = join(folder, "values.yaml");
    writeFileSync(file, stringify(release.values));
    const chart = join(FOLDER, release.path!);
    const args = [
      "template",
      release.name,
      chart,
      "--namespace",
      release.namespace,
      "--include-crds",
      "--values",
      file,
    ];
    return readObjects(execFileSync(helm, args, { encoding: "utf8", timeout: 60_000 }), release.namespace).objects;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Labels that mean something: those that selectors use, and on roles those that aggregate them. Others are helm's own. */
const meaningful = (kind: string, labels: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => {
  const wanted = /Role(Binding)?$/.test(kind) ? /aggregate-to/ : /^app\.kubernetes\.io\/(name|instance)$/;
  return Object.fromEntries(Object.entries(labels).filter(([key]) => wanted.test(key)));
};

/** By kind, namespace and name, as JSON has it. */
function byIdentity(objects: readonly object[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    (JSON.parse(JSON.stringify(objects)) as RenderedObject[]).map((object) => {
      const { labels, annotations, name, namespace } = object.metadata;
      const metadata = { name, namespace, annotations, labels: meaningful(object.kind, labels) };
      return [`${object.kind} ${namespace ?? ""}/${name}`, { ...object, metadata }] as const;
    }),
  );
}

const seed = (webIdentity: boolean): readonly object[] =>
  [
    ...karpenterAccount({ roleArn: ROLE }),
    ...karpenterDeployment({
      clusterName: "my-eks-cluster",
      image: "public.ecr.aws/karpenter/controller:1.14.1",
      replicas: 1,
      nodeGroups: [],
      interruptionQueue: "",
      ...(webIdentity && { webIdentity: { region: "us-east-1", roleArn: ROLE } }),
    }),
  ]
    .map(({ object }) => object)
    .filter(({ kind }) => kind !== "Namespace");

/** Amounts may be written as numbers or as texts. */
const amounts = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value).replaceAll('"cpu":1}', '"cpu":"1"}').replaceAll('"cpu":1,', '"cpu":"1",'),
  ) as unknown;

test.each([
  ["webhook", false],
  ["web-identity", true],
])("the pack with the preset %s installs exactly what the box's controller runs with", async (preset, webIdentity) => {
  const objects = await rendered(readPack(files), preset);
  const wanted = [...karpenterCustomResourceDefinitions(), ...seed(webIdentity)];
  expect(amounts(byIdentity(objects))).toEqual(amounts(byIdentity(wanted)));
});
