import { seededRandom, type InstanceType, type Node, type NodeClaim, type Pod, type Snapshot } from "./planner-api.ts";
import { benchmarkSnapshot } from "./diverse-pods.ts";

const NOW = "2026-11-01T12:00:00Z";
const ZONES = ["us-east-1a"] as const;

/** A cluster that runs already: nodes with ten pods each, and pods that wait. */
export function runningCluster(nodes: number, pods: number, pending: number, types: readonly InstanceType[]): Snapshot {
  const random = seededRandom(7);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const usable = types.filter(({ capacity }) => capacity["cpu"]! >= 7000 && capacity["cpu"]! <= 17_000);
  const running = Array.from({ length: nodes }, (_, index) => node(`node-${index}`, pick(usable), pick(ZONES)));
  const bound = Array.from({ length: pods }, (_, index) =>
    pod(
      `run-${index}`,
      { cpu: `${pick([100, 250, 500])}m`, memory: `${pick([256, 512, 1024])}Mi` },
      index,
      `node-${index % nodes}`,
    ),
  );
  const waiting = Array.from({ length: pending }, (_, index) =>
    pod(
      `wait-${index}`,
      { cpu: `${pick([250, 500, 1000, 2000])}m`, memory: `${pick([512, 1024, 4096])}Mi` },
      index,
      undefined,
    ),
  );
  return {
    ...benchmarkSnapshot([...bound, ...waiting], types),
    nodes: running.map((each) => each.node),
    nodeClaims: running.map((each) => each.claim),
  };
}

function pod(
  name: string,
  requests: Readonly<Record<string, string>>,
  index: number,
  nodeName: string | undefined,
): Pod {
  const app = { app: `app-${index % 40}` };
  const spread = {
    maxSkew: 5,
    topologyKey: "topology.kubernetes.io/zone",
    whenUnsatisfiable: "DoNotSchedule",
    labelSelector: { matchLabels: app },
  } as const;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace: "default",
      uid: name,
      resourceVersion: "1",
      creationTimestamp: NOW,
      labels: app,
      ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: app.app, uid: app.app, controller: true }],
    },
    spec: {
      containers: [{ name: "app", image: "pause", resources: { requests } }],
      ...(nodeName ? { nodeName } : index % 4 === 0 && { topologySpreadConstraints: [spread] }),
    },
    status: nodeName
      ? { phase: "Running", startTime: NOW }
      : { phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable" }] },
  };
}

function node(name: string, type: InstanceType, zone: string): { readonly node: Node; readonly claim: NodeClaim } {
  const labels = {
    "karpenter.sh/nodepool": "default",
    "node.kubernetes.io/instance-type": type.name,
    "topology.kubernetes.io/zone": zone,
    "karpenter.sh/capacity-type": "on-demand",
  };
  const { cpu = 0, memory = 0, pods = 0 } = type.capacity;
  const resources = { cpu: `${cpu}m`, memory: `${memory}`, pods: `${pods}` };
  const metadata = { name, uid: name, resourceVersion: "1", creationTimestamp: NOW };
  const done = ["Launched", "Registered", "Initialized", "Consolidatable"];
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
      spec: { providerID: `bench://${name}` },
      status: { capacity: resources, allocatable: resources, conditions: [{ type: "Ready", status: "True" }] },
    },
    claim: {
      apiVersion: "karpenter.sh/v1",
      kind: "NodeClaim",
      metadata: { ...metadata, labels },
      spec: { nodeClassRef: { group: "karpenter.test", kind: "TestNodeClass", name: "default" }, requirements: [] },
      status: {
        providerID: `bench://${name}`,
        nodeName: name,
        capacity: resources,
        allocatable: resources,
        conditions: done.map((type) => ({ type, status: "True", lastTransitionTime: NOW })),
      },
    },
  };
}
