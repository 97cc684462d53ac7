import {
  ANNOTATION_DO_NOT_DISRUPT,
  LABEL_CAPACITY_TYPE,
  LABEL_INSTANCE_TYPE,
  LABEL_NODEPOOL,
  LABEL_ZONE,
  type NodeClaim,
  type NodePool,
} from "@inlay/resources";
import { budgetBlockMessage } from "../cluster/disruption-budgets-of-pods.ts";
import { isActive, isProtectedFromDisruption, podKeyOf } from "../cluster/pod-lifecycle.ts";
import type { InstanceType } from "../instance-type.ts";
import type { DisruptionCandidate, DisruptionRefusal } from "../plan.ts";
import { podsToMove } from "../simulation/pods-to-place.ts";
import type { World } from "../simulation/world.ts";
import type { PendingPod } from "../simulation/pending-pod.ts";
import { rescheduleDisruptionCost } from "./eviction-cost.ts";

/** A node that may be disrupted, with what the methods look at. */
export interface Candidate {
  readonly node: number;
  readonly claim: NodeClaim;
  readonly pool: NodePool;
  readonly isConsolidatable: boolean;
  /** When it drifted, if it has. */
  readonly driftedAt: string | undefined;
  readonly instanceType: InstanceType | undefined;
  /** Pods that must find another place. */
  readonly pods: readonly PendingPod[];
  readonly cost: number;
  readonly isEmpty: boolean;
  readonly described: DisruptionCandidate;
}

export interface Candidates {
  /** Sorted by name. */
  readonly graceful: readonly Candidate[];
  /** Also those whose pods object, when a termination grace period will end it. For drift. */
  readonly eventual: readonly Candidate[];
  readonly refusals: readonly DisruptionRefusal[];
}

/** Goes through all nodes and says which may be disrupted, and why the others may not (autoscaler.md §5.2). */
export function findCandidates(world: World): Candidates {
  const inCommand = new Set(
    (world.snapshot.commands ?? []).flatMap(({ candidates, replacements }) => [...candidates, ...replacements]),
  );
  const pools = new Map(world.snapshot.nodePools.map((pool) => [pool.metadata.name, pool]));
  const graceful: Candidate[] = [];
  const eventual: Candidate[] = [];
  const refusals: DisruptionRefusal[] = [];
  const order = world.nodes
    .map((_, index) => index)
    .sort((a, b) => (world.nodes[a]!.name < world.nodes[b]!.name ? -1 : 1));
  for (const index of order) {
    const { claim } = world.nodes[index]!;
    if (!claim || inCommand.has(claim.metadata.name)) continue;
    const pool = pools.get(claim.metadata.labels?.[LABEL_NODEPOOL] ?? "");
    const refuse = (message: string) => refusals.push(refusal(world, index, "DisruptionBlocked", message));
    const reason = nodeObstacle(world, index) ?? poolObstacle(world, index, pool);
    if (reason !== undefined) {
      refuse(reason);
      continue;
    }
    const candidate = makeCandidate(world, index, pool!);
    const objection = podObjection(world, index);
    if (objection === undefined) graceful.push(candidate);
    else refuse(objection);
    if (objection === undefined || claim.spec.terminationGracePeriod !== undefined) eventual.push(candidate);
  }
  return { graceful, eventual, refusals };
}

/** In an event's words: the first letter is a capital. */
export function refusal(
  world: World,
  node: number,
  reason: DisruptionRefusal["reason"],
  message: string,
): DisruptionRefusal {
  const { node: object, claim } = world.nodes[node]!;
  return {
    ...(object && { nodeName: object.metadata.name }),
    ...(claim && { nodeClaim: claim.metadata.name }),
    reason,
    message: message.charAt(0).toUpperCase() + message.slice(1),
  };
}

function nodeObstacle(world: World, index: number): string | undefined {
  const state = world.nodes[index]!;
  if (!state.node) return "nodeclaim does not have an associated node";
  if (!state.initialized) return "node isn't initialized";
  if (state.leaving) return "node is deleting or marked for deletion";
  const nominated = world.snapshot.nominatedUntil;
  const until = nominated?.[state.name] ?? nominated?.[state.claim!.metadata.name];
  if (until !== undefined && Date.parse(until) > world.nowMs) return "node is nominated for a pending pod";
  if (state.node.metadata.annotations?.[ANNOTATION_DO_NOT_DISRUPT] === "true")
    return `disruption is blocked through the "${ANNOTATION_DO_NOT_DISRUPT}" annotation`;
  if (state.labels[LABEL_NODEPOOL] === undefined) return `node doesn't have required label (label=${LABEL_NODEPOOL})`;
  return undefined;
}

function poolObstacle(world: World, index: number, pool: NodePool | undefined): string | undefined {
  const name = world.nodes[index]!.labels[LABEL_NODEPOOL]!;
  if (!pool) return `nodepool not found (NodePool=${name})`;
  if (!world.catalogues.has(world.snapshot.catalogueOfNodePool[name] ?? ""))
    return `nodepool has no resolved instance types (NodePool=${name})`;
  return undefined;
}

/** A pod that may not be moved now. */
function podObjection(world: World, index: number): string | undefined {
  const pods = [...world.podsOnNode[index]!].sort((a, b) => (podKeyOf(a) < podKeyOf(b) ? -1 : 1));
  for (const pod of pods)
    if (isActive(pod) && isProtectedFromDisruption(pod, world.nowMs))
      return `pod has "${ANNOTATION_DO_NOT_DISRUPT}" annotation (Pod=${podKeyOf(pod)})`;
  for (const pod of pods) {
    const blockers = world.podBudgets.blockersOf(pod);
    if (blockers.length > 0) return budgetBlockMessage(pod, blockers);
  }
  return undefined;
}

function makeCandidate(world: World, index: number, pool: NodePool): Candidate {
  const state = world.nodes[index]!;
  const claim = state.claim!;
  const catalogue = world.catalogues.get(world.snapshot.catalogueOfNodePool[pool.metadata.name]!)!;
  const typeName = state.labels[LABEL_INSTANCE_TYPE] ?? "";
  const zone = state.labels[LABEL_ZONE] ?? "";
  const capacityType = state.labels[LABEL_CAPACITY_TYPE] ?? "";
  const instanceType = catalogue.types.find(({ name }) => name === typeName);
  const offering = instanceType?.offerings.find((o) => o.zone === zone && o.capacityType === capacityType);
  const pods = podsToMove(world, index);
  const cost = rescheduleDisruptionCost(world.podsOnNode[index]!);
  const condition = (type: string) =>
    claim.status?.conditions?.find((each) => each.type === type && each.status === "True");
  const precondition = ({ metadata }: { readonly metadata: NodeClaim["metadata"] }) => ({
    name: metadata.name,
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
  });
  return {
    node: index,
    claim,
    pool,
    isConsolidatable: condition("Consolidatable") !== undefined,
    driftedAt: condition("Drifted") && (condition("Drifted")!.lastTransitionTime ?? ""),
    instanceType,
    pods,
    cost,
    isEmpty: cost <= 1,
    described: {
      nodeName: state.node!.metadata.name,
      nodeClaim: claim.metadata.name,
      nodePool: pool.metadata.name,
      instanceType: typeName,
      zone,
      capacityType: capacityType as DisruptionCandidate["capacityType"],
      pricePerHour: offering?.pricePerHour ?? 0,
      pods: pods.map(({ key }) => key).sort(),
      preconditions: [
        { kind: "NodeClaim", ...precondition(claim) },
        { kind: "Node", ...precondition(state.node!) },
      ],
    },
  };
}
