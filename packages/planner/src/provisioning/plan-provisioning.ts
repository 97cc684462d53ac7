import type { ExistingNodePlacement, PlannedNodeClaim, PodKey, ProvisioningPlan, UnschedulablePod } from "../plan.ts";
import { lowerBound } from "../packing/lower-bound.ts";
import { improvePacking } from "../packing/improve-packing.ts";
import { planWholeGroups, podGroupsOf } from "../placement-rules/pod-groups.ts";
import { inQueueOrder, type PendingPod } from "../simulation/pending-pod.ts";
import { podsToPlace } from "../simulation/pods-to-place.ts";
import type { PoolObstacle } from "../simulation/pool-obstacle.ts";
import { Simulation, type SimulationResult } from "../simulation/simulation.ts";
import { World } from "../simulation/world.ts";
import type { Policy, Snapshot } from "../snapshot.ts";
import { ClaimFinisher } from "./planned-claim.ts";

/**
 * Where pending pods go: nodes that exist or are on their way, then new node claims. Pure: the same snapshot and policy give
 * the same plan, whatever the order of the snapshot's lists.
 */
export function planProvisioning(snapshot: Snapshot, policy: Policy): ProvisioningPlan {
  return planWithReasons(snapshot, policy).plan;
}

/** Where nothing was packed anew, the bound only tells how good the plan is: it is worth less effort than a better one. */
const SHARE_OF_BOUND = 0.1;

/** A plan and what was found out on the way. */
export interface ReasonedPlan {
  readonly plan: ProvisioningPlan;
  readonly world: World;
  readonly pending: readonly PendingPod[];
  /** What kept pods that are left over from each pool. */
  readonly obstacles: ReadonlyMap<PodKey, readonly PoolObstacle[]>;
}

export function planWithReasons(snapshot: Snapshot, policy: Policy): ReasonedPlan {
  const world = new World(snapshot, policy);
  const { pods, refused } = podsToPlace(world);
  const obstacles = new Map<PodKey, readonly PoolObstacle[]>();
  const plan = planAll(world, pods, (queue) => planFor(world, queue, refused, obstacles), refused);
  return { plan, world, pending: pods, obstacles };
}

function planAll(
  { policy, snapshot }: World,
  pods: readonly PendingPod[],
  planOf: (pods: readonly PendingPod[]) => ProvisioningPlan,
  refused: readonly UnschedulablePod[],
): ProvisioningPlan {
  if (!policy.podGroups) return planOf(pods);
  const queue = inQueueOrder(pods, policy.queueOrder);
  const { plan, held } = planWholeGroups(
    podGroupsOf(snapshot.pods),
    queue.map(({ key }) => key),
    refused,
    (left) => planOf(queue.filter(({ key }) => !left.has(key))),
  );
  if (held.length === 0) return plan;
  const without = [...plan.unschedulable, ...held].sort((a, b) => (a.pod < b.pod ? -1 : 1));
  return { ...plan, pods: queue.map(({ key }) => key), unschedulable: without };
}

function planFor(
  world: World,
  pods: readonly PendingPod[],
  refused: readonly UnschedulablePod[],
  obstacles: Map<PodKey, readonly PoolObstacle[]>,
): ProvisioningPlan {
  const { policy } = world;
  const gone = new Set(world.nodes.flatMap((node, index) => (node.leaving ? [index] : [])));
  const result = new Simulation(world, { gone }, pods).run();
  const budget = Math.min(policy.packingEffort, Math.max(0, (policy.effortLimit ?? Infinity) - result.effort));
  const packed =
    policy.packingPolicy === "cheapest"
      ? improvePacking(world, result, budget)
      : { claims: result.claims, bound: undefined, effort: 0 };
  const { bound = lowerBound(world, packed.claims, budget * SHARE_OF_BOUND) } = packed;
  const { claims, unschedulable } = finishClaims(world, packed);
  for (const { pod, obstacles: kept } of result.failed) obstacles.set(pod.key, kept);
  const failed = result.failed.map(({ pod, message, deferred }) => ({
    pod: pod.key,
    stage: deferred ? ("deferred" as const) : ("scheduling" as const),
    message,
  }));
  const pricePerHour = claims.reduce((sum, claim) => sum + claim.cheapest.pricePerHour, 0);
  return {
    pods: result.queue.map(({ key }) => key),
    newNodeClaims: claims,
    existingNodes: placementsOf(world, result),
    unschedulable: [...refused, ...failed, ...unschedulable].sort((a, b) => (a.pod < b.pod ? -1 : 1)),
    isPartial: result.isPartial,
    unreadable: world.unreadable,
    skippedNodePools: world.skippedNodePools,
    pricePerHour,
    lowerBoundPerHour: Math.min(pricePerHour, bound),
    effort: result.effort + packed.effort,
  };
}

/** Claims by pool and first pod; pods of claims that cannot be launched are left over. */
export function finishClaims(
  world: World,
  result: Pick<SimulationResult, "claims">,
): { readonly claims: readonly PlannedNodeClaim[]; readonly unschedulable: readonly UnschedulablePod[] } {
  const finisher = new ClaimFinisher(world);
  const claims: PlannedNodeClaim[] = [];
  const unschedulable: UnschedulablePod[] = [];
  for (const claim of result.claims) {
    const requirements = finisher.requirementsOf(claim);
    const planned = finisher.finish(claim, requirements, finisher.typesOf(claim, requirements));
    if (typeof planned !== "string") claims.push(planned);
    else for (const { key } of claim.pods) unschedulable.push({ pod: key, stage: "scheduling", message: planned });
  }
  const text = (claim: PlannedNodeClaim) => `${claim.nodePool}\n${claim.pods[0]}`;
  claims.sort((a, b) => (text(a) < text(b) ? -1 : 1));
  return { claims, unschedulable };
}

export function placementsOf(world: World, result: SimulationResult): ExistingNodePlacement[] {
  return [...result.onNodes]
    .sort(([a], [b]) => a - b)
    .map(([index, pods]) => {
      const { name, claim, initialized } = world.nodes[index]!;
      return {
        name,
        ...(claim && { nodeClaim: claim.metadata.name }),
        initialized,
        pods: pods.map(({ key }) => key).sort(),
      };
    });
}
