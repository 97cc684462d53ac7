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
  const planning = new Planning(snapshot, policy);
  const plan = planning.plan(policy.packingEffort);
  const { world, pending, obstacles } = planning;
  return { plan, world, pending, obstacles };
}

/** Packing effort of the first step; each later one has twice as much. */
const FIRST_STEP = 300_000;

/**
 * The plan in steps, for policies with much packing effort: the first is soon there, each later one has packed longer and is never worse. Whoever
 * runs it may do other work in between, and stop after any of them. The last, when all effort is spent or nothing is left to try, is what is returned.
 */
export function* planInSteps(snapshot: Snapshot, policy: Policy): Generator<ProvisioningPlan, ProvisioningPlan> {
  const planning = new Planning(snapshot, policy);
  let best: ProvisioningPlan | undefined;
  for (let effort = FIRST_STEP; ; effort *= 2) {
    const step = planning.plan(Math.min(effort, policy.packingEffort));
    best = best ? theBetter(best, step) : step;
    if (step.notTried === undefined || effort >= policy.packingEffort) return best;
    yield best;
  }
}

/** Steps place the same pods: the cheaper plan, then the one with fewer nodes. A bound that one has proven holds for both. */
function theBetter(before: ProvisioningPlan, after: ProvisioningPlan): ProvisioningPlan {
  const difference = before.pricePerHour - after.pricePerHour;
  const isBetter =
    Math.abs(difference) > 1e-9 ? difference > 0 : after.newNodeClaims.length <= before.newNodeClaims.length;
  const lowerBoundPerHour = Math.max(before.lowerBoundPerHour, after.lowerBoundPerHour);
  return { ...(isBetter ? after : before), lowerBoundPerHour, effort: before.effort + after.effort };
}

/** One snapshot under one policy. Places are looked for once, however often what was found is packed. */
class Planning {
  readonly world: World;
  readonly pending: readonly PendingPod[];
  readonly obstacles = new Map<PodKey, readonly PoolObstacle[]>();
  readonly #refused: readonly UnschedulablePod[];
  #whole: SimulationResult | undefined;

  constructor(snapshot: Snapshot, policy: Policy) {
    this.world = new World(snapshot, policy);
    const { pods, refused } = podsToPlace(this.world);
    this.pending = pods;
    this.#refused = refused;
  }

  plan(packingEffort: number): ProvisioningPlan {
    const { policy, snapshot } = this.world;
    if (!policy.podGroups) return this.#planOf((this.#whole ??= this.#simulate(this.pending)), packingEffort);
    const queue = inQueueOrder(this.pending, policy.queueOrder);
    const { plan, held } = planWholeGroups(
      podGroupsOf(snapshot.pods),
      queue.map(({ key }) => key),
      this.#refused,
      (left) => this.#planOf(this.#simulate(queue.filter(({ key }) => !left.has(key))), packingEffort),
    );
    if (held.length === 0) return plan;
    const without = [...plan.unschedulable, ...held].sort((a, b) => (a.pod < b.pod ? -1 : 1));
    return { ...plan, pods: queue.map(({ key }) => key), unschedulable: without };
  }

  #simulate(pods: readonly PendingPod[]): SimulationResult {
    const gone = new Set(this.world.nodes.flatMap((node, index) => (node.leaving ? [index] : [])));
    return new Simulation(this.world, { gone }, pods).run();
  }

  #planOf(result: SimulationResult, packingEffort: number): ProvisioningPlan {
    const { world } = this;
    const { packingPolicy, effortLimit = Infinity } = world.policy;
    const left = Math.max(0, effortLimit - result.effort);
    const budget = Math.min(packingEffort, left);
    const packed =
      packingPolicy === "cheapest"
        ? improvePacking(world, result, budget)
        : { claims: result.claims, bound: undefined, effort: 0, isCutShort: false };
    const { bound = lowerBound(world, packed.claims, budget * SHARE_OF_BOUND) } = packed;
    const { claims, unschedulable } = finishClaims(world, packed);
    for (const { pod, obstacles } of result.failed) this.obstacles.set(pod.key, obstacles);
    const failed = result.failed.map(({ pod, message, deferred }) => ({
      pod: pod.key,
      stage: deferred ? ("deferred" as const) : ("scheduling" as const),
      message,
    }));
    const pricePerHour = claims.reduce((sum, claim) => sum + claim.cheapest.pricePerHour, 0);
    const notTried = [
      ...(result.isCutShort ? [untriedPods(result)] : []),
      ...(packed.isCutShort ? [`a cheaper packing may be found with more than ${Math.floor(budget)} work units`] : []),
    ];
    return {
      pods: result.queue.map(({ key }) => key),
      newNodeClaims: claims,
      existingNodes: placementsOf(world, result),
      unschedulable: [...this.#refused, ...failed, ...unschedulable].sort((a, b) => (a.pod < b.pod ? -1 : 1)),
      isPartial: result.isCutShort || (packed.isCutShort && left < packingEffort),
      ...(notTried.length > 0 && { notTried }),
      unreadable: world.unreadable,
      skippedNodePools: world.skippedNodePools,
      pricePerHour,
      lowerBoundPerHour: Math.min(pricePerHour, bound),
      effort: result.effort + packed.effort,
    };
  }
}

function untriedPods({ notTried, queue }: SimulationResult): string {
  if (notTried > 0) return `${notTried} of ${queue.length} pods have not been tried`;
  return "pods without a place have not been tried again beside those placed after them";
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
