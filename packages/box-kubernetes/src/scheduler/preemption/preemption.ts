import { matchesSelector, type Pod, type PodDisruptionBudget } from "@inlay/resources";
import type { ClusterState } from "../cluster-state/cluster-state.ts";
import type { NodeState } from "../cluster-state/node-state.ts";
import type { PodInfo } from "../cluster-state/pod-info.ts";
import { podFilters, type Rejection } from "../filters.ts";
import { fitsBesideNominated, withoutPods, type Nominations } from "./nominations.ts";

/** Pods to take off a node so that a more important one fits. */
export interface Candidate {
  readonly nodeName: string;
  /** Most important first. */
  readonly victims: readonly Pod[];
  readonly budgetViolations: number;
}

export type PreemptionDecision =
  | { readonly kind: "preempt"; readonly candidate: Candidate }
  /** `reasons`: why preemption does not help, by node. */
  | { readonly kind: "none"; readonly reasons: ReadonlyMap<string, readonly string[]> }
  | { readonly kind: "not-eligible"; readonly message: string };

export interface PreemptionContext {
  readonly state: ClusterState;
  readonly nominations: Nominations;
  readonly budgets: readonly PodDisruptionBudget[];
}

const NO_VICTIMS = ["No preemption victims found for incoming pod"];

/**
 * Which pods of lower priority have to go so that this pod fits (DefaultPreemption): as few violated disruption budgets as
 * possible, then the least important pods, then the fewest.
 * @param rejections what kept the pod off each node in the cycle before.
 */
export function decidePreemption(
  info: PodInfo,
  rejections: ReadonlyMap<string, Rejection>,
  context: PreemptionContext,
): PreemptionDecision {
  const obstacle = notEligible(info, context.state);
  if (obstacle) return { kind: "not-eligible", message: obstacle };
  const helpful = [...rejections].filter(([, rejection]) => rejection.resolvable).map(([nodeName]) => nodeName);
  const reasons = new Map<string, readonly string[]>();
  if (!context.state.hasBelow(info.priority)) {
    for (const nodeName of helpful) reasons.set(nodeName, NO_VICTIMS);
    return { kind: "none", reasons };
  }
  const enough = Math.max(100, Math.floor(helpful.length / 10));
  const candidates: Candidate[] = [];
  for (const nodeName of helpful) {
    const outcome = victimsOn(context.state.nodes.get(nodeName)!, info, context);
    if ("victims" in outcome) candidates.push(outcome);
    else reasons.set(nodeName, outcome.reasons);
    if (candidates.length >= enough) break;
  }
  const best = candidates.toSorted(compareCandidates)[0];
  return best ? { kind: "preempt", candidate: best } : { kind: "none", reasons };
}

function notEligible({ pod, priority }: PodInfo, state: ClusterState): string | undefined {
  if (pod.spec.preemptionPolicy === "Never") return "not eligible due to preemptionPolicy=Never.";
  const nominated = state.nodes.get(pod.status?.nominatedNodeName ?? "");
  for (const other of nominated?.pods.values() ?? [])
    if (other.pod.metadata.deletionTimestamp !== undefined && other.priority < priority)
      return "not eligible due to a terminating pod on the nominated node.";
  return undefined;
}

function victimsOn(
  node: NodeState,
  info: PodInfo,
  { state, nominations, budgets }: PreemptionContext,
): Candidate | Pick<Rejection, "reasons"> {
  const lower = [...node.pods.values()].filter((other) => other.priority < info.priority);
  if (lower.length === 0) return { reasons: NO_VICTIMS };
  const check = (gone: readonly PodInfo[]) =>
    withoutPods(state, gone, () => {
      const filters = podFilters(info, state);
      return filters.nowhere ?? filters.check(node) ?? fitsBesideNominated(info, node, state, nominations);
    });
  const rejection = check(lower);
  if (rejection) return rejection;
  const { violating, others } = splitByBudgets(lower.toSorted(moreImportantFirst), budgets);
  let victims = [...violating, ...others];
  // Those whose eviction would break a budget are kept first, then the important ones.
  for (const spared of [...violating, ...others]) {
    const fewer = victims.filter((victim) => victim !== spared);
    if (!check(fewer)) victims = fewer;
  }
  return {
    nodeName: node.name,
    victims: victims.toSorted(moreImportantFirst).map(({ pod }) => pod),
    budgetViolations: victims.filter((victim) => violating.includes(victim)).length,
  };
}

/** Higher priority first, then the one that has run longer. */
function moreImportantFirst(a: PodInfo, b: PodInfo): number {
  return b.priority - a.priority || startedAt(a.pod) - startedAt(b.pod);
}

function startedAt(pod: Pod): number {
  return pod.status?.startTime ? Date.parse(pod.status.startTime) : Infinity;
}

/** Pods whose eviction a budget no longer allows, counting those before them. */
function splitByBudgets(infos: readonly PodInfo[], budgets: readonly PodDisruptionBudget[]) {
  const left = new Map(budgets.map((budget) => [budget, budget.status?.disruptionsAllowed ?? 0]));
  const violating: PodInfo[] = [];
  const others: PodInfo[] = [];
  for (const info of infos) {
    const { namespace, labels, name } = info.pod.metadata;
    let violates = false;
    for (const budget of budgets) {
      if (budget.metadata.namespace !== namespace || !matchesSelector(budget.spec.selector, labels)) continue;
      if (budget.status?.disruptedPods?.[name] !== undefined) continue;
      const rest = left.get(budget)! - 1;
      left.set(budget, rest);
      if (rest < 0) violates = true;
    }
    (violates ? violating : others).push(info);
  }
  return { violating, others };
}

function compareCandidates(a: Candidate, b: Candidate): number {
  return (
    a.budgetViolations - b.budgetViolations ||
    highestPriority(a) - highestPriority(b) ||
    prioritySum(a) - prioritySum(b) ||
    a.victims.length - b.victims.length ||
    earliestStart(b) - earliestStart(a)
  );
}

const priorityOf = (pod: Pod): number => pod.spec.priority ?? 0;
const highestPriority = ({ victims }: Candidate): number => Math.max(-Infinity, ...victims.map(priorityOf));
/** Shifted so that many unimportant pods weigh more than few (pickOneNodeForPreemption). */
const prioritySum = ({ victims }: Candidate): number =>
  victims.reduce((sum, pod) => sum + priorityOf(pod) + 2 ** 31, 0);
/** Of the most important victims. */
function earliestStart(candidate: Candidate): number {
  const highest = highestPriority(candidate);
  const starts = candidate.victims.filter((pod) => priorityOf(pod) === highest).map(startedAt);
  return Math.min(Number.MAX_SAFE_INTEGER, ...starts);
}
