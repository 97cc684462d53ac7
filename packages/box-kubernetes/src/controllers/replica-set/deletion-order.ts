import type { Pod } from "@inlay/resources";
import { conditionOf, isReady } from "../pods/pod-state.ts";

export interface PodRank {
  readonly pod: Pod;
  /** Pods of the same owner on its node. */
  readonly related: number;
}

const PHASE_ORDER: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };
const COST = "controller.kubernetes.io/pod-deletion-cost";

/**
 * Which pod goes first when there are too many (k8s.io/kubernetes controller.ActivePodsWithRanks): without a node, pending, not
 * ready, cheap to delete, on a node with more pods of the same owner, ready for a shorter time, with more restarts, younger.
 * Times are compared by their order of magnitude, so that age alone does not decide. @param now milliseconds
 */
export function byDeletionOrder(a: PodRank, b: PodRank, now: number): number {
  return (
    Number(Boolean(a.pod.spec.nodeName)) - Number(Boolean(b.pod.spec.nodeName)) ||
    phaseOf(a.pod) - phaseOf(b.pod) ||
    Number(isReady(a.pod)) - Number(isReady(b.pod)) ||
    deletionCost(a.pod) - deletionCost(b.pod) ||
    b.related - a.related ||
    compareAges(readySince(a.pod), readySince(b.pod), now) ||
    restarts(b.pod) - restarts(a.pod) ||
    compareAges(Date.parse(a.pod.metadata.creationTimestamp), Date.parse(b.pod.metadata.creationTimestamp), now) ||
    (a.pod.metadata.uid < b.pod.metadata.uid ? -1 : 1)
  );
}

function phaseOf(pod: Pod): number {
  return PHASE_ORDER[pod.status?.phase ?? "Pending"] ?? 0;
}

function deletionCost(pod: Pod): number {
  const text = pod.metadata.annotations?.[COST] ?? "";
  return /^-?\d+$/.test(text) ? Number(text) : 0;
}

function readySince(pod: Pod): number {
  const time = isReady(pod) ? conditionOf(pod, "Ready")?.lastTransitionTime : undefined;
  return time ? Date.parse(time) : 0;
}

/** The younger first, by powers of two of the age. */
function compareAges(a: number, b: number, now: number): number {
  if (a === 0 || b === 0) return b === a ? 0 : a === 0 ? -1 : 1;
  return magnitude(now - a) - magnitude(now - b);
}

function magnitude(ageMs: number): number {
  return ageMs <= 0 ? 0 : Math.floor(Math.log2(ageMs * 1e6));
}

function restarts(pod: Pod): number {
  return Math.max(0, ...(pod.status?.containerStatuses ?? []).map(({ restartCount }) => restartCount));
}
