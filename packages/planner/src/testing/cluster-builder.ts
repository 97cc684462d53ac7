import type {
  DisruptionBudget,
  Node,
  NodeClaim,
  NodePool,
  Pod,
  PodSpec,
  RequirementWithMinValues,
  StringMap,
} from "@inlay/resources";
import type { CapacityType, InstanceType } from "../instance-type.ts";
import { SNAPSHOT_VERSION, type Snapshot } from "../snapshot.ts";

/** Clusters for tests, built from few words. */
export const NOW = "2026-11-01T12:00:00Z";
export const ZONES = ["zone-a", "zone-b", "zone-c"] as const;
const EARLIER = "2026-11-01T11:00:00Z";

export function snapshot(parts: Partial<Snapshot>): Snapshot {
  const nodePools = parts.nodePools ?? [nodePool()];
  return {
    version: SNAPSHOT_VERSION,
    now: NOW,
    nodeClaims: [],
    nodes: [],
    pods: [],
    daemonSets: [],
    namespaces: [],
    podDisruptionBudgets: [],
    persistentVolumes: [],
    persistentVolumeClaims: [],
    storageClasses: [],
    csiNodes: [],
    catalogues: { main: [type("small", 2, 4, 0.08), type("medium", 4, 8, 0.17), type("large", 8, 16, 0.34)] },
    catalogueOfNodePool: Object.fromEntries(nodePools.map(({ metadata }) => [metadata.name, "main"])),
    ...parts,
    nodePools,
  };
}

/** A type with so many cores and GiB, offered in every zone, as spot at half the price. Nothing is kept back from pods. */
export function type(
  name: string,
  cores: number,
  gibibytes: number,
  pricePerHour: number,
  extra: Partial<InstanceType> & { readonly capacityTypes?: readonly CapacityType[] } = {},
): InstanceType {
  const { capacityTypes = ["on-demand", "spot"], ...rest } = extra;
  return {
    name,
    requirements: [
      { key: "node.kubernetes.io/instance-type", operator: "In", values: [name] },
      { key: "kubernetes.io/arch", operator: "In", values: ["amd64"] },
      { key: "kubernetes.io/os", operator: "In", values: ["linux"] },
      { key: "topology.kubernetes.io/zone", operator: "In", values: [...ZONES] },
      { key: "karpenter.sh/capacity-type", operator: "In", values: [...capacityTypes] },
    ],
    offerings: ZONES.flatMap((zone) =>
      capacityTypes.map((capacityType) => ({
        zone,
        capacityType,
        pricePerHour: capacityType === "spot" ? pricePerHour / 2 : pricePerHour,
        available: true,
      })),
    ),
    capacity: { cpu: cores * 1000, memory: gibibytes * 2 ** 30, pods: 110, "ephemeral-storage": 20 * 2 ** 30 },
    overhead: {},
    ...rest,
  };
}

export function nodePool(
  options: {
    readonly name?: string;
    readonly requirements?: readonly RequirementWithMinValues[];
    readonly spec?: Partial<NodePool["spec"]>;
    readonly template?: Partial<NodePool["spec"]["template"]["spec"]>;
    readonly budgets?: readonly DisruptionBudget[];
  } = {},
): NodePool {
  const { name = "default", requirements = [onDemand()], spec, template, budgets = [{ nodes: "100%" }] } = options;
  return {
    apiVersion: "karpenter.sh/v1",
    kind: "NodePool",
    metadata: metadata(name),
    spec: {
      template: {
        spec: {
          nodeClassRef: { group: "karpenter.test", kind: "TestNodeClass", name: "default" },
          requirements,
          ...template,
        },
      },
      disruption: { consolidateAfter: "0s", consolidationPolicy: "WhenEmptyOrUnderutilized", budgets },
      ...spec,
    },
    status: { conditions: [{ type: "Ready", status: "True" }] },
  };
}

export function onDemand(): RequirementWithMinValues {
  return { key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand"] };
}

export function pendingPod(
  name: string,
  requests: StringMap,
  spec: Partial<PodSpec> = {},
  labels: StringMap = {},
): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { ...metadata(name), namespace: "default", labels },
    spec: { containers: [{ name: "app", image: "pause", resources: { requests } }], ...spec },
    status: { phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable" }] },
  };
}

export function runningPod(
  name: string,
  nodeName: string,
  requests: StringMap,
  extra: { readonly spec?: Partial<PodSpec>; readonly labels?: StringMap; readonly annotations?: StringMap } = {},
): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      ...metadata(name),
      namespace: "default",
      labels: extra.labels ?? {},
      annotations: extra.annotations ?? {},
      ownerReferences: [{ apiVersion: "apps/v1", kind: "ReplicaSet", name: "owner", uid: "owner", controller: true }],
    },
    spec: { containers: [{ name: "app", image: "pause", resources: { requests } }], nodeName, ...extra.spec },
    status: { phase: "Running", startTime: EARLIER },
  };
}

/** A node that runs, with its claim: initialized and consolidatable. */
export function runningNode(
  name: string,
  instanceType: InstanceType,
  options: {
    readonly zone?: string;
    readonly capacityType?: CapacityType;
    readonly nodePool?: string;
    readonly conditions?: readonly string[];
    readonly annotations?: StringMap;
    readonly claim?: Partial<NodeClaim["spec"]>;
  } = {},
): { readonly node: Node; readonly claim: NodeClaim } {
  const labels = {
    "karpenter.sh/nodepool": options.nodePool ?? "default",
    "node.kubernetes.io/instance-type": instanceType.name,
    "topology.kubernetes.io/zone": options.zone ?? "zone-a",
    "karpenter.sh/capacity-type": options.capacityType ?? "on-demand",
    "kubernetes.io/arch": "amd64",
    "kubernetes.io/os": "linux",
  };
  const { cpu = 0, memory = 0, pods = 0 } = instanceType.capacity;
  const resources = { cpu: `${cpu}m`, memory: `${memory}`, pods: `${pods}`, "ephemeral-storage": "20Gi" };
  const conditions = ["Launched", "Registered", "Initialized", ...(options.conditions ?? ["Consolidatable"])];
  return {
    node: {
      apiVersion: "v1",
      kind: "Node",
      metadata: {
        ...metadata(name),
        annotations: options.annotations ?? {},
        labels: {
          ...labels,
          "kubernetes.io/hostname": name,
          "karpenter.sh/registered": "true",
          "karpenter.sh/initialized": "true",
        },
      },
      spec: { providerID: `test://${name}` },
      status: { capacity: resources, allocatable: resources, conditions: [{ type: "Ready", status: "True" }] },
    },
    claim: {
      apiVersion: "karpenter.sh/v1",
      kind: "NodeClaim",
      metadata: { ...metadata(`claim-${name}`), labels },
      spec: {
        nodeClassRef: { group: "karpenter.test", kind: "TestNodeClass", name: "default" },
        requirements: [],
        ...options.claim,
      },
      status: {
        providerID: `test://${name}`,
        nodeName: name,
        capacity: resources,
        allocatable: resources,
        conditions: conditions.map((condition) => ({ type: condition, status: "True", lastTransitionTime: EARLIER })),
      },
    },
  };
}

function metadata(name: string) {
  return { name, uid: `uid-${name}`, resourceVersion: "1", creationTimestamp: EARLIER };
}
