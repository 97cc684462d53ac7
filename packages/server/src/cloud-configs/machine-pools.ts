import {
  amountsOf,
  LABEL_CAPACITY_TYPE,
  LABEL_INSTANCE_TYPE,
  LABEL_NODEPOOL,
  LABEL_ZONE,
  podSpecRequests,
  type Node,
  type NodeClaim,
  type Pod,
  type ResourceAmounts,
  type StringMap,
} from "@inlay/resources";
import { isReady } from "../observation/health.ts";
import { fixOf, type NodeGroup } from "../observation/node-group.ts";
import type { Observation } from "../observation/observation.ts";

/** How Palette marks a pool that Karpenter keeps; the Terraform provider passes such pools over. */
export const KARPENTER_POOL = "spectrocloud.com/managed-by:karpenter";
const LABEL_NODE_GROUP = "eks.amazonaws.com/nodegroup";
const LABEL_GROUP_CAPACITY = "eks.amazonaws.com/capacityType";

/** A condition as machines tell it. */
export type MachineCondition = {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
};
/** A machine as Palette tells it, and what it costs and carries. */
export type Machine = {
  readonly metadata: {
    readonly uid: string;
    readonly name: string;
    readonly labels?: StringMap;
    readonly creationTimestamp?: string;
  };
  readonly spec: {
    readonly instanceType: string;
    readonly az: string;
    readonly dnsName: string;
    readonly type: string;
    readonly capacityType: string;
    /** US dollars; absent while it is not known. */
    readonly hourlyRate?: number;
    readonly ami?: string;
  };
  readonly status: {
    readonly ready: boolean;
    readonly instanceState: "Pending" | "Provisioning" | "Provisioned" | "Running" | "Deleting" | "Failed";
    readonly addresses: readonly { readonly type: string; readonly address: string }[];
    readonly health: { readonly state: string; readonly conditions: readonly MachineCondition[] };
    readonly maintenanceStatus: { readonly action: "cordon" | "uncordon"; readonly state: string };
    readonly podCount: number;
    readonly podCapacity?: number;
    readonly cpuRequestedPercent?: number;
    readonly memoryRequestedPercent?: number;
  };
};
export type MachinePool = {
  readonly name: string;
  /** The managed node group behind it; absent for Karpenter's. */
  readonly group?: NodeGroup;
  readonly labels: readonly string[];
  readonly machines: readonly Machine[];
};

/** All pools: managed node groups first, then Karpenter's, then nodes that belong to neither; each by name. */
export function machinePools(seen: Observation): readonly MachinePool[] {
  const podsByNode = Map.groupBy(
    seen.pods.filter(
      ({ spec, status }) => spec.nodeName && status?.phase !== "Succeeded" && status?.phase !== "Failed",
    ),
    ({ spec }) => spec.nodeName ?? "",
  );
  const groups = new Map<string, Machine[]>(seen.nodeGroups.map(({ name }) => [name, []]));
  const karpenter = new Map<string, Machine[]>();
  const others: Machine[] = [];
  const put = (map: Map<string, Machine[]>, name: string, machine: Machine): void => {
    const machines = map.get(name);
    if (machines) machines.push(machine);
    else map.set(name, [machine]);
  };
  const claimOfNode = new Map(seen.nodeClaims.map((claim) => [claim.status?.nodeName ?? "", claim]));
  const joined = new Set<string>();
  for (const node of seen.nodes) {
    joined.add(node.metadata.name);
    const { labels = {} } = node.metadata;
    const claim = claimOfNode.get(node.metadata.name);
    const machine = machineOf(node, claim, podsByNode.get(node.metadata.name) ?? [], seen);
    const pool = labels[LABEL_NODEPOOL];
    const group = labels[LABEL_NODE_GROUP];
    if (pool !== undefined) put(karpenter, pool, machine);
    else if (group !== undefined) put(groups, group, machine);
    else others.push(machine);
  }
  for (const claim of seen.nodeClaims)
    if (!claim.status?.nodeName || !joined.has(claim.status.nodeName))
      put(karpenter, claim.metadata.labels?.[LABEL_NODEPOOL] ?? "", claimedMachine(claim, seen));
  const byName = (a: readonly [string, unknown], b: readonly [string, unknown]) => a[0].localeCompare(b[0], "en");
  return [
    ...[...groups].toSorted(byName).map(([name, machines]) => {
      const group = seen.nodeGroups.find((candidate) => candidate.name === name);
      const failed = group ? notJoined(group) : [];
      return { name, ...(group ? { group } : {}), labels: [], machines: [...sorted(machines), ...failed] };
    }),
    ...[...karpenter].toSorted(byName).map(([name, machines]) => ({
      // Two pools of one name would answer the same path.
      name: groups.has(name) ? `karpenter-${name}` : name,
      labels: [KARPENTER_POOL],
      machines: sorted(machines),
    })),
    ...(others.length > 0 ? [{ name: "unmanaged", labels: [], machines: sorted(others) }] : []),
  ];
}

const sorted = (machines: readonly Machine[]): readonly Machine[] =>
  machines.toSorted(
    (a, b) =>
      (a.metadata.creationTimestamp ?? "").localeCompare(b.metadata.creationTimestamp ?? "", "en") ||
      a.metadata.name.localeCompare(b.metadata.name, "en"),
  );

