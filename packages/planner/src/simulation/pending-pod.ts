import type { PodLike } from "../cluster/pod-lifecycle.ts";
import type { PodClass } from "../pods/pod-class.ts";
import type { Policy } from "../snapshot.ts";

/** A pod that needs a place. */
export interface PendingPod {
  readonly key: string;
  readonly pod: PodLike;
  readonly podClass: PodClass;
  /** The node that it leaves, when it runs. */
  readonly from: number | undefined;
  readonly createdMs: number;
}

/** The order in which pods are placed. */
export function inQueueOrder(pods: readonly PendingPod[], order: Policy["queueOrder"]): PendingPod[] {
  return [...pods].sort(order === "priority" ? compareByPriority : compareInQueue);
}

/** Pods with a higher priority first, equal ones as `compareInQueue`. */
function compareByPriority(a: PendingPod, b: PendingPod): number {
  return (b.pod.spec.priority ?? 0) - (a.pod.spec.priority ?? 0) || compareInQueue(a, b);
}

/** Big pods first: cpu, then memory, then age, then uid (autoscaler.md §3.4). */
function compareInQueue(a: PendingPod, b: PendingPod): number {
  return (
    b.podClass.requests[0]! - a.podClass.requests[0]! ||
    b.podClass.requests[1]! - a.podClass.requests[1]! ||
    a.createdMs - b.createdMs ||
    (a.pod.metadata.uid < b.pod.metadata.uid ? -1 : a.pod.metadata.uid > b.pod.metadata.uid ? 1 : 0)
  );
}
