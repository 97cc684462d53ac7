import fc from "fast-check";
import type { KindOfNode, PackingProblem } from "./packing-problem.ts";

/** Small packing problems: what is best can still be found by trying everything. */
export const anyProblem: fc.Arbitrary<PackingProblem> = fc
  .record({
    pods: fc.array(
      fc.record({
        cpu: fc.integer({ min: 1, max: 9 }),
        memory: fc.integer({ min: 0, max: 9 }),
        count: fc.integer({ min: 1, max: 3 }),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    nodes: fc.array(
      fc.record({
        cpu: fc.integer({ min: 1, max: 12 }),
        memory: fc.integer({ min: 0, max: 12 }),
        price: fc.integer({ min: 1, max: 40 }),
      }),
      { maxLength: 3 },
    ),
  })
  .map(({ pods, nodes }) => {
    const kinds = [...pods.keys()];
    const node = (cpu: number, memory: number, price: number): KindOfNode => ({
      amounts: Float64Array.of(cpu, memory),
      price,
      kinds,
    });
    return {
      pods: pods.map(({ cpu, memory, count }) => ({ requests: Float64Array.of(cpu, memory), count })),
      // The first node holds any one pod: there is always a packing.
      nodes: [node(9, 9, 30), ...nodes.map(({ cpu, memory, price }) => node(cpu, memory, price))],
    };
  });

/** Every load of a node, as counts by kind of pod. */
export function loadsOf({ pods }: PackingProblem, { amounts, kinds }: KindOfNode): number[][] {
  let loads: number[][] = [pods.map(() => 0)];
  for (const kind of kinds)
    loads = loads.flatMap((load) =>
      Array.from({ length: pods[kind]!.count + 1 }, (_, count) => load.with(kind, count)).filter((each) =>
        amounts.every(
          (amount, resource) =>
            each.reduce((sum, count, other) => sum + count * pods[other]!.requests[resource]!, 0) <= amount,
        ),
      ),
    );
  return loads;
}

/** The price of the cheapest packing, by trying everything. */
export function cheapestPacking(problem: PackingProblem): number {
  const options = problem.nodes.flatMap((node) =>
    loadsOf(problem, node)
      .filter((load) => load.some((count) => count > 0))
      .map((load) => ({ load, price: node.price })),
  );
  const known = new Map<string, number>();
  const cheapest = (left: readonly number[]): number => {
    if (left.every((count) => count === 0)) return 0;
    const key = left.join();
    const before = known.get(key);
    if (before !== undefined) return before;
    let best = Infinity;
    for (const { load, price } of options) {
      const after = left.map((count, kind) => Math.max(0, count - load[kind]!));
      if (after.join() !== key) best = Math.min(best, price + cheapest(after));
    }
    known.set(key, best);
    return best;
  };
  return cheapest(problem.pods.map(({ count }) => count));
}
