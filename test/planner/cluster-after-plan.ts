import { resourceListOf, type Node, type Pod, type StringMap } from "@inlay/resources";
import type { InstanceType, PlannedNodeClaim, ProvisioningPlan, Snapshot } from "@inlay/planner";

/** The nodes of a plan as they would join: each claim as one of the types and offerings that it may be launched as. */
export interface PlannedNodes {
  readonly nodes: readonly Node[];
  /** Node name by pod. */
  readonly places: ReadonlyMap<string, string>;
  /** Whether some claim may be launched in more than one zone, or might have been until its later pods settled that. */
  readonly wasZoneOpen: boolean;
}

/**
 * @param choose picks among the launches that a claim allows.
 * @param round is part of the new nodes' names.
 */
export function nodesOfPlan(
  snapshot: Snapshot,
  plan: ProvisioningPlan,
  choose: (count: number) => number,
  round = 0,
): PlannedNodes {
  let wasZoneOpen = false;
  const places = new Map<string, string>();
  for (const { name, pods } of plan.existingNodes) for (const pod of pods) places.set(pod, name);
  const zonesOf = (pool: string) =>
    new Set(
      nodesThatCouldJoin(snapshot)
        .filter(({ nodePool }) => nodePool === pool)
        .map(({ node }) => node.metadata.labels?.["topology.kubernetes.io/zone"]),
    );
  const nodes = plan.newNodeClaims.map((claim, index) => {
    const name = `new-${round}-${index}`;
    for (const pod of claim.pods) places.set(pod, name);
    const launches = launchesOf(snapshot, claim);
    const zones = new Set(launches.map(({ zone }) => zone));
    if (zones.size > 1 || (claim.pods.length > 1 && zonesOf(claim.nodePool).size > 1)) wasZoneOpen = true;
    const { type, zone, capacityType } = launches[choose(launches.length)]!;
    return nodeOf(name, type, zone, capacityType, claim.labels, claim.spec.taints);
  });
  return { nodes: [...snapshot.nodes, ...nodes], places, wasZoneOpen };
}

/** Every node that the pools of a snapshot could add, with the pool it is of. */
export function nodesThatCouldJoin(snapshot: Snapshot): readonly { readonly nodePool: string; readonly node: Node }[] {
  return snapshot.nodePools.flatMap(({ metadata, spec }) => {
    const { taints, requirements } = spec.template.spec;
    const admits = (key: string, value: string) =>
      requirements
        .filter((each) => each.key === key)
        .every(({ operator, values = [] }) => (operator === "In") === values.includes(value));
    return typesOf(snapshot, metadata.name)
      .filter(({ name }) => admits("node.kubernetes.io/instance-type", name))
      .flatMap((type) =>
        type.offerings
          .filter(
            ({ zone, capacityType, available }) =>
              available &&
              admits("topology.kubernetes.io/zone", zone) &&
              admits("karpenter.sh/capacity-type", capacityType),
          )
          .map(({ zone, capacityType }) => ({
            nodePool: metadata.name,
            node: nodeOf(
              `one-more-${type.name}-${zone}-${capacityType}`,
              type,
              zone,
              capacityType,
              { "karpenter.sh/nodepool": metadata.name },
              taints,
            ),
          })),
      );
  });
}

export function onNode(pod: Pod, nodeName: string): Pod {
  return { ...pod, spec: { ...pod.spec, nodeName } };
}

function launchesOf(snapshot: Snapshot, claim: PlannedNodeClaim) {
  const allows = (key: string, value: string) =>
    claim.spec.requirements
      .filter((each) => each.key === key)
      .every(({ operator, values = [] }) => (operator === "In") === values.includes(value));
  return typesOf(snapshot, claim.nodePool)
    .filter(({ name }) => claim.instanceTypes.includes(name))
    .flatMap((type) =>
      type.offerings
        .filter(
          ({ zone, capacityType, available }) =>
            available &&
            allows("topology.kubernetes.io/zone", zone) &&
            allows("karpenter.sh/capacity-type", capacityType),
        )
        .map(({ zone, capacityType }) => ({ type, zone, capacityType })),
    );
}

function typesOf(snapshot: Snapshot, nodePool: string): readonly InstanceType[] {
  return snapshot.catalogues[snapshot.catalogueOfNodePool[nodePool] ?? ""] ?? [];
}

function nodeOf(
  name: string,
  type: InstanceType,
  zone: string,
  capacityType: string,
  labels: StringMap,
  taints: Node["spec"]["taints"],
): Node {
  const amounts = Object.fromEntries(
    Object.entries(type.capacity).map(([resource, amount]) => [resource, amount - (type.overhead[resource] ?? 0)]),
  );
  const own = Object.fromEntries(
    type.requirements.flatMap(({ key, values = [] }) => (values.length === 1 ? [[key, values[0]!]] : [])),
  );
  const allocatable = resourceListOf(amounts);
  return {
    apiVersion: "v1",
    kind: "Node",
    metadata: {
      name,
      uid: name,
      resourceVersion: "1",
      creationTimestamp: "2026-11-01T12:00:00Z",
      labels: {
        ...own,
        ...labels,
        "kubernetes.io/hostname": name,
        "topology.kubernetes.io/zone": zone,
        "karpenter.sh/capacity-type": capacityType,
        "karpenter.sh/registered": "true",
        "karpenter.sh/initialized": "true",
      },
    },
    spec: { ...(taints && { taints }) },
    status: { capacity: allocatable, allocatable, conditions: [{ type: "Ready", status: "True" }] },
  };
}
