import { readFileSync } from "node:fs";
import fc from "fast-check";
import type { KubeObject } from "@inlay/resources";
import { expect, test } from "vitest";
import { ApiError } from "../api/api-error.ts";
import { customDefinitions } from "../crd/custom-definition.ts";
import { builtInDefinitions } from "../definitions/built-in.ts";
import { frozen, hostileMap, hostileValue } from "../testing/hostile-values.ts";
import { serverSideApply, updateManagedFields } from "./server-side-apply.ts";

const MANAGER = { name: "m", subresource: "", now: Date.parse("2026-11-24T00:00:00Z") };
const crd = JSON.parse(readFileSync(new URL("../../testdata/widget-crd.json", import.meta.url), "utf8")) as KubeObject;
const [widgets] = customDefinitions(crd);
const pods = builtInDefinitions().find(({ group, resource }) => group === "" && resource === "pods")!;
const KINDS = {
  Pod: { definition: pods, identity: { apiVersion: "v1", kind: "Pod" } },
  Widget: { definition: widgets!, identity: { apiVersion: "example.com/v1", kind: "Widget" } },
};
const kinds = fc.constantFrom("Pod" as const, "Widget" as const);
const configuration = fc.record(
  {
    metadata: fc.oneof(fc.constant({ name: "p", namespace: "n" }), hostileMap),
    spec: fc.oneof(hostileMap, fc.record({ containers: fc.array(hostileMap, { maxLength: 2 }) }), hostileValue),
    status: hostileValue,
  },
  { requiredKeys: ["metadata"] },
);

test("any configuration is applied or refused with an ApiError, twice, and over what somebody else left", () => {
  fc.assert(
    fc.property(kinds, configuration, configuration, (kind, first, second) => {
      const { definition, identity } = KINDS[kind];
      let live: KubeObject | undefined;
      for (const [index, body] of [first, first, second].entries())
        try {
          const { object } = serverSideApply(
            definition,
            live,
            frozen({ ...identity, ...body }),
            { ...MANAGER, name: `m${index}` },
            index === 2,
          );
          live = frozen(structuredClone(object)) as unknown as KubeObject;
        } catch (error) {
          if (!(error instanceof ApiError)) throw error;
        }
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("whatever a client calls managedFields, a write settles who owns what", () => {
  const live = frozen({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", namespace: "n", managedFields: [] },
    spec: { containers: [] },
  });
  fc.assert(
    fc.property(
      fc.oneof(fc.array(hostileValue, { maxLength: 3 }), hostileValue),
      fc.boolean(),
      (managedFields, isNew) => {
        const object = {
          apiVersion: "v1",
          kind: "Pod",
          metadata: { name: "p", managedFields },
          spec: { containers: [{ name: "c" }] },
        };
        updateManagedFields(pods, isNew ? undefined : (live as unknown as KubeObject), object, MANAGER);
      },
    ),
  );
});
