import { seededRandom, type Random } from "@inlay/resources";
import { portsConflict } from "../cluster/host-ports.ts";
import { hasBit, membersOf } from "../instance-types/bitset.ts";
import type { RequirementSet } from "../requirements/requirement-set.ts";
import type { UsablePool } from "../simulation/node-pool.ts";
import { typesThatFit } from "../simulation/open-claim.ts";
import type { World } from "../simulation/world.ts";
import { roomOf } from "./claims-problem.ts";
import { timesFits } from "./packing-problem.ts";
import { mergeNodes } from "./merge-nodes.ts";
import { chooseGroup, isBetter, priceOf, type PackedNode, type PackItem } from "./packed-node.ts";
import { resourcePrices } from "./resource-prices.ts";

interface Kind {
  readonly asked: RequirementSet;
  readonly requests: Float64Array;
  value: number;
}

/** How the next item of a node is chosen: the most valuable first, or the one that suits what is left of the node. */
type Choice = "value" | "shape";

const TYPES_TRIED = 24;
const EPSILON = 1e-9;
/** Within this part above the bound there is nothing worth looking for. */
const CLOSE_ENOUGH = 0.001;
/** Few nodes can only be taken apart in so many ways. */
const FAILURES_PER_NODE = 30;

/**
 * Packs pods that do not care about their neighbours onto nodes of one pool, by price. A node's worth is measured at the
 * resource prices of the whole demand: the packing is as good as its nodes are full. Nodes are made one pattern at a time, each
 * around the largest pod that is left, and repeated as often as the pods suffice; then groups of badly filled nodes are taken
 * apart and packed anew, as long as effort lasts.
 */
export class PatternPacker {
  readonly #world: World;
  readonly #pool: UsablePool;
  readonly #kinds: Kind[];
  readonly #allocatable: readonly Float64Array[];
  /** Types that are worth their price, best first. */
  #types: readonly number[];
  #order: readonly number[];
  /** No packing of all items is cheaper. */
  #bound: number;
  effort = 0;
  /** The last improvement ended because its effort was used up: there may be a better packing. */
  isCutShort = false;

