import { expect, test } from "vitest";
import { planDisruption } from "../disruption/plan-disruption.ts";
import type { InstanceType } from "../instance-type.ts";
import { DEFAULT_POLICY, type Snapshot } from "../snapshot.ts";
import { nodePool, onDemand, pendingPod, runningNode, runningPod, snapshot } from "../testing/cluster-builder.ts";
import { planProvisioning } from "./plan-provisioning.ts";

/** Figures of us-east-1: name, capacity, what kubelet keeps for itself, price. The walk of the reference page, on its types. */
const TYPES = [
  ["c7a.medium", 1000, 60, 2048, 597, 8, 0.05132],
  ["m7a.medium", 1000, 60, 4096, 751, 8, 0.05796],
  ["m3.medium", 1000, 60, 3840, 775, 12, 0.067],
  ["r7a.medium", 1000, 60, 8192, 1058, 8, 0.07608],
  ["c6a.large", 2000, 70, 4096, 982, 29, 0.0765],
  ["m6a.large", 2000, 70, 8192, 1290, 29, 0.0864],
  ["c6a.xlarge", 4000, 80, 8192, 1608, 58, 0.153],
  ["c5.xlarge", 4000, 80, 8192, 1608, 58, 0.17],
  ["m6a.xlarge", 4000, 80, 16384, 2222, 58, 0.1728],
  ["c6a.2xlarge", 8000, 90, 16384, 2222, 58, 0.306],
  ["c5.2xlarge", 8000, 90, 16384, 2222, 58, 0.34],
  ["m6a.2xlarge", 8000, 90, 32768, 3451, 58, 0.3456],
  ["c6a.4xlarge", 16000, 110, 32768, 5446, 234, 0.612],
] as const;
const MEBIBYTE = 2 ** 20;

const catalogue: InstanceType[] = TYPES.map(([name, cpu, reservedCpu, memory, reservedMemory, pods, pricePerHour]) => ({
  name,
  requirements: [
    { key: "node.kubernetes.io/instance-type", operator: "In", values: [name] },
    { key: "kubernetes.io/arch", operator: "In", values: ["amd64"] },
    { key: "kubernetes.io/os", operator: "In", values: ["linux"] },
    { key: "topology.kubernetes.io/zone", operator: "In", values: ["us-east-1a"] },
    { key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand"] },
  ],
  offerings: [{ zone: "us-east-1a", capacityType: "on-demand", pricePerHour, available: true }],
  capacity: { cpu, memory: memory * MEBIBYTE, pods, "ephemeral-storage": 20 * 2 ** 30 },
  overhead: { cpu: reservedCpu, memory: reservedMemory * MEBIBYTE },
}));

function daemonSet(name: string, containers: readonly Readonly<Record<string, string>>[]) {
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet" as const,
    metadata: {
      name,
      namespace: "kube-system",
      uid: name,
      resourceVersion: "1",
      creationTimestamp: "2026-11-01T00:00:00Z",
    },
    spec: {
      selector: { matchLabels: { name } },
      template: {
        metadata: { labels: { name } },
        spec: {
          containers: containers.map((requests, index) => ({ name: `c${index}`, resources: { requests } })),
          tolerations: [{ operator: "Exists" as const }],
        },
      },
    },
  };
}

const page: Partial<Snapshot> = {
  nodePools: [
    nodePool({ requirements: [{ key: "kubernetes.io/arch", operator: "In", values: ["amd64"] }, onDemand()] }),
  ],
  catalogues: { main: catalogue },
  daemonSets: [
    daemonSet("aws-node", [{ cpu: "50m" }]),
    daemonSet("kube-proxy", [{ cpu: "100m" }]),
    daemonSet(
      "ebs-csi-node",
      Array.from({ length: 3 }, () => ({ cpu: "10m", memory: "40Mi" })),
    ),
  ],
};
const inflate = Array.from({ length: 5 }, (_, index) => pendingPod(`inflate-${index}`, { cpu: "1" }));

test.each(["cheapest", "upstream"] as const)("five pods of one cpu get one c6a.2xlarge, packed %s", (packingPolicy) => {
  const plan = planProvisioning(snapshot({ ...page, pods: inflate }), { ...DEFAULT_POLICY, packingPolicy });
  expect(plan.newNodeClaims).toHaveLength(1);
  const claim = plan.newNodeClaims[0]!;
  expect(claim.spec.resources?.requests).toEqual({ cpu: "5180m", memory: "120Mi", pods: "8" });
  expect(claim.cheapest).toEqual({
    instanceType: "c6a.2xlarge",
    zone: "us-east-1a",
    capacityType: "on-demand",
    pricePerHour: 0.306,
  });
  expect(claim.instanceTypes).toEqual(["c6a.2xlarge", "c5.2xlarge", "m6a.2xlarge", "c6a.4xlarge"]);
  expect(plan.pricePerHour).toBeCloseTo(0.306);
  expect(plan.lowerBoundPerHour).toBeLessThanOrEqual(plan.pricePerHour);
});

test("the node that one small replica keeps is replaced by the cheapest that holds it", () => {
  const apart = {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "keep" } } },
      ],
    },
  };
  const small = { cpu: "100m", memory: "100Mi", "ephemeral-storage": "256Mi" };
  const big = catalogue.find(({ name }) => name === "c6a.2xlarge")!;
  const node = runningNode("karpenters", big, { zone: "us-east-1a" });
  const group = ["group-a", "group-b"].map((name) => runningNode(name, big).node);
  const foreign = group.map((each) => ({
    ...each,
    metadata: { ...each.metadata, labels: { "kubernetes.io/hostname": each.metadata.name } },
  }));
  const pods = ["karpenters", "group-a", "group-b"].map((name) =>
    runningPod(`keep-${name}`, name, small, { spec: { affinity: apart }, labels: { app: "keep" } }),
  );
  const { command } = planDisruption(
    snapshot({ ...page, nodes: [node.node, ...foreign], nodeClaims: [node.claim], pods }),
    DEFAULT_POLICY,
  );
  expect(command).toMatchObject({ reason: "Underutilized", decision: "replace", consolidationType: "single" });
  expect(command!.replacements[0]!.instanceTypes.slice(0, 5)).toEqual([
    "c7a.medium",
    "m7a.medium",
    "m3.medium",
    "r7a.medium",
    "c6a.large",
  ]);
  expect(command!.replacements[0]!.spec.resources?.requests).toEqual({
    cpu: "280m",
    memory: "220Mi",
    pods: "4",
    "ephemeral-storage": "256Mi",
  });
  expect(command!.savingsPerHour).toBeCloseTo(0.306 - 0.05132);
});

test("a claim names at most sixty types", () => {
  const many = Array.from({ length: 100 }, (_, index) => ({
    ...catalogue[9]!,
    name: `t${index}`,
    requirements: catalogue[9]!.requirements.map((each) =>
      each.key === "node.kubernetes.io/instance-type" ? { ...each, values: [`t${index}`] } : each,
    ),
    offerings: catalogue[9]!.offerings.map((offering) => ({ ...offering, pricePerHour: 1 - index / 1000 })),
  }));
  const plan = planProvisioning(snapshot({ ...page, catalogues: { main: many }, pods: inflate }), DEFAULT_POLICY);
  expect(plan.newNodeClaims[0]!.instanceTypes).toHaveLength(60);
  expect(plan.newNodeClaims[0]!.instanceTypes[0]).toBe("t99");
});
