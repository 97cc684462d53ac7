import type { NodeState } from "../cluster-state/node-state.ts";
import type { PodInfo } from "../cluster-state/pod-info.ts";

/** NodeResourcesFit, LeastAllocated: the share of cpu and memory that would stay free, averaged. */
export function leastAllocated(info: PodInfo, node: NodeState): number {
  const cpu = freeShare(node.scoredCpuMillis + info.scoredCpuMillis, node.allocatable.cpu ?? 0);
  const memory = freeShare(node.scoredMemoryBytes + info.scoredMemoryBytes, node.allocatable.memory ?? 0);
  return Math.floor((cpu + memory) / 2);
}

function freeShare(used: number, allocatable: number): number {
  if (allocatable === 0 || used > allocatable) return 0;
  return Math.floor(((allocatable - used) * 100) / allocatable);
}

/** NodeResourcesBalancedAllocation: cpu and memory used to the same degree is best. */
export function balancedAllocation(info: PodInfo, node: NodeState): number {
  const cpu = usedShare(info, node, "cpu");
  const memory = usedShare(info, node, "memory");
  return Math.floor((1 - Math.abs(cpu - memory) / 2) * 100);
}

function usedShare(info: PodInfo, node: NodeState, name: "cpu" | "memory"): number {
  const allocatable = node.allocatable[name] ?? 0;
  if (allocatable === 0) return 0;
  return Math.min(1, ((node.requested[name] ?? 0) + (info.requests[name] ?? 0)) / allocatable);
}
