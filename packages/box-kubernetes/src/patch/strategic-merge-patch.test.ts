import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { schemaOfKind } from "../schema/built-in-schema.ts";
import type { Mapping } from "./element-order.ts";
import { PatchError } from "./patch-error.ts";
import { applyStrategicMergePatch } from "./strategic-merge-patch.ts";

interface Case {
  readonly live: Mapping;
  readonly patch: Mapping;
  readonly result?: unknown;
  readonly error?: string;
}
const cases = JSON.parse(
  readFileSync(new URL("../../testdata/strategic-merges.json", import.meta.url), "utf8"),
) as Case[];

test.for(cases.map((each, index) => [index, each] as const))(
  "random patch %d does what upstream's library does",
  ([, { live, patch, result, error }]) => {
    const patched = () => applyStrategicMergePatch(live, patch, schemaOfKind("v1", "Pod"));
    if (error === undefined) expect(patched()).toEqual(result);
    else expect(patched).toThrow(PatchError);
  },
);

test("a deleted item's place is taken by a new one, as upstream's array is written over", () => {
  const live = { spec: { containers: [{ name: "a" }, { name: "c" }, { name: "d" }] } };
  const patch = { spec: { containers: [{ name: "c", $patch: "delete" }, { name: "b" }], "$setElementOrder/containers": [{ name: "b" }, { name: "c" }] } }; // prettier-ignore
  expect(applyStrategicMergePatch(live, patch, schemaOfKind("v1", "Pod"))).toEqual({ spec: { containers: [{ name: "a" }, { name: "d" }, { name: "b" }] } }); // prettier-ignore
});
