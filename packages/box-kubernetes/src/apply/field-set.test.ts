import fc from "fast-check";
import { expect, test } from "vitest";
import { FieldSet, FieldSetBuilder } from "./field-set.ts";

const paths = fc.array(
  fc.array(fc.constantFrom("f:a", "f:b", 'k:{"name":"c"}', 'v:"x"'), { minLength: 1, maxLength: 4 }),
  { maxLength: 12 },
);
const sets = paths.map((all) => {
  const builder = new FieldSetBuilder();
  for (const path of all) builder.insert(path);
  return builder.build();
});
const listed = (set: FieldSet) => [...set.paths()].sort();

test("a set survives being written and read", () => {
  fc.assert(
    fc.property(sets, (set) => {
      expect(listed(FieldSet.parse(set.toFields()))).toEqual(listed(set));
    }),
  );
});

test("union, intersection and difference are those of sets", () => {
  fc.assert(
    fc.property(sets, sets, (a, b) => {
      const left = new Set(listed(a));
      const right = new Set(listed(b));
      expect(listed(a.union(b))).toEqual([...left.union(right)].sort());
      expect(listed(a.intersection(b))).toEqual([...left.intersection(right)].sort());
      expect(listed(a.difference(b))).toEqual([...left.difference(right)].sort());
    }),
  );
});

test("a recursive difference takes what lies below too", () => {
  const set = FieldSet.parse({ "f:spec": { "f:a": {}, "f:b": { "f:c": {} } }, "f:status": { "f:d": {} } });
  expect(listed(set.recursiveDifference(FieldSet.parse({ "f:spec": { "f:b": {} }, "f:status": {} })))).toEqual([
    ".spec.a",
  ]);
});

test("paths are told as upstream tells them", () => {
  const set = FieldSet.parse({
    "f:ports": { 'k:{"containerPort":80,"protocol":"TCP"}': { "f:name": {} } },
    "f:finalizers": { 'v:"x"': {} },
  });
  expect(listed(set)).toEqual(['.finalizers[="x"]', '.ports[containerPort=80,protocol="TCP"].name']);
});
