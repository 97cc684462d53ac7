import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { planProvisioning, type Policy, type SchedulingCase } from "@inlay/planner";
import { stringify } from "yaml";
import { planResult } from "./plan-result.ts";
import { planTable } from "./plan-table.ts";
import { withPolicyFile } from "./policy-file.ts";
import { readCluster } from "./read-cluster.ts";

interface Recording {
  readonly catalogues: Readonly<Record<string, readonly { readonly name: string }[]>>;
  readonly cases: readonly SchedulingCase[];
}

const RECORDING = join(import.meta.dirname, "../../../planner/testdata/karpenter-scheduling-1.14.1.json.br");
const INLAY = join(import.meta.dirname, "../../bin/inlay.mjs");
const { catalogues, cases } = JSON.parse(brotliDecompressSync(readFileSync(RECORDING)).toString()) as Recording;
let folder: string;

/** The recorded cases as files: catalogues above, cases in a folder of their own. */
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "inlay-plan-"));
  mkdirSync(join(folder, "rules"));
  for (const [name, types] of Object.entries(catalogues)) writeFileSync(join(folder, name), JSON.stringify(types));
});
afterAll(() => rmSync(folder, { recursive: true }));

function caseFile(name: string): { readonly file: string; readonly recorded: SchedulingCase } {
  const recorded = cases.find((each) => each.name === name)!;
  const file = join(folder, "rules", `${name}.json`);
  writeFileSync(file, JSON.stringify(recorded));
  return { file, recorded };
}

function written(name: string, content: string): string {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
}

async function planned(file: string, change: Partial<Policy> = {}, instanceTypes?: string) {
  const { snapshot, policy, notes } = await readCluster(file, instanceTypes);
  return planResult(planProvisioning(snapshot, { ...policy, ...change }), notes);
}

function inlay(args: readonly string[], input?: string) {
  return spawnSync(process.execPath, [INLAY, ...args], {
    encoding: "utf8",
    timeout: 60_000,
    env: { ...process.env, NO_COLOR: "1" },
    ...(input !== undefined && { input }),
  });
}

