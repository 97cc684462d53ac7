import {
  EPHEMERAL_TAINT_PREFIX,
  EPHEMERAL_TAINTS,
  LABEL_HOSTNAME,
  LABEL_INITIALIZED,
  LABEL_INSTANCE_TYPE,
  LABEL_NODEPOOL,
  LABEL_REGISTERED,
  type Node,
  type NodeClaim,
  type ResourceAmounts,
  type StringMap,
  type Taint,
} from "@inlay/resources";
import type { ResourceAxis } from "../pods/resource-axis.ts";
import { Requirement } from "../requirements/requirement.ts";
import { labelRequirements, requirementsOf } from "../requirements/requirement-set.ts";
import type { Snapshot } from "../snapshot.ts";

/** A node and its node claim seen as one thing: capacity that is there or on its way (autoscaler.md §4.3). */
export interface StateNode {
  /** Node name; the claim's name while there is no node. */
  readonly name: string;
  readonly node?: Node;
  readonly claim?: NodeClaim;
  readonly hostname: string;
  readonly nodePool: string | undefined;
  readonly initialized: boolean;
  /** Created, but the cloud has not answered: worth what was asked for it, and where it will be is open. */
  readonly launching: boolean;
  /** Leaves: deleted, or a candidate of a command under way. */
  readonly leaving: boolean;
  readonly labels: StringMap;
  /** What the node is or will be, without its hostname. */
  readonly requirements: readonly Requirement[];
  readonly taints: readonly Taint[];
  readonly capacity: ResourceAmounts;
  readonly allocatable: ResourceAmounts;
}

/** All nodes of the snapshot, initialized ones first, then by name: the order in which pods are offered to them. */
export function stateNodesOf(snapshot: Snapshot, axis: ResourceAxis): StateNode[] {
  const leaving = new Set((snapshot.commands ?? []).flatMap((command) => command.candidates));
  const nodeByProvider = new Map<string, Node>();
  const nodeByName = new Map<string, Node>();
  for (const node of snapshot.nodes) {
    if (node.spec.providerID) nodeByProvider.set(node.spec.providerID, node);
    nodeByName.set(node.metadata.name, node);
  }
  const nodes: StateNode[] = [];
  const claimed = new Set<string>();
  for (const claim of snapshot.nodeClaims) {
    const { providerID, nodeName } = claim.status ?? {};
    const node =
      (providerID ? nodeByProvider.get(providerID) : undefined) ?? (nodeName ? nodeByName.get(nodeName) : undefined);
    if (node) claimed.add(node.metadata.name);
    nodes.push(managedNode(claim, node, leaving.has(claim.metadata.name), axis));
  }
  for (const node of snapshot.nodes) if (!claimed.has(node.metadata.name)) nodes.push(foreignNode(node, axis));
  return nodes.sort(
    (a, b) => Number(b.initialized) - Number(a.initialized) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}

function foreignNode(node: Node, axis: ResourceAxis): StateNode {
  const labels = node.metadata.labels ?? {};
  return {
    name: node.metadata.name,
    node,
    hostname: labels[LABEL_HOSTNAME] ?? node.metadata.name,
    nodePool: labels[LABEL_NODEPOOL],
    initialized: true,
    launching: false,
    leaving: node.metadata.deletionTimestamp !== undefined,
    labels,
    requirements: withoutHostname(labels),
    taints: withCordon(node),
    capacity: axis.amounts(node.status?.capacity),
    allocatable: axis.amounts(node.status?.allocatable),
  };
}

function managedNode(claim: NodeClaim, node: Node | undefined, leaving: boolean, axis: ResourceAxis): StateNode {
  const nodeLabels = node?.metadata.labels ?? {};
  const registered = node !== undefined && nodeLabels[LABEL_REGISTERED] === "true";
  const initialized = registered && nodeLabels[LABEL_INITIALIZED] === "true";
  const labels = registered ? nodeLabels : (claim.metadata.labels ?? {});
  const launching = !claim.status?.providerID && !node;
  const requests = axis.amounts(claim.spec.resources?.requests);
  const taints = registered ? withCordon(node) : (claim.spec.taints ?? []);
  return {
    name: node?.metadata.name ?? claim.metadata.name,
    ...(node && { node }),
    claim,
    hostname: nodeLabels[LABEL_HOSTNAME] ?? node?.metadata.name ?? claim.metadata.name,
    nodePool: labels[LABEL_NODEPOOL] ?? claim.metadata.labels?.[LABEL_NODEPOOL],
    initialized,
    launching,
    leaving: leaving || claim.metadata.deletionTimestamp !== undefined,
    labels,
    requirements: launching ? launchingRequirements(claim) : withoutHostname(labels),
    taints: initialized ? taints : taints.filter((taint) => !isTemporary(taint, claim.spec.startupTaints ?? [])),
    capacity: launching ? requests : amountsOfNode("capacity", claim, node, initialized, axis),
    allocatable: launching ? requests : amountsOfNode("allocatable", claim, node, initialized, axis),
  };
}

/** Until a node is initialized, resources that it does not report yet are taken from its claim. */
function amountsOfNode(
  kind: "capacity" | "allocatable",
  claim: NodeClaim,
  node: Node | undefined,
  initialized: boolean,
  axis: ResourceAxis,
): ResourceAmounts {
  const reported = axis.amounts(node?.status?.[kind]);
  if (initialized) return reported;
  const amounts: Record<string, number> = { ...reported };
  const expected = axis.amounts(claim.status?.[kind]);
  for (const name in expected) if (!amounts[name]) amounts[name] = expected[name]!;
  return amounts;
}

function isTemporary(taint: Taint, startupTaints: readonly Taint[]): boolean {
  if (taint.key.startsWith(EPHEMERAL_TAINT_PREFIX)) return true;
  const same = (other: Taint) => other.key === taint.key && other.effect === taint.effect;
  return startupTaints.some(same) || EPHEMERAL_TAINTS.some(same);
}

/** kubectl cordon sets the field before the taint follows. */
function withCordon(node: Node): readonly Taint[] {
  const taints = node.spec.taints ?? [];
  const key = "node.kubernetes.io/unschedulable";
  if (!node.spec.unschedulable || taints.some((taint) => taint.key === key)) return taints;
  return [...taints, { key, effect: "NoSchedule" }];
}

function withoutHostname(labels: StringMap): Requirement[] {
  return labelRequirements(labels).filter(({ key }) => key !== LABEL_HOSTNAME);
}

/** The instance type stays open; only what every possible instance has in common can be relied on. */
function launchingRequirements(claim: NodeClaim): Requirement[] {
  const labels = { ...claim.metadata.labels, [LABEL_REGISTERED]: "true", [LABEL_INITIALIZED]: "true" };
  const named = requirementsOf(claim.spec.requirements).filter(({ key }) => key !== LABEL_INSTANCE_TYPE);
  return [...labelRequirements(labels), ...named];
}
