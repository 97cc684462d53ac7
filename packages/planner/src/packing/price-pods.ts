import { bestLoad } from "./best-load.ts";
import { CoveringProgram } from "./covering-program.ts";
import { timesFits, withoutOutdone, type KindOfNode, type PackingProblem, type Pattern } from "./packing-problem.ts";

/** What a pod of each kind is worth, what all cost at least, and nodes that cover them in fractions. */
export interface PodPrices {
  /** USD per hour; no node can hold pods that are worth more than it costs. */
  readonly worth: Float64Array;
  /** What the pods are worth together: no packing is cheaper. */
  readonly bound: number;
  readonly solution: readonly { readonly pattern: Pattern; readonly times: number }[];
  readonly effort: number;
  /** The effort was used up before the prices settled. */
  readonly isCutShort: boolean;
}

/** A bound this close to the cover in fractions is not worth more work. */
const CLOSE_ENOUGH = 0.9995;
/** Loads that would save less than this share of a node's price are not looked for. */
const SLACK = 0.0005;
const STEPS = { quick: 30, thorough: 3000 };

/**
 * Prices pods by column generation (Gilmore and Gomory): the linear program over known patterns prices the pods, the best load of
 * each kind of node at these prices is a new pattern, until no load is worth more than its node. Any prices give a bound once they
 * are scaled so that no node holds more than it costs; prices are smoothed towards the best so far, which settles in fewer rounds.
 *
 * @param start prices that no node can exceed.
 * @param known patterns that are worth starting with.
 */
export function pricePods(
  problem: PackingProblem,
  start: Float64Array,
  effort: number,
  known: readonly Pattern[] = [],
): PodPrices {
  const demand = problem.pods.map(({ count }) => count);
  const total = (worth: Float64Array) => worth.reduce((sum, each, kind) => sum + each * demand[kind]!, 0);
  let best = { worth: start, bound: total(start) };
  const nodes = indexed(problem);
  let spent = problem.pods.length * nodes.length;
  const first = spent + (demand.length ** 2 / 16) * 10 < effort ? firstPatterns(problem) : undefined;
  if (!first) return { ...best, solution: [], effort: Math.min(spent, effort), isCutShort: spent >= effort };
  const program = new CoveringProgram(demand, first);
  for (const pattern of known) program.add(pattern);
  let steps = STEPS.quick;
  let smoothing = 0.5;
  let isSettled = false;
  while (!isSettled && spent < effort) {
    spent += program.solve();
    if (best.bound >= program.price * CLOSE_ENOUGH) {
      isSettled = true;
      break;
    }
    const worth = program.worth.map((each, kind) =>
      Math.max(0, smoothing * best.worth[kind]! + (1 - smoothing) * each),
    );
    let scale = 1;
    let isExact = true;
    let found = 0;
    for (const { node, index } of nodes) {
      const { upper, load, work } = bestLoad(problem, node, worth, node.price * (1 + SLACK), steps);
      spent += work;
      scale = Math.min(scale, node.price / upper);
      if (upper > node.price * (1 + SLACK) && !load) isExact = false;
      if (!load) continue;
      const pattern = { node: index, price: node.price, kinds: load.kinds, counts: load.counts };
      if (program.gain(pattern) <= node.price * 1e-7) continue;
      program.add(pattern);
      found++;
    }
    const bound = total(worth) * scale;
    if (bound > best.bound) best = { worth: worth.map((each) => each * scale), bound };
    if (found > 0) smoothing = 0.5;
    else if (smoothing > 0) smoothing = smoothing > 0.2 ? smoothing / 2 : 0;
    else if (steps === STEPS.quick && !isExact) [steps, smoothing] = [STEPS.thorough, 0.5];
    else isSettled = true;
  }
  return { ...best, solution: program.solution, effort: spent, isCutShort: !isSettled };
}

/** Only nodes that nothing outdoes can have the best load. */
function indexed({ nodes }: PackingProblem): { readonly node: KindOfNode; readonly index: number }[] {
  const indexOf = new Map(nodes.map((node, index) => [node, index]));
  return withoutOutdone(nodes).map((node) => ({ node, index: indexOf.get(node)! }));
}

/** For each kind of pod the node that holds this kind alone at the best price; undefined if one fits nowhere. */
function firstPatterns({ pods, nodes }: PackingProblem): Pattern[] | undefined {
  const cheapest = pods.map(() => ({ node: -1, price: Infinity, times: 0, each: Infinity }));
  nodes.forEach(({ amounts, price, kinds }, node) => {
    for (const kind of kinds) {
      const times = Math.min(pods[kind]!.count, timesFits(pods[kind]!.requests, amounts));
      if (times > 0 && price / times < cheapest[kind]!.each)
        cheapest[kind] = { node, price, times, each: price / times };
    }
  });
  if (cheapest.some(({ node }) => node < 0)) return undefined;
  return cheapest.map(({ node, price, times }, kind) => ({
    node,
    price,
    kinds: Int32Array.of(kind),
    counts: Int32Array.of(times),
  }));
}
