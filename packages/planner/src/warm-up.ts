import type { Node, NodeClaim, NodePool, Pod, PodSpec } from "@inlay/resources";
import { planDisruption } from "./disruption/plan-disruption.ts";
import type { InstanceType } from "./instance-type.ts";
import { planProvisioning } from "./provisioning/plan-provisioning.ts";
import { SNAPSHOT_VERSION, type Policy, type Snapshot } from "./snapshot.ts";

const NOW = "2026-01-01T00:00:00Z";
const ZONES = ["zone-1", "zone-2", "zone-3"];
const GIB = 2 ** 30;
const TYPES = 120;
const NODES = 60;
const PODS = 240;
const ROUNDS = 12;
const nodeClassRef = { group: "warm-up.invalid", kind: "NodeClass", name: "warm-up" };

/**
 * Plans a small made-up cluster a few times, so that the first real plan of a process meets compiled code: it then takes a third of the time.
 * A plan a step: whoever runs it goes on with other work in between. Nothing of it is kept.
 */
export function* warmUpPlanner(policy: Policy): Generator<void> {
  const snapshot = madeUpCluster();
  for (let round = 0; round < ROUNDS; round++) {
    planProvisioning(snapshot, { ...policy, packingEffort: Math.min(policy.packingEffort, 20_000) });
    yield;
    if (round % 3 !== 0) continue;
    planDisruption(snapshot, policy);
    yield;
  }
}

function madeUpCluster(): Snapshot {
  const running = Array.from({ length: NODES }, (_, index) => nodeAndClaim(index));
  return {
    version: SNAPSHOT_VERSION,
    now: NOW,
    nodePools: [pool],
    nodeClaims: running.map(({ claim }) => claim),
    nodes: running.map(({ node }) => node),
    pods: [
      ...running.flatMap(({ node }, index) =>
        Array.from({ length: 3 }, (_, n) => pod(`running-${index}-${n}`, "900m", index, node.metadata.name)),
      ),
      ...Array.from({ length: PODS }, (_, index) =>
        pod(`pending-${index}`, `${[100, 250, 500, 1000, 1500][index % 5]}m`, index),
      ),
    ],
    daemonSets: [],
    namespaces: [],
    podDisruptionBudgets: [],
    persistentVolumes: [],
    persistentVolumeClaims: [],
    storageClasses: [],
    csiNodes: [],
    catalogues: { main: Array.from({ length: TYPES }, (_, index) => type(index)) },
    catalogueOfNodePool: { [pool.metadata.name]: "main" },
  };
}

const pool: NodePool = {
  apiVersion: "karpenter.sh/v1",
  kind: "NodePool",
  metadata: { name: "warm-up", uid: "warm-up", resourceVersion: "1", creationTimestamp: NOW },
  spec: {
    template: {
      spec: {
        nodeClassRef,
        requirements: [{ key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand", "spot"] }],
      },
    },
    limits: { cpu: "10000" },
    disruption: { consolidateAfter: "0s" },
  },
  status: { conditions: [{ type: "Ready", status: "True" }] },
};

function type(index: number): InstanceType {
  const cores = [2, 4, 8, 16, 32, 64][index % 6]!;
  const name = `type-${index}`;
  const price = cores * (0.04 + 0.001 * (index % 20));
  return {
    name,
    requirements: [
      { key: "node.kubernetes.io/instance-type", operator: "In", values: [name] },
      { key: "kubernetes.io/arch", operator: "In", values: ["amd64"] },
      { key: "kubernetes.io/os", operator: "In", values: ["linux"] },
      { key: "topology.kubernetes.io/zone", operator: "In", values: ZONES },
      { key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand", "spot"] },
    ],
    offerings: ZONES.flatMap((zone) => [
      { zone, capacityType: "on-demand", pricePerHour: price, available: true } as const,
      { zone, capacityType: "spot", pricePerHour: price / 2, available: true } as const,
    ]),
    capacity: { cpu: cores * 1000, memory: cores * (2 + (index % 3) * 2) * GIB, pods: 110 },
    overhead: { cpu: 80, memory: GIB / 4 },
  };
}

/** Every second pod has a rule about its neighbours. */
function pod(name: string, cpu: string, index: number, nodeName?: string): Pod {
  const labels = { app: `app-${index % 8}` };
  const labelSelector = { matchLabels: labels };
  const rules: Partial<PodSpec>[] = [
    {},
    {
      topologySpreadConstraints: [
        { maxSkew: 5, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule", labelSelector },
      ],
    },
    { tolerations: [{ key: "dedicated", operator: "Exists" }] },
    {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [{ topologyKey: "kubernetes.io/hostname", labelSelector }],
        },
      },
    },
  ];
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "default", uid: name, resourceVersion: "1", creationTimestamp: NOW, labels },
    spec: {
      containers: [{ name: "app", resources: { requests: { cpu, memory: `${256 << (index % 3)}Mi` } } }],
      ...(nodeName === undefined ? rules[index % 4] : { nodeName }),
    },
    status: nodeName === undefined ? { phase: "Pending" } : { phase: "Running", startTime: NOW },
  };
}

function nodeAndClaim(index: number): { readonly node: Node; readonly claim: NodeClaim } {
  const name = `node-${index}`;
  const providerID = `warm-up://${name}`;
  const labels = {
    "karpenter.sh/nodepool": pool.metadata.name,
    "node.kubernetes.io/instance-type": "type-1",
    "topology.kubernetes.io/zone": ZONES[index % 3]!,
    "karpenter.sh/capacity-type": "on-demand",
  };
  const metadata = { name, uid: name, resourceVersion: "1", creationTimestamp: NOW, labels };
  const amounts = { cpu: "4", memory: "16Gi", pods: "110" };
  const conditions = ["Launched", "Registered", "Initialized", "Consolidatable"].map(
    (each) => ({ type: each, status: "True", lastTransitionTime: NOW }) as const,
  );
  return {
    node: {
      apiVersion: "v1",
      kind: "Node",
      metadata: {
        ...metadata,
        labels: {
          ...labels,
          "kubernetes.io/hostname": name,
          "karpenter.sh/registered": "true",
          "karpenter.sh/initialized": "true",
        },
      },
      spec: { providerID },
      status: { capacity: amounts, allocatable: amounts, conditions: [{ type: "Ready", status: "True" }] },
    },
    claim: {
      apiVersion: "karpenter.sh/v1",
      kind: "NodeClaim",
      metadata,
      spec: { nodeClassRef, requirements: [] },
      status: { providerID, nodeName: name, capacity: amounts, allocatable: amounts, conditions },
    },
  };
}
