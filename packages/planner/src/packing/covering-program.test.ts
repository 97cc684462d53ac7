import { expect, test } from "vitest";
import { CoveringProgram } from "./covering-program.ts";
import type { Pattern } from "./packing-problem.ts";

const pattern = (price: number, held: Readonly<Record<number, number>>): Pattern => ({
  node: 0,
  price,
  kinds: Int32Array.from(Object.keys(held), Number),
  counts: Int32Array.from(Object.values(held)),
});

test("before anything is known, pods cost what nodes of their own kind cost", () => {
  const program = new CoveringProgram([4, 6], [pattern(2, { 0: 2 }), pattern(3, { 1: 1 })]);
  program.solve();
  expect(program.price).toBeCloseTo(22);
  expect([...program.worth]).toEqual([expect.closeTo(1), expect.closeTo(3)]);
});

test("a better pattern is bought instead, in fractions, and the pods are priced by it", () => {
  const program = new CoveringProgram([4, 6], [pattern(2, { 0: 2 }), pattern(3, { 1: 1 })]);
  const mixed = pattern(4, { 0: 1, 1: 2 });
  expect(program.gain(mixed)).toBeCloseTo(3);
  program.add(mixed);
  program.solve();
  // Three of the mixed hold all of the second kind and three of the first; half a node takes the last.
  expect(program.price).toBeCloseTo(13);
  expect(program.gain(mixed)).toBeCloseTo(0);
  const bought = program.solution.map(({ pattern: { price }, times }) => [price, times]);
  expect(bought).toContainEqual([4, expect.closeTo(3)]);
  expect(bought).toContainEqual([2, expect.closeTo(0.5)]);
});

test("more than the demand may be covered: a large node for the last pod is no mistake", () => {
  const program = new CoveringProgram([1], [pattern(5, { 0: 1 })]);
  program.add(pattern(4, { 0: 8 }));
  program.solve();
  expect(program.price).toBeCloseTo(0.5);
});
