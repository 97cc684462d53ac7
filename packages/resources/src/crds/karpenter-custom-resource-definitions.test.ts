import { Environment } from "@marcbachmann/cel-js";
import { expect, test } from "vitest";
import type { StructuralSchema } from "./custom-resource-definition.ts";
import { karpenterCustomResourceDefinitions } from "./karpenter-custom-resource-definitions.ts";

const cel = new Environment({ unlistedVariablesAreDyn: true }).registerFunction(
  "string.find(string): string",
  (subject: string, pattern: string) => new RegExp(pattern).exec(subject)?.[0] ?? "",
);

function schemaOf(kind: string): StructuralSchema {
  const definition = karpenterCustomResourceDefinitions().find(({ spec }) => spec.names.kind === kind)!;
  return definition.spec.versions[0]!.schema.openAPIV3Schema;
}

/** Whole numbers are CEL integers. */
function typed(value: unknown): unknown {
  if (typeof value === "number") return BigInt(value);
  if (Array.isArray(value)) return value.map(typed);
  if (value && typeof value === "object")
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, typed(field)]));
  return value;
}

/** Messages of the rules that an object breaks, with where. Transition rules run with `old`. */
function broken(schema: StructuralSchema, value: unknown, old?: unknown, path = ""): string[] {
  const found: string[] = [];
  if (value === undefined) return found;
  for (const { rule, message } of schema["x-kubernetes-validations"] ?? []) {
    if (rule.includes("oldSelf") && old === undefined) continue;
    if (cel.evaluate(rule, { self: typed(value), oldSelf: typed(old) }) !== true) found.push(`${path}: ${message}`);
  }
  if (schema.type === "array")
    for (const [index, item] of (value as unknown[]).entries())
      found.push(...broken(schema.items!, item, undefined, `${path}[${index}]`));
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    found.push(
      ...broken(
        property,
        (value as Record<string, unknown>)[name],
        (old as Record<string, unknown> | undefined)?.[name],
        `${path}.${name}`,
      ),
    );
  return found;
}

const ref = { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: "default" };
const pool = (spec: Record<string, unknown> = {}, more: Record<string, unknown> = {}) => ({
  spec: { template: { spec: { nodeClassRef: ref, requirements: [], ...spec } }, ...more },
});
const nodeClass = (spec: Record<string, unknown> = {}) => ({
  spec: {
    role: "my-eks-cluster-nodeRole",
    amiSelectorTerms: [{ alias: "al2023@v20250920" }],
    subnetSelectorTerms: [{ tags: { "karpenter.sh/discovery": "my-eks-cluster" } }],
    securityGroupSelectorTerms: [{ tags: { "karpenter.sh/discovery": "my-eks-cluster" } }],
    ...spec,
  },
});

test("objects in order break no rule", () => {
  const requirements = [
    { key: "karpenter.k8s.aws/instance-category", operator: "In", values: ["c", "m", "r"], minValues: 2 },
    { key: "karpenter.k8s.aws/instance-generation", operator: "Gt", values: ["2"] },
    { key: "karpenter.sh/capacity-type", operator: "Exists" },
  ];
  const object = pool({ requirements });
  expect(broken(schemaOf("NodePool"), object, object)).toEqual([]);
  expect(broken(schemaOf("EC2NodeClass"), nodeClass(), nodeClass())).toEqual([]);
});

const requirement = (key: string, operator: string, values?: string[], minValues?: number) =>
  pool({ requirements: [{ key, operator, ...(values && { values }), ...(minValues && { minValues }) }] });

test.each([
  [requirement("karpenter.sh/nodepool", "Exists"), 'label "karpenter.sh/nodepool" is restricted'],
  [requirement("karpenter.sh/anything", "Exists"), 'label domain "karpenter.sh" is restricted'],
  [requirement("sub.karpenter.sh/x", "Exists"), 'label domain "karpenter.sh" is restricted'],
  [requirement("kubernetes.io/hostname", "Exists"), 'label "kubernetes.io/hostname" is restricted'],
  [requirement("karpenter.k8s.aws/instance-pods", "Exists"), 'label domain "karpenter.k8s.aws" is restricted'],
  [requirement("a", "In"), "requirements with operator 'In' must have a value defined"],
  [requirement("a", "In", []), "requirements with operator 'In' must have a value defined"],
  [requirement("a", "In", ["1"], 2), "requirements with 'minValues' must have at least that many values"],
  [requirement("a", "Gt", ["x"]), "must have a single positive integer value"],
  [requirement("a", "Lte", ["1", "2"]), "must have a single positive integer value"],
  [requirement("a", "Gte"), "must have a single positive integer value"],
  [
    pool({}, { disruption: { budgets: [{ nodes: "1", schedule: "@daily" }] } }),
    "'schedule' must be set with 'duration'",
  ],
  [pool({ nodeClassRef: { ...ref, name: "" } }), "name may not be empty"],
  [pool({}, { replicas: 1, weight: 1 }), "'weight' is not supported on static NodePools"],
  [pool({}, { replicas: 1, limits: { cpu: "1" } }), "only 'limits.nodes' is supported on static NodePools"],
])("a NodePool may not have %j", (object, message) => {
  expect(broken(schemaOf("NodePool"), object).join("\n")).toContain(message);
});

test("a NodePool stays static or dynamic, and keeps its kind of node class", () => {
  expect(broken(schemaOf("NodePool"), pool({}, { replicas: 1 }), pool()).join()).toContain(
    "Cannot transition NodePool",
  );
  expect(broken(schemaOf("NodePool"), pool({ nodeClassRef: { ...ref, kind: "Other" } }), pool()).join()).toContain(
    "nodeClassRef.kind is immutable",
  );
  expect(broken(schemaOf("NodePool"), pool({ nodeClassRef: { ...ref, name: "other" } }), pool())).toEqual([]);
});

