import type { ClusterState } from "../cluster-state/cluster-state.ts";
import type { NodeState } from "../cluster-state/node-state.ts";
import type { PodInfo } from "../cluster-state/pod-info.ts";
import { balancedAllocation, leastAllocated } from "./resource-scores.ts";
import { affinityScores, nodeAffinityScores, spreadScores, taintScores } from "./preference-scores.ts";

/** Each plugin gives every node 0…100; the default profile's weights. Image locality is left out: the box has no images to fetch. */
const WEIGHTED: readonly (readonly [
  weight: number,
  score: (info: PodInfo, nodes: readonly NodeState[], state: ClusterState) => readonly number[],
])[] = [
  [3, taintScores],
  [2, nodeAffinityScores],
  [2, spreadScores],
  [2, affinityScores],
  [1, (info, nodes) => nodes.map((node) => leastAllocated(info, node))],
  [1, (info, nodes) => nodes.map((node) => balancedAllocation(info, node))],
];

/** The total score of each of the nodes that the pod fits. */
export function scoreNodes(info: PodInfo, nodes: readonly NodeState[], state: ClusterState): readonly number[] {
  const totals = nodes.map(() => 0);
  for (const [weight, score] of WEIGHTED) {
    const scores = score(info, nodes, state);
    for (let index = 0; index < totals.length; index++) totals[index]! += weight * (scores[index] ?? 0);
  }
  return totals;
}