const PENDING = { phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable" }] };
const pod = (name: string, cpu: string) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name, namespace: "default" },
  spec: { containers: [{ name: "app", resources: { requests: { cpu } } }] },
  status: PENDING,
});
const pool = (nodeClassRef = { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: "default" }) => ({
  apiVersion: "karpenter.sh/v1",
  kind: "NodePool",
  metadata: { name: "default" },
  spec: {
    template: {
      spec: {
        nodeClassRef,
        requirements: [
          { key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand"] },
          { key: "node.kubernetes.io/instance-type", operator: "In", values: ["c6a.large", "c6a.2xlarge"] },
        ],
      },
    },
  },
});

test.each(["a-bound-volume-fixes-the-zone", "the-first-required-term-that-works-is-used", "mixed-shapes-share-claims"])(
  "%s: Karpenter's packing gives the result that Karpenter has recorded",
  async (name) => {
    const { file, recorded } = caseFile(name);
    const sortedNames = catalogues[recorded.instanceTypes]!.map((type) => type.name).sort();
    const { newNodeClaims, existingNodes, unschedulable, totalHourlyPrice, nodeClaimCount } = recorded.upstream;
    const result = await planned(file, { packingPolicy: "upstream", maxInstanceTypes: 600 });
    expect(result).toMatchObject({ existingNodes, unschedulable, totalHourlyPrice, nodeClaimCount });
    expect(result.newNodeClaims).toEqual(
      newNodeClaims.map((claim) => ({
        ...claim,
        instanceTypes: claim.instanceTypes.map((place) => sortedNames[Number(place)]),
      })),
    );
    expect(result.price).toBe(totalHourlyPrice);
    expect(result.lowerBound).toBeGreaterThan(0);
    expect(result.gap).toBeCloseTo(result.price / result.lowerBound - 1, 6);
    expect(result.effort).toBeGreaterThan(0);
  },
);

test("a List in YAML, its documents one by one, and JSON give the same plan", async () => {
  const items = [pool(), pod("a", "1"), pod("b", "1500m")];
  const list = await planned(written("list.yaml", stringify({ apiVersion: "v1", kind: "List", items })));
  expect(list.newNodeClaims).toMatchObject([
    { nodePool: "default", pods: ["default/a"], cheapest: { instanceType: "c6a.large", price: 0.0765 } },
    { nodePool: "default", pods: ["default/b"], cheapest: { instanceType: "c6a.large", price: 0.0765 } },
  ]);
  expect(list.price).toBe(0.153);
  const podList = { kind: "PodList", items: items.slice(1).map(({ kind: _, ...rest }) => rest) };
  expect(await planned(written("documents.yaml", items.map((item) => stringify(item)).join("---\n")))).toEqual(list);
  expect(
    await planned(written("lists.yaml", [items[0], podList].map((item) => stringify(item)).join("---\n"))),
  ).toEqual(list);
  expect(await planned(written("list.json", JSON.stringify({ kind: "List", items })))).toEqual(list);
});

test("without a node class in the file, three zones are assumed, and the plan says so", async () => {
  const file = written("assumed.json", JSON.stringify({ kind: "List", items: [pool(), pod("a", "1")] }));
  expect((await planned(file)).notes).toEqual([
    "NodePool default has no conditions yet: it counts as ready",
    "EC2NodeClass default has no subnets in the file: three zones of us-east-1 are assumed",
    "instance types of EC2 in us-east-1 by Inlay's catalogue; its spot prices are typical ones, not today's",
  ]);
});

test("subnets of the node class decide on region and zones", async () => {
  const nodeClass = {
    kind: "EC2NodeClass",
    metadata: { name: "default", uid: "1" },
    spec: { amiSelectorTerms: [{ alias: "al2023@latest" }] },
    status: { subnets: [{ id: "subnet-1", zone: "eu-west-1b", zoneID: "euw1-az2" }] },
  };
  const file = written("ireland.json", JSON.stringify({ kind: "List", items: [pool(), nodeClass, pod("a", "1")] }));
  expect((await planned(file)).newNodeClaims).toMatchObject([{ cheapest: { zone: "eu-west-1b" } }]);
});

test("the table shows nodes with their pods, and what stays pending", async () => {
  const file = written("table.json", JSON.stringify({ kind: "List", items: [pool(), pod("a", "1"), pod("b", "64")] }));
  const { snapshot } = await readCluster(file, undefined);
  const lines = planTable(await planned(file), snapshot).split("\n");
  expect(lines.slice(1, 3)).toEqual([
    "new-1 (default)   c6a.large   us-east-1a   on-demand   0.07650    1",
    "    default/a",
  ]);
  expect(lines.slice(5, 7)).toEqual(["    default/b", "        no instance type has enough resources"]);
  expect(lines.at(-2)).toMatch(/^1 new node for 0\.07650 USD per hour; .*, 1 pod pending; effort \d+\.$/);
});

test.each([
  ["no file", "missing.yaml", undefined, "missing.yaml: no such file"],
  ["an empty file", "empty.yaml", "# nothing\n", "empty.yaml: there is nothing in it"],
  ["a file that is cut", "cut.yaml", 'kind: List\nitems: [{kind: "Po', "cut.yaml: line 2, column 19: Missing closing"],
  ["JSON that is cut", "cut.json", '{"kind": "List", "items": [', "cut.json: line 1"],
  ["no object", "text.yaml", "hello", 'text.yaml: top level: Invalid value: "hello": must be a Kubernetes object'],
  ["no kind", "kind.yaml", "{items: [{}]}", "kind.yaml: kind: Required value"],
  ["no name", "name.yaml", "{kind: PodList, items: [{metadata: {}}]}", "items[0].metadata.name: Required value"],
  ["no list", "items.yaml", "{kind: List, items: 3}", "items.yaml: items: Invalid value: must be a list"],
  [
    "a foreign class",
    "kwok.yaml",
    stringify(pool({ group: "g", kind: "KWOKNodeClass", name: "d" })),
    "--instance-types",
  ],
  [
    "a wrong kind of value",
    "shape.yaml",
    "{kind: Pod, metadata: {name: a}, spec: {containers: 5}}",
    "shape.yaml: Pod a: spec.containers: Invalid value: must be a list",
  ],
  ["no options", "options.json", '{"objects": [], "instanceTypes": "x"}', "options.json: options: Required value"],
  ["no catalogue", "far.json", '{"objects": [], "options": {}, "instanceTypes": "far-away.json"}', "no far-away.json"],
])("%s is told in one sentence that names file and field", async (_, name, content, message) => {
  const file = content === undefined ? join(folder, name) : written(name, content);
  await expect(readCluster(file, undefined)).rejects.toThrow(message);
});

test.each([
  ["{}", "must be one list of instance types"],
  ['[{"name": "a"}]', "[0].architecture: Required value"],
  [
    '[{"name": "a", "architecture": "amd64", "operatingSystems": ["linux"], "resources": {"cpu": "x"}, "offerings": []}]',
    "cpu",
  ],
])("instance types that cannot be read: %s", async (content, message) => {
  const { file } = caseFile("a-bound-volume-fixes-the-zone");
  await expect(readCluster(file, written("types.json", content))).rejects.toThrow(message);
});

test("a cut object is left out, and the plan says so", async () => {
  const items = [pool(), { kind: "Pod", metadata: { name: "cut" } }, pod("a", "1")];
  const result = await planned(written("half.json", JSON.stringify({ kind: "List", items })));
  expect(result).toMatchObject({ nodeClaimCount: 1, unreadable: [{ kind: "Pod", name: "cut" }] });
});

test("the command plans and explains as a process, from its input too, and fails with one sentence", () => {
  const { file, recorded } = caseFile("a-bound-volume-fixes-the-zone");
  const args = ["plan", "-f", file, "--packing-policy", "upstream", "--max-instance-types", "3", "-o", "json"];
  const { stdout, stderr, status } = inlay(args);
  expect([stderr, status]).toEqual(["", 0]);
  const { totalHourlyPrice } = recorded.upstream;
  const result = JSON.parse(stdout) as ReturnType<typeof planResult>;
  expect(result).toMatchObject({ totalHourlyPrice });
  for (const { instanceTypes } of result.newNodeClaims) expect(instanceTypes.length).toBeLessThanOrEqual(3);

  const list = stringify({ kind: "List", items: [pool(), pod("a", "64")] });
  const explained = inlay(["explain", "pod", "a", "-f", "-"], list);
  expect(explained.stdout).toContain("cpu: 64 needed");
  expect(explained.stdout).toContain("Nearest fix: lower the pod's request of cpu to");

  const packed = inlay(["explain", "pod", "a", "-f", "-", "--packing-policy", "tight"], list);
  expect(packed.stderr).toContain("Allowed choices are cheapest, upstream");

  expect(inlay(["explain", "pod", "b", "-f", "-"], list)).toMatchObject({
    stdout: "",
    stderr: "inlay: standard input: there is no pod b\n",
    status: 1,
  });
});

test("a policy file is followed, and what it cannot say is refused by file and field", async () => {
  const { file } = caseFile(
    cases.find(({ upstream }) => upstream.newNodeClaims.some(({ pods }) => pods.length > 1))!.name,
  );
  const cluster = await readCluster(file, undefined);
  const apart = await withPolicyFile(cluster, written("apart.yaml", "maxPodsPerNode: 1\n"));
  const { newNodeClaims } = planProvisioning(apart.snapshot, apart.policy);
  expect(newNodeClaims.length).toBeGreaterThan(1);
  for (const { pods } of newNodeClaims) expect(pods).toHaveLength(1);
  const dry = await withPolicyFile(cluster, written("dry.yaml", "freeAddresses: {}\n"));
  expect(planProvisioning(dry.snapshot, dry.policy).newNodeClaims).toEqual([]);
  for (const [content, problem] of [
    ["maxPodsPerNode: many\n", "maxPodsPerNode: Invalid value: must be a whole number above 0"],
    ["maxWorkloadShare: 2\n", "maxWorkloadShare: Invalid value: must be a number above 0, at most 1"],
    [
      "defaultTopologySpread: [{ maxSkew: 1 }]\n",
      "defaultTopologySpread: Invalid value: must be a list of constraints",
    ],
    ["gangs: true\n", "gangs: Unsupported value: one of podGroups, queueOrder"],
    ["[]\n", "top level: Invalid value: must be a map of policies"],
  ] as const)
    await expect(withPolicyFile(cluster, written("bad.yaml", content))).rejects.toThrow(problem);
});