test("template labels follow the same restrictions", () => {
  const labelled = (key: string) => ({
    spec: { template: { metadata: { labels: { [key]: "x" } }, spec: { nodeClassRef: ref, requirements: [] } } },
  });
  expect(broken(schemaOf("NodePool"), labelled("team"))).toEqual([]);
  expect(broken(schemaOf("NodePool"), labelled("karpenter.k8s.aws/mine"))).toHaveLength(1);
  expect(broken(schemaOf("NodePool"), labelled("karpenter.sh/nodepool"))).toHaveLength(1);
});

test("a NodeClaim may carry its pool as a requirement, and its spec never changes", () => {
  const claim = (values: string[]) => ({
    spec: { nodeClassRef: ref, requirements: [{ key: "karpenter.sh/nodepool", operator: "In", values }] },
  });
  expect(broken(schemaOf("NodeClaim"), claim(["default"]), claim(["default"]))).toEqual([]);
  expect(broken(schemaOf("NodeClaim"), claim(["other"]), claim(["default"]))).toEqual([".spec: spec is immutable"]);
});

test.each([
  [{ role: undefined }, "must specify exactly one of ['role', 'instanceProfile']"],
  [{ instanceProfile: "p" }, "must specify exactly one of ['role', 'instanceProfile']"],
  [{ role: "" }, "role cannot be empty"],
  [{ subnetSelectorTerms: [] }, "subnetSelectorTerms cannot be empty"],
  [{ subnetSelectorTerms: [{}] }, "expected at least one, got none, ['tags', 'id']"],
  [{ subnetSelectorTerms: [{ tags: { a: "" } }] }, "empty tag keys or values aren't supported"],
  [{ subnetSelectorTerms: [{ id: "subnet-1", tags: { a: "b" } }] }, "'id' is mutually exclusive"],
  [{ securityGroupSelectorTerms: [{ name: "a", tags: { a: "b" } }] }, "'name' is mutually exclusive"],
  [{ amiSelectorTerms: [{ alias: "al2023" }] }, "must match the format 'family@version'"],
  [{ amiSelectorTerms: [{ alias: "debian@latest" }] }, "family is not supported"],
  [{ amiSelectorTerms: [{ alias: "windows2022@v1" }] }, "may only specify version 'latest'"],
  [{ amiSelectorTerms: [{ alias: "al2@latest" }, { id: "ami-1" }] }, "other amiSelectorTerms"],
  [{ amiSelectorTerms: [{ id: "ami-1" }] }, "must specify amiFamily"],
  [{ amiFamily: "AL2" }, "if set, amiFamily must be 'AL2023' or 'Custom' when using an AL2023 alias"],
  [{ tags: { "kubernetes.io/cluster/x": "owned" } }, "restricted tag matching kubernetes.io/cluster/"],
  [{ kubelet: { kubeReserved: { disk: "1" } } }, "valid keys for kubeReserved"],
  [{ kubelet: { kubeReserved: { cpu: "-1" } } }, "cannot be a negative resource quantity"],
  [{ kubelet: { evictionSoft: { "memory.available": "5%" } } }, "matching evictionSoftGracePeriod"],
  [
    { kubelet: { imageGCHighThresholdPercent: 50, imageGCLowThresholdPercent: 60 } },
    "imageGCHighThresholdPercent must be greater",
  ],
  [{ blockDeviceMappings: [{ ebs: {} }] }, "snapshotID or volumeSize must be defined"],
  [{ blockDeviceMappings: [{ rootVolume: true }, { rootVolume: true }] }, "must have only one"],
  [{ placementGroupSelector: {} }, "expected exactly one of ['name', 'id']"],
  [{ connectionTracking: {} }, "expected at least one, got none, ['tcpEstablishedTimeout'"],
  [
    { networkInterfaces: [{ networkCardIndex: 1, deviceIndex: 0, interfaceType: "interface" }] },
    "networkInterfaces must contain an 'interface'",
  ],
])("an EC2NodeClass may not have %j", (change, message) => {
  const object = nodeClass(change);
  expect(broken(schemaOf("EC2NodeClass"), JSON.parse(JSON.stringify(object))).join("\n")).toContain(message);
});

test("every field is described, every list and map says what it holds", () => {
  const missing: string[] = [];
  const visit = (schema: StructuralSchema, path: string) => {
    for (const [name, property] of Object.entries(schema.properties ?? {})) {
      if (!property.description && path + name !== ".metadata") missing.push(`${path}.${name}`);
      visit(property, `${path}.${name}`);
    }
    if (schema.type === "array" && !schema.items) missing.push(`${path}[]`);
    if (schema.items) visit(schema.items, `${path}[]`);
  };
  for (const kind of ["NodePool", "NodeClaim", "EC2NodeClass"]) visit(schemaOf(kind), "");
  expect(missing.filter((path) => path !== ".metadata")).toEqual([]);
});

test("patterns are regular expressions that accept the reference page's values", () => {
  const patterns = JSON.stringify(karpenterCustomResourceDefinitions()).match(/"pattern":"(?:[^"\\]|\\.)*"/g) ?? [];
  expect(patterns.length).toBeGreaterThan(20);
  for (const text of patterns) new RegExp(JSON.parse(`{${text}}`).pattern);
  const disruption = schemaOf("NodePool").properties!.spec!.properties!.disruption!;
  expect("1m").toMatch(new RegExp(disruption.properties!.consolidateAfter!.pattern!));
  expect("200%").not.toMatch(new RegExp(disruption.properties!.budgets!.items!.properties!.nodes!.pattern!));
});
