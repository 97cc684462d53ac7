import {
  isProtectedFromDisruption,
  isProvisionable,
  isReschedulable,
  podKeyOf,
  type PodLike,
} from "../cluster/pod-lifecycle.ts";
import { podProblem } from "../cluster/pod-validation.ts";
import type { UnschedulablePod } from "../plan.ts";
import type { PendingPod } from "./pending-pod.ts";
import type { World } from "./world.ts";

export interface PodsToPlace {
  readonly pods: readonly PendingPod[];
  readonly refused: readonly UnschedulablePod[];
}

/** Pending pods, and those of nodes that leave anyway (autoscaler.md §3.2). */
export function podsToPlace(world: World): PodsToPlace {
  const pods: PendingPod[] = [];
  const refused: UnschedulablePod[] = [];
  for (const pod of world.snapshot.pods) {
    if (!isProvisionable(pod)) continue;
    const problem = podProblem(pod, world.labelRules, world.storage);
    const placed = problem ? undefined : pendingPod(world, pod, undefined);
    if (placed && typeof placed !== "string") pods.push(placed);
    else if (problem?.optedOut)
      refused.push({ pod: podKeyOf(pod), stage: "validation", message: "", optedOut: problem.message });
    else refused.push({ pod: podKeyOf(pod), stage: "validation", message: problem?.message ?? (placed as string) });
  }
  world.nodes.forEach((node, index) => {
    if (node.leaving) pods.push(...podsToMove(world, index));
  });
  refused.sort((a, b) => (a.pod < b.pod ? -1 : 1));
  return { pods, refused };
}

/** Pods of a node that can be moved now: not those under an active do-not-disrupt or a budget that never allows an eviction. */
export function podsToMove(world: World, node: number): PendingPod[] {
  const pods: PendingPod[] = [];
  for (const pod of world.podsOnNode[node]!) {
    if (!isReschedulable(pod) || isProtectedFromDisruption(pod, world.nowMs) || world.podBudgets.isFullyBlocked(pod))
      continue;
    const moved = pendingPod(world, pod, node);
    if (typeof moved !== "string") pods.push(moved);
  }
  return pods;
}

/** The reason instead of the pod when it cannot be read: a quantity that is none. */
function pendingPod(world: World, pod: PodLike, from: number | undefined): PendingPod | string {
  try {
    return {
      key: podKeyOf(pod),
      pod,
      podClass: world.classes.of(pod),
      from,
      createdMs: Date.parse(pod.metadata.creationTimestamp),
    };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
