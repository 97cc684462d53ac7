import type { Random } from "@inlay/resources";
import type { PodVariant } from "../pods/pod-class.ts";
import type { RequirementSet } from "../requirements/requirement-set.ts";
import type { PendingPod } from "../simulation/pending-pod.ts";

const EPSILON = 1e-9;

/** Pods of one kind that are to be packed: alike in what they take and ask. */
export interface PackItem {
  readonly variant: PodVariant;
  readonly pods: readonly PlacedPod[];
}

/** A pod, and as what it was placed. */
export interface PlacedPod {
  readonly pod: PendingPod;
  readonly variant: PodVariant;
}

/** A node of a packing: a type, what it was asked, and how many of each item it holds. */
export interface PackedNode {
  readonly type: number;
  readonly price: number;
  readonly requirements: RequirementSet;
  readonly counts: ReadonlyMap<number, number>;
  /** What its pods are worth at resource prices; never more than its price. */
  readonly value: number;
}

/** Badly filled nodes are taken more often; every fourth group is left to chance. */
export function chooseGroup(nodes: readonly PackedNode[], round: number, random: Random): number[] {
  const size = Math.min(nodes.length, 2 + Math.floor(random() * 6));
  const waste = nodes.map((node, index) => ({ index, waste: node.price - node.value }));
  if (round % 4 !== 3) waste.sort((a, b) => b.waste - a.waste || a.index - b.index);
  const reach = round % 4 === 0 ? size : Math.min(nodes.length, size * 4);
  const pool = round % 4 === 3 ? waste : waste.slice(0, reach);
  const chosen = new Set<number>();
  while (chosen.size < size) chosen.add(pool[Math.floor(random() * pool.length)]!.index);
  return [...chosen];
}

export function isBetter(anew: readonly PackedNode[], before: readonly PackedNode[]): boolean {
  const [a, b] = [priceOf(anew), priceOf(before)];
  if (Math.abs(a - b) > EPSILON) return a < b;
  return anew.length < before.length;
}

export function priceOf(nodes: readonly PackedNode[]): number {
  return nodes.reduce((sum, node) => sum + node.price, 0);
}
