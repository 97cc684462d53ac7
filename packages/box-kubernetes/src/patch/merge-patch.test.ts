import fc from "fast-check";
import { expect, test } from "vitest";
import { applyMergePatch } from "./merge-patch.ts";

const values = fc.jsonValue({ maxDepth: 4 }).filter((value) => !JSON.stringify(value).includes("__proto__"));

/** A patch that turns one value into another, for values without nulls. */
function difference(from: unknown, to: unknown): unknown {
  if (!isMap(from) || !isMap(to)) return to;
  const out: Record<string, unknown> = {};
  for (const key of Object.keys(from)) if (!Object.hasOwn(to, key)) out[key] = null;
  for (const key of Object.keys(to)) out[key] = Object.hasOwn(from, key) ? difference(from[key], to[key]) : to[key];
  return out;
}
const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const withoutNulls = (value: unknown): unknown =>
  isMap(value) ? Object.fromEntries(Object.entries(value).filter(([, v]) => v !== null).map(([k, v]) => [k, withoutNulls(v)])) : value; // prettier-ignore

test("a patch made of a difference leads there", () => {
  fc.assert(
    fc.property(values.map(withoutNulls), values.map(withoutNulls), (from, to) => {
      if (to !== null) expect(applyMergePatch(from, difference(from, to))).toEqual(to);
    }),
  );
});

test("applying a patch twice changes nothing more", () => {
  fc.assert(
    fc.property(values, values, (target, patch) => {
      const once = applyMergePatch(target, patch);
      expect(applyMergePatch(once, patch)).toEqual(once);
    }),
  );
});
