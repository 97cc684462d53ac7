import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { schemaOfKind } from "../schema/built-in-schema.ts";
import { decodeAs } from "../schema/decode.ts";
import { goKind } from "../schema/go-types.ts";
import { compareValues, fieldSetOf, mergeValues, removeFields } from "./typed-value.ts";

interface Case {
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
  readonly a: unknown;
  readonly m: unknown;
  readonly r: unknown;
  readonly f: unknown;
}
const cases = JSON.parse(
  readFileSync(new URL("../../testdata/field-comparisons.json", import.meta.url), "utf8"),
) as Case[];
const schema = schemaOfKind("v1", "Pod");
const decoded = (value: Readonly<Record<string, unknown>>) => decodeAs(goKind("v1", "Pod")!, value).object;

test.for(cases.map((each, index) => [index, each] as const))(
  "random pods %d differ in the fields that upstream's library tells",
  ([, each]) => {
    const before = decoded(each.before);
    const { added, modified, removed } = compareValues(schema, before, decoded(each.after));
    expect({
      a: added.toFields(),
      m: modified.toFields(),
      r: removed.toFields(),
      f: fieldSetOf(schema, before).toFields(),
    }).toEqual({
      a: each.a,
      m: each.m,
      r: each.r,
      f: each.f,
    });
  },
);

test.for(cases.map((each, index) => [index, each] as const))(
  "merging and removing random pods %d loses nothing",
  ([, each]) => {
    const live = decoded(each.before);
    const applied = { ...each.after };
    const merged = mergeValues(schema, live, applied);
    const { removed } = compareValues(schema, live, merged);
    expect(removed.isEmpty).toBe(true);
    expect(mergeValues(schema, merged, applied)).toEqual(merged);
    expect(removeFields(schema, merged, fieldSetOf(schema, {}))).toEqual(merged);
  },
);
