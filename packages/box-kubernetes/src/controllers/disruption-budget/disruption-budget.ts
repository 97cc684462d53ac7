import type { Pod, PodDisruptionBudget } from "@inlay/resources";
import { scaledValue } from "../deployment/fenceposts.ts";
import { isReady, isTerminal, isTerminating, withCondition } from "../pods/pod-state.ts";

export type BudgetStatus = NonNullable<PodDisruptionBudget["status"]>;

export interface BudgetObservation {
  readonly budget: PodDisruptionBudget;
  /** All pods that its selector matches. */
  readonly pods: readonly Pod[];
  /** What the pods' controllers want in sum; undefined: a pod has none that says so. */
  readonly expectedScale: number | undefined;
}

export type BudgetDecision =
  | { readonly kind: "status"; readonly status: BudgetStatus; readonly againInMs: number }
  /** Nothing may be disrupted, because it cannot be worked out how many pods there should be. */
  | { readonly kind: "failed"; readonly message: string; readonly status: BudgetStatus };

/** An eviction that was allowed counts as under way for this long, unless its pod is seen to go. */
const EVICTION_TIMEOUT_MS = 2 * 60_000;

/**
 * How many pods may be evicted now (k8s.io/kubernetes pkg/controller/disruption). @param now milliseconds @param time RFC 3339
 */
export function decideBudget(
  { budget, pods, expectedScale }: BudgetObservation,
  now: number,
  time: string,
): BudgetDecision {
  const counted = pods.filter((pod) => !isTerminal(pod));
  const expected = expectedPods(budget, counted, expectedScale);
  if (!expected)
    return {
      kind: "failed",
      message: "found no controller ref for pod of the budget: expected number of pods is unknown",
      status: withReason(budget, { ...emptyStatus(budget), disruptionsAllowed: 0 }, "SyncFailed", time),
    };
  const { disruptedPods, againInMs } = stillDisrupted(budget, pods, now);
  const healthy = counted.filter(
    (pod) => !isTerminating(pod) && isReady(pod) && disruptedPods[pod.metadata.name] === undefined,
  ).length;
  const disruptionsAllowed = counted.length === 0 ? 0 : Math.max(0, healthy - expected.desiredHealthy);
  const status: BudgetStatus = {
    ...(Object.keys(disruptedPods).length > 0 ? { disruptedPods } : {}),
    disruptionsAllowed,
    currentHealthy: healthy,
    desiredHealthy: expected.desiredHealthy,
    expectedPods: expected.expectedPods,
    observedGeneration: budget.metadata.generation,
  };
  const reason = disruptionsAllowed > 0 ? "SufficientPods" : "InsufficientPods";
  return { kind: "status", status: withReason(budget, status, reason, time), againInMs };
}

function expectedPods(
  { spec }: PodDisruptionBudget,
  pods: readonly Pod[],
  scale: number | undefined,
): { readonly expectedPods: number; readonly desiredHealthy: number } | undefined {
  if (spec.maxUnavailable !== undefined) {
    if (scale === undefined) return undefined;
    const unavailable = scaledValue(spec.maxUnavailable, scale, Math.ceil);
    return { expectedPods: scale, desiredHealthy: Math.max(0, scale - unavailable) };
  }
  const { minAvailable = 0 } = spec;
  if (typeof minAvailable === "number") return { expectedPods: pods.length, desiredHealthy: minAvailable };
  if (scale === undefined) return undefined;
  return { expectedPods: scale, desiredHealthy: scaledValue(minAvailable, scale, Math.ceil) };
}

/** Evictions that were granted and have not been seen to happen yet. */
function stillDisrupted({ status }: PodDisruptionBudget, pods: readonly Pod[], now: number) {
  const disruptedPods: Record<string, string> = {};
  let againInMs = Infinity;
  const byName = new Map(pods.map((pod) => [pod.metadata.name, pod]));
  for (const [name, since] of Object.entries(status?.disruptedPods ?? {})) {
    const pod = byName.get(name);
    const left = Date.parse(since) + EVICTION_TIMEOUT_MS - now;
    if (!pod || isTerminating(pod) || left <= 0) continue;
    disruptedPods[name] = since;
    againInMs = Math.min(againInMs, left);
  }
  return { disruptedPods, againInMs };
}

function emptyStatus({ status, metadata }: PodDisruptionBudget): BudgetStatus {
  const { currentHealthy = 0, desiredHealthy = 0, expectedPods: expected = 0 } = status ?? {};
  return {
    disruptionsAllowed: 0,
    currentHealthy,
    desiredHealthy,
    expectedPods: expected,
    observedGeneration: metadata.generation,
  };
}

function withReason(budget: PodDisruptionBudget, status: BudgetStatus, reason: string, time: string): BudgetStatus {
  const condition = {
    type: "DisruptionAllowed",
    status: status.disruptionsAllowed > 0 ? "True" : "False",
    reason,
    message: "",
    observedGeneration: budget.metadata.generation,
  } as const;
  const old = budget.status?.conditions;
  const before = old?.find(({ type }) => type === condition.type);
  const outdated = before && before.observedGeneration !== condition.observedGeneration;
  const conditions =
    withCondition(old, condition, time) ??
    (outdated ? old!.map((each) => (each === before ? { ...each, ...condition } : each)) : old!);
  return { ...status, conditions };
}
