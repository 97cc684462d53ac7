import { kindKey, worthOfResources, type ClaimsProblem } from "./claims-problem.ts";
import type { Pattern } from "./packing-problem.ts";
import { isBetter, type PackedNode, type PackItem } from "./packed-node.ts";
import type { PatternPacker } from "./pattern-packer.ts";
import { pricePods, type PodPrices } from "./price-pods.ts";

/** The share of the effort that may go into prices and the bound; the rest takes badly filled nodes apart. */
const SHARE_OF_PRICES = 0.5;
/** A packing by shape takes so many times the work of one by value, and may take this share of the effort. */
const WORK_OF_SHAPES = 7;
const SHARE_OF_SHAPES = 0.5;
/** The share of the effort that may go into putting nodes together. */
const SHARE_OF_MERGING = 0.1;
/** From which part of a node on a bought fraction is made a whole one. */
const ROUND_UP_FROM = [0.9, 0.6, 0.3, 0.05];

export interface PricedPacking {
  readonly nodes: readonly PackedNode[];
  /** What all pods of the problem cost at least. */
  readonly bound: number;
  readonly effort: number;
  /** The effort was used up before there was nothing left to try. */
  readonly isCutShort: boolean;
}

/**
 * Packs in three steps, each as far as the effort goes: a first packing around the largest pods, by value and, with much effort, by shape (which
 * fills nodes in all resources where pods are of many shapes); the nodes that are best in fractions,
 * made whole, if that is cheaper; then groups of badly filled nodes are packed anew. It stops as soon as the price is within the tolerance
 * of the bound; last, nodes are put together where that costs nothing.
 *
 * @param counts of each item that are to be packed; the problem may hold more.
 */
export function packByPrices(
  problem: ClaimsProblem,
  packer: PatternPacker,
  items: readonly PackItem[],
  counts: readonly number[],
  effort: number,
  tolerance: number,
): PricedPacking {
  const kindOf = items.map(({ variant }) => problem.indexOf.get(kindKey(variant))!);
  let nodes: readonly PackedNode[] = packer.pack(counts);
  const start = worthOfResources(problem);
  if (packer.isNearBound(nodes, tolerance)) {
    const bound = start.reduce((sum, each, kind) => sum + each * problem.pods[kind]!.count, 0);
    const merged = packer.merge(nodes, effort * SHARE_OF_MERGING);
    return { nodes: merged, bound, effort: packer.effort, isCutShort: false };
  }
  if (packer.effort * WORK_OF_SHAPES < effort * SHARE_OF_SHAPES) {
    const shaped = packer.pack(counts, "shape");
    if (isBetter(shaped, nodes)) nodes = shaped;
  }
  const prices = pricePods(
    problem,
    start,
    effort * SHARE_OF_PRICES,
    problem.isExact ? patternsOf(problem, nodes, kindOf) : [],
  );
  if (problem.isExact && prices.solution.length > 0) {
    const types = prices.solution
      .toSorted((a, b) => b.times - a.times)
      .map(({ pattern }) => problem.nodes[pattern.node]!.type);
    packer.reprice(
      kindOf.map((kind) => prices.worth[kind]!),
      counts,
      types,
    );
    const before = nodes.map(({ type, requirements, counts: own }) => packer.node(type, requirements, own));
    const candidates = [
      before,
      ...ROUND_UP_FROM.map((from) => madeWhole(problem, prices, packer, kindOf, counts, from)),
    ];
    nodes = candidates.reduce((best, each) => (isBetter(each, best) ? each : best));
  }
  const left = effort - prices.effort;
  const improved = packer.improve(nodes, left * (1 - SHARE_OF_MERGING), tolerance);
  const isCutShort = packer.isCutShort || (prices.isCutShort && !packer.isNearBound(improved, tolerance));
  const merged = packer.merge(improved, left * SHARE_OF_MERGING);
  return { nodes: merged, bound: prices.bound, effort: prices.effort + packer.effort, isCutShort };
}

/** The nodes of a packing as patterns, each once. */
function patternsOf(problem: ClaimsProblem, nodes: readonly PackedNode[], kindOf: readonly number[]): Pattern[] {
  const indexOf = new Map(problem.nodes.map(({ type, requirements }, index) => [`${type}/${requirements.id}`, index]));
  return [...new Set(nodes)].flatMap(({ type, requirements, price, counts }) => {
    const node = indexOf.get(`${type}/${requirements.id}`);
    if (node === undefined) return [];
    const kinds = Int32Array.from(counts.keys(), (item) => kindOf[item]!);
    return [{ node, price, kinds, counts: Int32Array.from(counts.values()) }];
  });
}

/** Whole nodes of the solution in fractions as far as the pods suffice; what is left is packed around the largest pods. */
function madeWhole(
  problem: ClaimsProblem,
  { solution }: PodPrices,
  packer: PatternPacker,
  kindOf: readonly number[],
  counts: readonly number[],
  roundUpFrom: number,
): PackedNode[] {
  const itemOf = new Map(kindOf.map((kind, item) => [kind, item]));
  const left = [...counts];
  const nodes: PackedNode[] = [];
  const buy = ({ node, kinds, counts: held }: Pattern, most: number): void => {
    const taken = new Map<number, number>();
    kinds.forEach((kind, index) => {
      const item = itemOf.get(kind);
      if (item !== undefined) taken.set(item, held[index]!);
    });
    if (taken.size === 0) return;
    let times = most;
    for (const [item, count] of taken) times = Math.min(times, Math.floor(left[item]! / count));
    if (times <= 0) return;
    for (const [item, count] of taken) left[item]! -= count * times;
    const { type, requirements } = problem.nodes[node]!;
    const made = packer.node(type, requirements, taken);
    for (let index = 0; index < times; index++) nodes.push(made);
  };
  const inOrder = solution.toSorted((a, b) => b.times - a.times);
  for (const { pattern, times } of inOrder) buy(pattern, Math.floor(times + 1e-6));
  const byFraction = inOrder.toSorted((a, b) => (b.times % 1) - (a.times % 1));
  for (const { pattern, times } of byFraction) if (times % 1 >= roundUpFrom) buy(pattern, 1);
  return [...nodes, ...packer.pack(left)];
}
