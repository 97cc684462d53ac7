import type { Node, NodeClaim, Pod } from "@inlay/resources";
import { expect, test } from "vitest";
import type { NodeGroup } from "../observation/node-group.ts";
import { UNSEEN, type Observation } from "../observation/observation.ts";
import { KARPENTER_POOL, machinePools, usageOf } from "./machine-pools.ts";

const meta = (name: string, labels: Record<string, string> = {}) => ({
  name,
  uid: `uid of ${name}`,
  resourceVersion: "1",
  creationTimestamp: "2026-01-01T00:00:00Z",
  labels,
});
const node = (name: string, labels: Record<string, string>, ready = true): Node => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: meta(name, {
    "node.kubernetes.io/instance-type": "c6a.large",
    "topology.kubernetes.io/zone": "z",
    ...labels,
  }),
  spec: {},
  status: {
    allocatable: { cpu: "2", memory: "4Gi", pods: "29" },
    conditions: [{ type: "Ready", status: ready ? "True" : "False" }],
  },
});
const pod = (name: string, nodeName: string, cpu: string, phase = "Running"): Pod =>
  ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: meta(name),
    spec: { nodeName, containers: [{ name: "c", resources: { requests: { cpu, memory: "1Gi" } } }] },
    status: { phase },
  }) as Pod;
const group = (name: string, more: Partial<NodeGroup> = {}): NodeGroup => ({
  name,
  status: "ACTIVE",
  instanceTypes: ["t3.xlarge"],
  capacityType: "on-demand",
  desiredSize: 1,
  minSize: 1,
  maxSize: 3,
  roleArn: "arn",
  amiType: "AL2023_x86_64_STANDARD",
  subnets: [],
  issues: [],
  ...more,
});
const seen = (more: Partial<Observation>): Observation => ({ ...UNSEEN, reachable: true, priceOf: () => 0.5, ...more });

test("nodes stand in their node group's pool or in their NodePool's, which says that Karpenter manages it", () => {
  const pools = machinePools(
    seen({
      nodeGroups: [group("workers")],
      nodes: [
        node("a", { "eks.amazonaws.com/nodegroup": "workers" }),
        node("b", { "karpenter.sh/nodepool": "default", "karpenter.sh/capacity-type": "spot" }),
        node("c", {}),
      ],
    }),
  );
  expect(pools.map(({ name, labels }) => [name, labels])).toEqual([
    ["workers", []],
    ["default", [KARPENTER_POOL]],
    ["unmanaged", []],
  ]);
  expect(pools[1]?.machines[0]?.spec).toMatchObject({
    capacityType: "spot",
    instanceType: "c6a.large",
    az: "z",
    hourlyRate: 0.5,
  });
});

test("a NodePool without nodes has no pool; one of a group's name has another", () => {
  expect(machinePools(seen({}))).toEqual([]);
  const nodes = [node("b", { "karpenter.sh/nodepool": "workers" })];
  const pools = machinePools(seen({ nodeGroups: [group("workers")], nodes }));
  expect(pools.map(({ name }) => name)).toEqual(["workers", "karpenter-workers"]);
});

test("a claim is a machine before it is a node, and no second one after", () => {
  const claim = (nodeName?: string, providerID?: string): NodeClaim =>
    ({
      apiVersion: "karpenter.sh/v1",
      kind: "NodeClaim",
      metadata: meta("default-x", { "karpenter.sh/nodepool": "default" }),
      spec: { nodeClassRef: { group: "g", kind: "k", name: "n" }, requirements: [] },
      status: { ...(nodeName ? { nodeName } : {}), ...(providerID ? { providerID } : {}) },
    }) as NodeClaim;
  const states = (nodeClaim: NodeClaim, nodes: readonly Node[] = []) =>
    machinePools(seen({ nodeClaims: [nodeClaim], nodes })).flatMap(({ machines }) =>
      machines.map(({ metadata, status }) => [metadata.name, status.instanceState]),
    );
  expect(states(claim())).toEqual([["default-x", "Pending"]]);
  expect(states(claim(undefined, "aws:///i-1"))).toEqual([["default-x", "Provisioning"]]);
  expect(states(claim("b", "aws:///i-1"), [node("b", { "karpenter.sh/nodepool": "default" })])).toEqual([
    ["b", "Running"],
  ]);
});

test("requests are of pods that have not ended, in percent of what the node has", () => {
  const look = seen({
    nodes: [node("a", {})],
    pods: [pod("p", "a", "500m"), pod("done", "a", "1", "Succeeded"), pod("elsewhere", "b", "1")],
  });
  expect(machinePools(look)[0]?.machines[0]?.status).toMatchObject({
    podCount: 1,
    podCapacity: 29,
    cpuRequestedPercent: 25,
    memoryRequestedPercent: 25,
  });
  expect(usageOf(look, "cpu")).toEqual({ total: 2000, request: 500 });
});

test("machines that were refused are shown in their group with what helps", () => {
  const issues = [{ code: "AccessDenied", message: "i-1 is mapped to no user", resources: ["i-1"] }];
  const [pool] = machinePools(seen({ nodeGroups: [group("workers", { issues })] }));
  expect(pool?.machines[0]).toMatchObject({ metadata: { name: "i-1" }, status: { instanceState: "Failed" } });
  expect(pool?.machines[0]?.status.health.conditions[0]?.message).toContain("iamAuthenticatorConfig.mapRoles");
});
