import fc from "fast-check";
import { expect, test } from "vitest";
import { anyProblem, cheapestPacking, loadsOf } from "./any-problem.fixture.ts";
import { worthOfResources } from "./claims-problem.ts";
import { pricePods } from "./price-pods.ts";

const efforts = fc.constantFrom(0, 50, 500, 1_000_000);

test("no packing costs less than the bound, however little effort there was", () => {
  fc.assert(
    fc.property(anyProblem, efforts, (problem, effort) => {
      const { bound } = pricePods(problem, worthOfResources(problem), effort);
      expect(bound).toBeLessThanOrEqual(cheapestPacking(problem) + 1e-6);
    }),
  );
});

test("no node can hold pods that are worth more than it costs", () => {
  fc.assert(
    fc.property(anyProblem, efforts, (problem, effort) => {
      const { worth } = pricePods(problem, worthOfResources(problem), effort);
      for (const node of problem.nodes)
        for (const load of loadsOf(problem, node))
          expect(load.reduce((sum, count, kind) => sum + count * worth[kind]!, 0)).toBeLessThanOrEqual(
            node.price * (1 + 1e-6),
          );
    }),
  );
});

test("with effort enough nodes in fractions cover every pod, at a price that meets the bound", () => {
  fc.assert(
    fc.property(anyProblem, (problem) => {
      const { bound, solution, isCutShort } = pricePods(problem, worthOfResources(problem), 10_000_000);
      expect(isCutShort).toBe(false);
      const covered = problem.pods.map(() => 0);
      let price = 0;
      for (const { pattern, times } of solution) {
        price += pattern.price * times;
        pattern.kinds.forEach((kind, index) => (covered[kind]! += pattern.counts[index]! * times));
      }
      problem.pods.forEach(({ count }, kind) => expect(covered[kind]).toBeGreaterThanOrEqual(count - 1e-6));
      expect(bound).toBeLessThanOrEqual(price + 1e-6);
      expect(bound).toBeGreaterThanOrEqual(price * 0.998);
    }),
  );
});
