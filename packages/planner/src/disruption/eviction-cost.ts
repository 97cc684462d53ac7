import { isReschedulable, type PodLike } from "../cluster/pod-lifecycle.ts";

const DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

/** How much moving a pod hurts: 1, more for high priority and deletion cost, between −10 and 10 (autoscaler.md §5.3). */
export function evictionCost(pod: PodLike): number {
  const deletionCost = Number(pod.metadata.annotations?.[DELETION_COST] ?? 0);
  const cost = 1 + (Number.isFinite(deletionCost) ? deletionCost : 0) / 2 ** 27 + (pod.spec.priority ?? 0) / 2 ** 25;
  return Math.min(10, Math.max(-10, cost));
}

/** What it costs to empty a node: 1 for the node, and its pods that must move. Pods that cost nothing or less count as none. */
export function rescheduleDisruptionCost(pods: readonly PodLike[]): number {
  return pods.reduce((sum, pod) => (isReschedulable(pod) ? sum + Math.max(0, evictionCost(pod)) : sum), 1);
}
