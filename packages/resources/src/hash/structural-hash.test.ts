import fc from "fast-check";
import { expect, test } from "vitest";
import { structuralHash } from "./structural-hash.ts";

test("the order of keys and of list elements does not matter", () => {
  expect(structuralHash({ a: 1, b: [{ x: 1 }, { y: 2 }] })).toBe(structuralHash({ b: [{ y: 2 }, { x: 1 }], a: 1 }));
});

test("zero values do not matter", () => {
  expect(structuralHash({ a: 1, b: "", c: null, d: undefined, e: [], f: {}, g: 0, h: false })).toBe(
    structuralHash({ a: 1 }),
  );
});

test("everything else matters", () => {
  const values = [{}, { a: 1 }, { a: "1" }, { a: [1] }, { a: [1, 2] }, { a: { b: 1 } }, { b: 1 }, { a: true }];
  expect(new Set(values.map(structuralHash)).size).toBe(values.length);
});

test("it is a decimal number of 64 bits, the same in every process", () => {
  expect(structuralHash({ role: "my-eks-cluster-nodeRole" })).toBe("1221905863784981791");
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(structuralHash(value)).toMatch(/^\d{1,20}$/);
      expect(BigInt(structuralHash(value)) < 2n ** 64n).toBe(true);
    }),
  );
});

test("shuffled lists hash the same", () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue()), (list) => {
      expect(structuralHash(list.toReversed())).toBe(structuralHash(list));
    }),
  );
});
