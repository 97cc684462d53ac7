import type { Random } from "@inlay/resources";
import type { ClusterState } from "./cluster-state/cluster-state.ts";
import type { NodeState } from "./cluster-state/node-state.ts";
import type { PodInfo } from "./cluster-state/pod-info.ts";
import { podFilters, type Rejection } from "./filters.ts";
import { unresolvable } from "./filters/rejection.ts";
import { fitsBesideNominated, type Nominations } from "./preemption/nominations.ts";
import { scoreNodes } from "./scores/scores.ts";

/** Where a pod goes, or why it goes nowhere. */
export type Decision =
  | { readonly kind: "place"; readonly nodeName: string }
  | { readonly kind: "no-nodes" }
  | {
      readonly kind: "unschedulable";
      /** Set when no node was looked at. */
      readonly nowhere: Rejection | undefined;
      /** By node name, in the order of looking. */
      readonly rejections: ReadonlyMap<string, Rejection>;
    };

export interface DecisionContext {
  readonly state: ClusterState;
  readonly nominations: Nominations;
  readonly random: Random;
  /** Where the search begins: it goes round, so that large clusters fill evenly. */
  readonly startAt: number;
}

/** One scheduling cycle: filter, score, choose. */
export function decide(info: PodInfo, { state, nominations, random, startAt }: DecisionContext): Decision {
  if (state.nodes.size === 0) return { kind: "no-nodes" };
  const filters = podFilters(info, state);
  const rejections = new Map<string, Rejection>();
  if (filters.nowhere) return { kind: "unschedulable", nowhere: filters.nowhere, rejections };
  const enough = feasibleEnough(state.nodes.size);
  const feasible: NodeState[] = [];
  const nodes = state.nodeList;
  for (let looked = 0; looked < nodes.length; looked++) {
    const node = nodes[(startAt + looked) % nodes.length]!;
    const rejection =
      filters.named && !filters.named.has(node.name)
        ? unresolvable("NodeAffinity", "node(s) didn't satisfy plugin(s) [NodeAffinity]")
        : (filters.check(node) ?? fitsBesideNominated(info, node, state, nominations));
    if (rejection) rejections.set(node.name, rejection);
    else if (feasible.push(node) >= enough) break;
  }
  if (feasible.length === 0) return { kind: "unschedulable", nowhere: undefined, rejections };
  const nominated = info.pod.status?.nominatedNodeName;
  if (nominated && feasible.some((node) => node.name === nominated)) return { kind: "place", nodeName: nominated };
  if (feasible.length === 1) return { kind: "place", nodeName: feasible[0]!.name };
  return { kind: "place", nodeName: best(feasible, scoreNodes(info, feasible, state), random).name };
}

/** In clusters over 100 nodes not all are looked at: 50 % less 1 for each 125 nodes, at least 5 % (percentageOfNodesToScore 0). */
export function feasibleEnough(nodes: number): number {
  if (nodes < 100) return nodes;
  const percentage = Math.max(5, 50 - Math.floor(nodes / 125));
  return Math.max(100, Math.floor((nodes * percentage) / 100));
}

/** One of those with the highest score, by chance. */
function best(nodes: readonly NodeState[], scores: readonly number[], random: Random): NodeState {
  const highest = scores.reduce((most, score) => Math.max(most, score), -Infinity);
  const winners = nodes.filter((_, index) => scores[index] === highest);
  return winners[Math.floor(random() * winners.length)]!;
}
