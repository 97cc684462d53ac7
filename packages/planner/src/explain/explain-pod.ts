import { podKeyOf } from "../cluster/pod-lifecycle.ts";
import type { PodKey } from "../plan.ts";
import { planWithReasons, type ReasonedPlan } from "../provisioning/plan-provisioning.ts";
import type { PoolObstacle } from "../simulation/pool-obstacle.ts";
import type { Policy, Snapshot } from "../snapshot.ts";
import { nearestFix, placeOf, type NearestFix } from "./nearest-fix.ts";
import { runnerUpOf, type PricedOffering } from "./runner-up.ts";

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

/** Why a pod goes where the plan puts it, or why nowhere: one plan with what it found out; a fix and a runner-up are tried on top. */
export function explainPod(snapshot: Snapshot, policy: Policy, key: PodKey): PodExplanation {
  const pod = snapshot.pods.find((each) => podKeyOf(each) === key);
  if (!pod) return { pod: key, outcome: "unknown" };
  const reasoned = planWithReasons(snapshot, policy);
  const { plan } = reasoned;
  const place = placeOf(plan, key);
  if (place !== undefined) {
    const claim = plan.newNodeClaims.find(({ pods }) => pods.includes(key));
    if (!claim) return { pod: key, outcome: "placed", place };
    const runnerUp = runnerUpOf(reasoned.world.snapshot, policy, claim);
    return { pod: key, outcome: "placed", place, chosen: claim.cheapest, ...(runnerUp && { runnerUp }) };
  }
  const failure = plan.unschedulable.find((each) => each.pod === key);
  if (!failure) return { pod: key, outcome: "not-pending", ...(pod.spec.nodeName && { node: pod.spec.nodeName }) };
  if (failure.stage === "validation")
    return { pod: key, outcome: "refused", message: failure.optedOut ?? failure.message };
  const pools = reasoned.obstacles.get(key) ?? [];
  const fix = nearestFix(snapshot, policy, pod, pools);
  const nodes = nodeReasons(reasoned, key);
  return { pod: key, outcome: "unschedulable", message: failure.message, pools, nodes, ...(fix && { fix }) };
}

function nodeReasons({ world, pending }: ReasonedPlan, key: PodKey) {
  const variant = pending.find((each) => each.key === key)?.podClass.variants.at(-1);
  const reasons = new Map<string, { reason: string; nodes: number; example: string }>();
  world.nodes.forEach(({ name, leaving }, index) => {
    if (leaving || !variant) return;
    const reason = world.nodeObstacle(variant, index) ?? "topology rules, or room that other pods of the plan take";
    const known = reasons.get(reason);
    if (known) known.nodes++;
    else reasons.set(reason, { reason, nodes: 1, example: name });
  });
  return [...reasons.values()].sort((a, b) => b.nodes - a.nodes || (a.reason < b.reason ? -1 : 1));
}
