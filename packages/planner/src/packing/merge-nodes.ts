import { hasBit, type Bitset } from "../instance-types/bitset.ts";
import type { RequirementSet, RequirementSpace } from "../requirements/requirement-set.ts";

/** A node of a packing, as far as merging is concerned. */
export interface MergeableNode {
  readonly price: number;
  readonly requirements: RequirementSet;
  readonly counts: ReadonlyMap<number, number>;
}

/** What merging asks of a pool's catalogue. */
export interface MergingContext<T extends MergeableNode> {
  readonly space: RequirementSpace;
  /** Amounts that a pod of a kind takes, by resource. */
  readonly requestsOf: (kind: number) => Float64Array;
  readonly resources: number;
  readonly order: (requirements: RequirementSet) => {
    readonly order: readonly number[];
    readonly prices: Float64Array;
  };
  /** Types that meet the requirements and have room for the amounts. */
  readonly typesFor: (requirements: RequirementSet, amounts: Float64Array) => Bitset;
  readonly node: (type: number, requirements: RequirementSet, counts: ReadonlyMap<number, number>) => T;
}

const EPSILON = 1e-9;
/** Work units of one try. */
const TRY = 16;
/** A node is held against so many others before it is left as it is. */
const PARTNERS = 8;

/**
 * Puts the loads of two nodes on one wherever that costs no more: as good a price on fewer nodes. The smallest loads are tried first, each
 * with the next larger ones.
 *
 * @param budget work units; what is left over then stays as it is.
 */
export function mergeNodes<T extends MergeableNode>(
  nodes: readonly T[],
  context: MergingContext<T>,
  budget: number,
): { readonly nodes: readonly T[]; readonly effort: number } {
  let effort = 0;
  const open = nodes.map((node) => ({ node, load: loadOf(node, context) }));
  open.sort((a, b) => a.node.price - b.node.price);
  const done: T[] = [];
  /** Pairs of loads that are known not to go together; the same nodes stand in a packing many times over. */
  const refused = new Map<T, Set<T>>();
  while (open.length > 0) {
    const first = open.shift()!;
    let merged: T | undefined;
    let tried = 0;
    for (let index = 0; index < open.length && tried < PARTNERS && effort < budget; index++) {
      const second = open[index]!;
      if (refused.get(first.node)?.has(second.node)) continue;
      tried++;
      effort += TRY;
      const load = first.load.map((amount, resource) => amount + second.load[resource]!);
      merged = onOneNode(first.node, second.node, load, context);
      if (merged) {
        open.splice(index, 1);
        const at = open.findIndex(({ node }) => node.price >= merged!.price);
        open.splice(at < 0 ? open.length : at, 0, { node: merged, load });
        break;
      }
      const known = refused.get(first.node);
      if (known) known.add(second.node);
      else refused.set(first.node, new Set([second.node]));
    }
    if (!merged) done.push(first.node);
  }
  return { nodes: done, effort };
}

function loadOf<T extends MergeableNode>({ counts }: T, { requestsOf, resources }: MergingContext<T>): Float64Array {
  const load = new Float64Array(resources);
  for (const [kind, count] of counts)
    requestsOf(kind).forEach((amount, resource) => (load[resource]! += amount * count));
  return load;
}

function onOneNode<T extends MergeableNode>(
  a: T,
  b: T,
  load: Float64Array,
  { space, order, typesFor, node }: MergingContext<T>,
): T | undefined {
  const requirements = space.narrow(a.requirements, b.requirements);
  if (!requirements) return undefined;
  const most = a.price + b.price + EPSILON;
  const list = order(requirements);
  const types = typesFor(requirements, load);
  for (const type of list.order) {
    if (list.prices[type]! > most) return undefined;
    if (!hasBit(types, type)) continue;
    const counts = new Map(a.counts);
    for (const [kind, count] of b.counts) counts.set(kind, (counts.get(kind) ?? 0) + count);
    return node(type, requirements, counts);
  }
  return undefined;
}