function machineOf(node: Node, claim: NodeClaim | undefined, pods: readonly Pod[], seen: Observation): Machine {
  const { metadata, spec, status } = node;
  const { labels = {} } = metadata;
  const facts = factsOf(labels);
  const allocatable = amountsOf(status?.allocatable);
  const cpu = percent(pods, "cpu", allocatable);
  const memory = percent(pods, "memory", allocatable);
  const ready = isReady(node);
  const rate = seen.priceOf(facts.instanceType, facts.az, facts.capacityType);
  const ami = claim?.status?.imageID;
  return {
    metadata: { uid: metadata.uid, name: metadata.name, labels, creationTimestamp: metadata.creationTimestamp },
    spec: {
      ...facts,
      dnsName: metadata.name,
      type: "worker",
      ...(rate === undefined ? {} : { hourlyRate: rate }),
      ...(ami === undefined ? {} : { ami }),
    },
    status: {
      ready,
      instanceState: metadata.deletionTimestamp ? "Deleting" : ready ? "Running" : "Provisioned",
      addresses: status?.addresses ?? [],
      health: { state: ready ? "Healthy" : "UnHealthy", conditions: told(status?.conditions) },
      maintenanceStatus: {
        action: spec.unschedulable === true ? "cordon" : "uncordon",
        state: spec.unschedulable === true ? "Complete" : "",
      },
      podCount: pods.length,
      ...(allocatable["pods"] === undefined ? {} : { podCapacity: allocatable["pods"] }),
      ...(cpu === undefined ? {} : { cpuRequestedPercent: cpu }),
      ...(memory === undefined ? {} : { memoryRequestedPercent: memory }),
    },
  };
}

/** A claim whose machine is not a node yet, or no longer. */
function claimedMachine(claim: NodeClaim, seen: Observation): Machine {
  const { metadata, status } = claim;
  const facts = factsOf(metadata.labels ?? {});
  const launched = status?.providerID !== undefined && status.providerID !== "";
  const rate = launched ? seen.priceOf(facts.instanceType, facts.az, facts.capacityType) : undefined;
  const allocatable = amountsOf(status?.allocatable);
  return {
    metadata: {
      uid: metadata.uid,
      name: metadata.name,
      labels: metadata.labels ?? {},
      creationTimestamp: metadata.creationTimestamp,
    },
    spec: {
      ...facts,
      dnsName: status?.nodeName ?? "",
      type: "worker",
      ...(rate === undefined ? {} : { hourlyRate: rate }),
      ...(status?.imageID === undefined ? {} : { ami: status.imageID }),
    },
    status: {
      ready: false,
      instanceState: metadata.deletionTimestamp ? "Deleting" : launched ? "Provisioning" : "Pending",
      addresses: [],
      health: { state: "Unknown", conditions: told(status?.conditions) },
      maintenanceStatus: { action: "uncordon", state: "" },
      podCount: 0,
      ...(allocatable["pods"] === undefined ? {} : { podCapacity: allocatable["pods"] }),
    },
  };
}

/** Machines of a group that run but did not join, each with why and what helps. */
function notJoined(group: NodeGroup): readonly Machine[] {
  return group.issues.flatMap((issue) =>
    issue.resources
      .filter((resource) => resource.startsWith("i-"))
      .map((resource) => ({
        metadata: { uid: resource, name: resource },
        spec: {
          instanceType: group.instanceTypes[0] ?? "",
          az: "",
          dnsName: "",
          type: "worker",
          capacityType: group.capacityType,
        },
        status: {
          ready: false,
          instanceState: "Failed" as const,
          addresses: [],
          health: {
            state: "UnHealthy",
            conditions: [
              {
                type: "Joined",
                status: "False",
                reason: issue.code,
                message: [issue.message, fixOf(issue)].filter(Boolean).join(" "),
              },
            ],
          },
          maintenanceStatus: { action: "uncordon" as const, state: "" },
          podCount: 0,
        },
      })),
  );
}

const factsOf = (labels: StringMap) => ({
  instanceType: labels[LABEL_INSTANCE_TYPE] ?? "",
  az: labels[LABEL_ZONE] ?? "",
  capacityType: labels[LABEL_CAPACITY_TYPE] ?? (labels[LABEL_GROUP_CAPACITY] === "SPOT" ? "spot" : "on-demand"),
});

const told = (
  conditions: readonly { type: string; status: string; reason?: string; message?: string }[] | undefined,
): readonly MachineCondition[] =>
  (conditions ?? []).map(({ type, status, reason, message }) => ({
    type,
    status,
    ...(reason ? { reason } : {}),
    ...(message ? { message } : {}),
  }));

function percent(pods: readonly Pod[], resource: string, allocatable: ResourceAmounts): number | undefined {
  const whole = allocatable[resource];
  if (!whole) return undefined;
  const asked = pods.reduce((sum, pod) => sum + (requestsOf(pod)[resource] ?? 0), 0);
  return Math.round((asked / whole) * 1000) / 10;
}

/** A pod's requests never change: they are added up once. */
const requestsByPod = new WeakMap<Pod, ResourceAmounts>();
export function requestsOf(pod: Pod): ResourceAmounts {
  const known = requestsByPod.get(pod);
  if (known) return known;
  const requests = podSpecRequests(pod.spec);
  requestsByPod.set(pod, requests);
  return requests;
}

/** CPU (millicores) or memory (bytes) of the cluster's ready nodes: what there is, and what pods ask for. */
export function usageOf(seen: Observation, resource: "cpu" | "memory"): { total: number; request: number } {
  const nodes = seen.nodes.filter(isReady);
  const names = new Set(nodes.map(({ metadata }) => metadata.name));
  const request = seen.pods
    .filter(
      ({ spec, status }) =>
        names.has(spec.nodeName ?? "") && status?.phase !== "Succeeded" && status?.phase !== "Failed",
    )
    .reduce((sum, pod) => sum + (requestsOf(pod)[resource] ?? 0), 0);
  return { total: nodes.reduce((sum, node) => sum + (amountsOf(node.status?.allocatable)[resource] ?? 0), 0), request };
}