  constructor(world: World, pool: UsablePool, items: readonly PackItem[]) {
    this.#world = world;
    this.#pool = pool;
    this.#allocatable = pool.catalogue.allocatable.map((_, type) => roomOf(world, pool, type));
    const demand = new Float64Array(world.axis.names.length);
    for (const { variant, pods } of items)
      variant.podClass.requests.forEach((amount, resource) => (demand[resource]! += amount * pods.length));
    const usable = membersOf(pool.types).filter((type) => this.#allocatable[type]!.every((amount) => amount >= 0));
    const priceOf = pool.catalogue.priceList(pool.template).prices;
    const { perUnit, bound } = resourcePrices(
      demand,
      usable.map((type) => ({ amounts: this.#allocatable[type]!, price: priceOf[type]! })),
    );
    this.#bound = bound;
    const worth = (amounts: Float64Array) => amounts.reduce((sum, amount, r) => sum + amount * perUnit[r]!, 0);
    this.#kinds = items.map(({ variant }) => ({
      asked: variant.asked,
      requests: variant.podClass.requests,
      value: worth(variant.podClass.requests),
    }));
    const efficiency = new Map(usable.map((type) => [type, worth(this.#allocatable[type]!) / priceOf[type]!]));
    this.#types = usable.sort((a, b) => efficiency.get(b)! - efficiency.get(a)! || a - b);
    this.#order = this.#kinds.map((_, kind) => kind).sort((a, b) => this.#compareKinds(a, b));
  }

  /**
   * Goes by better prices from here on.
   * @param worth of a pod of each item; no node can hold pods that are worth more than it costs.
   * @param types to try first, best first.
   */
  reprice(worth: readonly number[], counts: readonly number[], types: readonly number[]): void {
    const bound = worth.reduce((sum, each, kind) => sum + each * counts[kind]!, 0);
    if (bound < this.#bound) return;
    this.#bound = bound;
    this.#kinds.forEach((kind, index) => (kind.value = worth[index]!));
    this.#order = this.#order.toSorted((a, b) => this.#compareKinds(a, b));
    this.#types = [...new Set([...types, ...this.#types])];
  }

  /** A node of these pods at today's prices of pods. */
  node(type: number, requirements: RequirementSet, counts: ReadonlyMap<number, number>): PackedNode {
    const price = this.#pool.catalogue.priceList(requirements).prices[type]!;
    let value = 0;
    for (const [kind, count] of counts) value += this.#kinds[kind]!.value * count;
    return { type, price, requirements, counts, value };
  }

  /** The first packing: quick, and already good when nodes hold many pods. */
  pack(counts: readonly number[], choice: Choice = "value"): PackedNode[] {
    return this.#packWith([...counts], choice);
  }

  /** Whether the nodes cost so little more than the least that all pods can cost; the tolerance is a part of 1. */
  isNearBound(nodes: readonly PackedNode[], tolerance: number): boolean {
    return priceOf(nodes) <= this.#bound * (1 + tolerance) + EPSILON;
  }

  /** As good a price on fewer nodes, where two loads go on one. */
  merge(nodes: readonly PackedNode[], budget: number): readonly PackedNode[] {
    const pool = this.#pool;
    const merged = mergeNodes(
      nodes,
      {
        space: this.#world.space,
        requestsOf: (kind) => this.#kinds[kind]!.requests,
        resources: this.#world.axis.names.length,
        order: (requirements) => pool.catalogue.priceList(requirements),
        typesFor: (requirements, amounts) => typesThatFit(pool, requirements, pool.types, amounts, [], portsConflict),
        node: (type, requirements, counts) => this.node(type, requirements, counts),
      },
      budget,
    );
    this.effort += merged.effort;
    return merged.nodes;
  }

  /**
   * Takes groups of nodes apart and packs them anew until so much more effort is spent.
   * @param tolerance the part above the bound at which there is nothing left to look for.
   */
  improve(nodes: readonly PackedNode[], budget: number, tolerance: number): readonly PackedNode[] {
    let current = [...nodes];
    const random = seededRandom(current.length);
    const until = this.effort + budget;
    let failures = 0;
    const mostFailures = FAILURES_PER_NODE * (current.length + 1);
    this.isCutShort = false;
    for (let round = 0; current.length > 1 && failures < mostFailures; round++) {
      if (this.isNearBound(current, Math.max(tolerance, CLOSE_ENOUGH))) break;
      if (this.effort >= until) {
        this.isCutShort = true;
        break;
      }
      this.effort += current.length * 2;
      failures++;
      const chosen = chooseGroup(current, round, random);
      const apart = chosen.map((index) => current[index]!);
      const counts = this.#kinds.map(() => 0);
      for (const { counts: own } of apart) for (const [kind, count] of own) counts[kind]! += count;
      const anew = this.#packWith(counts, round % 2 === 0 ? "shape" : "value", random);
      if (!isBetter(anew, apart)) continue;
      failures = 0;
      const gone = new Set(chosen);
      current = [...current.filter((_, index) => !gone.has(index)), ...anew];
    }
    return current;
  }

  /** Fills what is left of a node that exists in the plan; changes `counts`. */
  fill(requirements: RequirementSet, type: number, used: Float64Array, counts: number[]): PackedNode | undefined {
    const left = this.#allocatable[type]!.map((amount, resource) => amount - (used[resource] ?? 0));
    const price = this.#pool.catalogue.priceList(requirements).prices[type]!;
    const node = this.#pattern(type, price, requirements, left, this.#order, counts, "value", undefined);
    if (node) for (const [kind, count] of node.counts) counts[kind]! -= count;
    return node;
  }

  #packWith(counts: number[], choice: Choice, random?: Random): PackedNode[] {
    const nodes: PackedNode[] = [];
    for (;;) {
      const present = this.#order.filter((kind) => counts[kind]! > 0);
      const seed = present[0];
      if (seed === undefined) return nodes;
      const best = this.#bestPattern(seed, present, counts, choice, random);
      // Cannot be: every pod was placed on a node of this pool before.
      if (!best) return nodes;
      let repeats = Infinity;
      for (const [kind, count] of best.counts) repeats = Math.min(repeats, Math.floor(counts[kind]! / count));
      for (const [kind, count] of best.counts) counts[kind]! -= count * repeats;
      for (let index = 0; index < repeats; index++) nodes.push(best);
    }
  }

  #bestPattern(
    seed: number,
    present: readonly number[],
    counts: readonly number[],
    choice: Choice,
    random?: Random,
  ): PackedNode | undefined {
    const { asked, requests } = this.#kinds[seed]!;
    const requirements = this.#world.space.narrow(this.#pool.template, asked);
    if (!requirements) return undefined;
    const { catalogue } = this.#pool;
    const { prices } = catalogue.priceList(requirements);
    const admitted = catalogue.admitted(requirements);
    const skipped = random ? Math.floor(random() * 4) : 0;
    let best: PackedNode | undefined;
    let tried = 0;
    let passed = 0;
    for (const type of this.#types) {
      this.effort++;
      if (!hasBit(admitted, type) || !fits(requests, this.#allocatable[type]!)) continue;
      // Chance leaves out some of the best types, so that taking apart does not end where it began.
      if (random && passed++ < skipped && random() < 0.5) continue;
      const left = this.#allocatable[type]!.slice();
      const node = this.#pattern(type, prices[type]!, requirements, left, present, counts, choice, seed);
      if (node && (!best || node.value / node.price > best.value / best.price + EPSILON)) best = node;
      if (++tried >= TYPES_TRIED) break;
    }
    if (best || !random) return best;
    return this.#bestPattern(seed, present, counts, choice);
  }

  /** Fills a node of a type; `left` is used up. Pods that would change the node's price are left out. */
  #pattern(
    type: number,
    price: number,
    start: RequirementSet,
    left: Float64Array,
    present: readonly number[],
    counts: readonly number[],
    choice: Choice,
    seed: number | undefined,
  ): PackedNode | undefined {
    const { space } = this.#world;
    const { catalogue } = this.#pool;
    const taken = new Map<number, number>();
    let requirements = start;
    let value = 0;
    const take = (kind: number, most: number): boolean => {
      const { asked, requests, value: each } = this.#kinds[kind]!;
      const possible = Math.min(most, counts[kind]! - (taken.get(kind) ?? 0), timesFits(requests, left));
      this.effort++;
      if (possible <= 0) return false;
      const narrowed = space.narrow(requirements, asked);
      if (!narrowed) return false;
      if (narrowed !== requirements) {
        if (!hasBit(catalogue.admitted(narrowed), type) || catalogue.priceList(narrowed).prices[type] !== price)
          return false;
        requirements = narrowed;
      }
      for (let resource = 0; resource < requests.length; resource++) left[resource]! -= requests[resource]! * possible;
      taken.set(kind, (taken.get(kind) ?? 0) + possible);
      value += each * possible;
      return true;
    };
    if (seed !== undefined && !take(seed, 1)) return undefined;
    if (choice === "shape") this.#takeByShape(type, left, present, counts, taken, take);
    for (const kind of present) if (counts[kind]! > 0) take(kind, Infinity);
    return taken.size === 0 ? undefined : { type, price, requirements, counts: taken, value };
  }

  /** Always the pod whose shape is most like the room that is left, big ones preferred. */
  #takeByShape(
    type: number,
    left: Float64Array,
    present: readonly number[],
    counts: readonly number[],
    taken: ReadonlyMap<number, number>,
    take: (kind: number, most: number) => boolean,
  ): void {
    const whole = this.#allocatable[type]!;
    const refused = new Set<number>();
    for (;;) {
      let best = -1;
      let bestScore = 0;
      this.effort += present.length;
      for (const kind of present) {
        if (counts[kind]! <= (taken.get(kind) ?? 0) || refused.has(kind)) continue;
        const { requests } = this.#kinds[kind]!;
        let score = 0;
        let isFitting = true;
        for (let resource = 0; resource < requests.length; resource++) {
          if (requests[resource] === 0) continue;
          if (requests[resource]! > left[resource]!) {
            isFitting = false;
            break;
          }
          score += (requests[resource]! / whole[resource]!) * (left[resource]! / whole[resource]!);
        }
        if (isFitting && score > bestScore) [best, bestScore] = [kind, score];
      }
      if (best < 0) return;
      const times = timesFits(this.#kinds[best]!.requests, left);
      if (!take(best, Math.max(1, Math.floor(times / 4)))) refused.add(best);
    }
  }

  /** Pods that fewer types will do for come first, then the most valuable. */
  #compareKinds(a: number, b: number): number {
    const kind = (index: number) => this.#kinds[index]!;
    const width = (index: number) => {
      const set = this.#world.space.narrow(this.#pool.template, kind(index).asked);
      return set ? this.#pool.catalogue.priceList(set).order.length : 0;
    };
    return width(a) - width(b) || kind(b).value - kind(a).value || a - b;
  }
}

function fits(requests: Float64Array, left: Float64Array): boolean {
  for (let resource = 0; resource < requests.length; resource++)
    if (requests[resource]! > 0 && requests[resource]! > left[resource]!) return false;
  return true;
}
