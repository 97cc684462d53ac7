import { podKeyOf } from "../cluster/pod-lifecycle.ts";
import type { PlannedNodeClaim, PodKey } from "../plan.ts";
import { planProvisioning } from "../provisioning/plan-provisioning.ts";
import type { PoolObstacle } from "../simulation/pool-obstacle.ts";
import { podsToPlace } from "../simulation/pods-to-place.ts";
import { Simulation } from "../simulation/simulation.ts";
import { World } from "../simulation/world.ts";
import type { Policy, Snapshot } from "../snapshot.ts";
import { nearestFix, placeOf, type NearestFix } from "./nearest-fix.ts";

/** A way to buy a node: what the plan expects, or what comes next. */
export interface PricedOffering {
  readonly instanceType: string;
  readonly zone: string;
  readonly capacityType: string;
  readonly pricePerHour: number;
}

export type PodExplanation =
  | { readonly pod: PodKey; readonly outcome: "unknown" }
  /** It runs, or waits for something that the planner has no part in. */
  | { readonly pod: PodKey; readonly outcome: "not-pending"; readonly node?: string }
  | { readonly pod: PodKey; readonly outcome: "refused"; readonly message: string }
  | {
      readonly pod: PodKey;
      readonly outcome: "placed";
      readonly place: string;
      readonly chosen?: PricedOffering;
      readonly runnerUp?: PricedOffering;
    }
  | {
      readonly pod: PodKey;
      readonly outcome: "unschedulable";
      readonly message: string;
      readonly pools: readonly PoolObstacle[];
      /** Why nodes that exist cannot take it, and how many for each reason. */
      readonly nodes: readonly { readonly reason: string; readonly nodes: number; readonly example: string }[];
      readonly fix?: NearestFix;
    };

/** Why a pod goes where the plan puts it, or why nowhere. Plans again: equal snapshots give equal plans. */
export function explainPod(snapshot: Snapshot, policy: Policy, key: PodKey): PodExplanation {
  const pod = snapshot.pods.find((each) => podKeyOf(each) === key);
  if (!pod) return { pod: key, outcome: "unknown" };
  const plan = planProvisioning(snapshot, policy);
  const place = placeOf(plan, key);
  if (place !== undefined) {
    const claim = plan.newNodeClaims.find(({ pods }) => pods.includes(key));
    return { pod: key, outcome: "placed", place, ...(claim && choiceOf(snapshot, claim)) };
  }
  const failure = plan.unschedulable.find((each) => each.pod === key);
  if (!failure) return { pod: key, outcome: "not-pending", ...(pod.spec.nodeName && { node: pod.spec.nodeName }) };
  if (failure.stage === "validation")
    return { pod: key, outcome: "refused", message: failure.optedOut ?? failure.message };
  const world = new World(snapshot, policy);
  const gone = new Set(world.nodes.flatMap((node, index) => (node.leaving ? [index] : [])));
  const { failed } = new Simulation(world, { gone }, podsToPlace(world).pods).run();
  const pools = failed.find((each) => each.pod.key === key)?.obstacles ?? [];
  const fix = nearestFix(snapshot, policy, pod, pools);
  const nodes = nodeReasons(world, key, gone);
  return { pod: key, outcome: "unschedulable", message: failure.message, pools, nodes, ...(fix && { fix }) };
}

function nodeReasons(world: World, key: PodKey, gone: ReadonlySet<number>) {
  const pending = podsToPlace(world).pods.find((each) => each.key === key);
  const variant = pending?.podClass.variants.at(-1);
  const reasons = new Map<string, { reason: string; nodes: number; example: string }>();
  world.nodes.forEach(({ name }, index) => {
    if (gone.has(index) || !variant) return;
    const reason = world.nodeObstacle(variant, index) ?? "topology rules, or room that other pods of the plan take";
    const known = reasons.get(reason);
    if (known) known.nodes++;
    else reasons.set(reason, { reason, nodes: 1, example: name });
  });
  return [...reasons.values()].sort((a, b) => b.nodes - a.nodes || (a.reason < b.reason ? -1 : 1));
}

/** The offering that the claim is expected to get, and the next one that it could. */
function choiceOf(snapshot: Snapshot, claim: PlannedNodeClaim): { chosen: PricedOffering; runnerUp?: PricedOffering } {
  const catalogue = snapshot.catalogues[snapshot.catalogueOfNodePool[claim.nodePool] ?? ""] ?? [];
  const allowed = (key: string) =>
    claim.spec.requirements.find((each) => each.key === key && each.operator === "In")?.values;
  const zones = allowed("topology.kubernetes.io/zone");
  const capacityTypes = allowed("karpenter.sh/capacity-type");
  const names = new Set(claim.instanceTypes);
  const runnersUp = catalogue
    .filter(({ name }) => names.has(name))
    .flatMap(({ name, offerings }) =>
      offerings
        .filter(
          (o) => o.available && (zones?.includes(o.zone) ?? true) && (capacityTypes?.includes(o.capacityType) ?? true),
        )
        .map(({ zone, capacityType, pricePerHour }) => ({ instanceType: name, zone, capacityType, pricePerHour })),
    )
    .filter(({ instanceType, zone, capacityType }) => {
      const { cheapest } = claim;
      return instanceType !== cheapest.instanceType || zone !== cheapest.zone || capacityType !== cheapest.capacityType;
    })
    .sort((a, b) => a.pricePerHour - b.pricePerHour || (a.instanceType + a.zone < b.instanceType + b.zone ? -1 : 1));
  return { chosen: claim.cheapest, ...(runnersUp[0] && { runnerUp: runnersUp[0] }) };
}
