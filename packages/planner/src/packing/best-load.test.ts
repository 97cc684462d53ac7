import fc from "fast-check";
import { expect, test } from "vitest";
import { anyProblem, loadsOf } from "./any-problem.fixture.ts";
import { bestLoad } from "./best-load.ts";

const worths = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 3, maxLength: 3 });
const valueOf = (load: readonly number[], worth: Float64Array) =>
  load.reduce((sum, count, kind) => sum + count * worth[kind]!, 0);

test("with steps enough the load is the most valuable of all, and nothing is worth more than `upper`", () => {
  fc.assert(
    fc.property(anyProblem, worths, (problem, each) => {
      const worth = Float64Array.from(problem.pods, (_, kind) => each[kind]!);
      for (const node of problem.nodes) {
        const best = Math.max(...loadsOf(problem, node).map((load) => valueOf(load, worth)));
        const found = bestLoad(problem, node, worth, 0, 100_000);
        expect(found.upper).toBeGreaterThanOrEqual(best - 1e-9);
        expect(found.load?.value ?? 0).toBeCloseTo(best, 6);
      }
    }),
  );
});

test("cut short, `upper` still holds, and what is found is a load that fits", () => {
  fc.assert(
    fc.property(anyProblem, worths, fc.integer({ min: 1, max: 4 }), (problem, each, steps) => {
      const worth = Float64Array.from(problem.pods, (_, kind) => each[kind]!);
      for (const node of problem.nodes) {
        const loads = loadsOf(problem, node);
        const best = Math.max(...loads.map((load) => valueOf(load, worth)));
        const { upper, load } = bestLoad(problem, node, worth, 0, steps);
        expect(upper).toBeGreaterThanOrEqual(best - 1e-9);
        if (!load) continue;
        const counts = problem.pods.map((_, kind) => load.counts[load.kinds.indexOf(kind)] ?? 0);
        expect(loads).toContainEqual(counts);
        expect(load.value).toBeCloseTo(valueOf(counts, worth), 9);
      }
    }),
  );
});

test("a load that is worth no more than asked for is not looked for", () => {
  const problem = {
    pods: [{ requests: Float64Array.of(1), count: 4 }],
    nodes: [{ amounts: Float64Array.of(4), price: 4, kinds: [0] }],
  };
  expect(bestLoad(problem, problem.nodes[0]!, Float64Array.of(1), 4, 100).load).toBeUndefined();
  expect(bestLoad(problem, problem.nodes[0]!, Float64Array.of(1.01), 4, 100).load).toMatchObject({
    kinds: Int32Array.of(0),
    counts: Int32Array.of(4),
  });
});
