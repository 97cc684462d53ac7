import { readFileSync } from "node:fs";
import type { KubeObject } from "@inlay/resources";
import { expect, test } from "vitest";
import { ApiError } from "../api/api-error.ts";
import { builtInDefinitions } from "../definitions/built-in.ts";
import { at } from "../schema/paths.ts";
import { applyPatch, parsePatch, type MergePatchType } from "./apply-patch.ts";

interface Case {
  readonly name: string;
  readonly resource: string;
  readonly type: MergePatchType;
  readonly live: KubeObject;
  readonly patch: string;
  readonly status?: number;
  readonly message?: string;
  /** How the message ends, where it quotes the whole object. */
  readonly ends?: string;
  readonly result?: Readonly<Record<string, unknown>>;
}
const cases = JSON.parse(readFileSync(new URL("../../testdata/patches.json", import.meta.url), "utf8")) as Case[];
const definitionOf = (resource: string) => builtInDefinitions().find((d) => `${d.group}/${d.resource}` === resource)!;

function patched({ resource, type, live, patch }: Case): Record<string, unknown> {
  const definition = definitionOf(resource);
  const { object } = applyPatch(definition, live, type, parsePatch(type, patch).patch, "Warn");
  definition.applyDefaults(object);
  return object;
}

test.for(cases.map((each) => [each.type, each.name, each] as const))("%s patch: %s", ([, , each]) => {
  if (each.result) {
    const object = patched(each);
    const read: Record<string, unknown> = {
      data: at(object, "data"),
      strategy: at(object, "spec", "strategy"),
      template: at(object, "spec", "template"),
      finalizers: at(object, "metadata", "finalizers"),
      ports: at(object, "spec", "ports"),
    };
    for (const [part, wanted] of Object.entries(each.result))
      expect({ [part]: read[part] }).toEqual({ [part]: wanted });
    return;
  }
  let failure: unknown;
  try {
    patched(each);
  } catch (error) {
    failure = error;
  }
  expect(failure).toBeInstanceOf(ApiError);
  expect((failure as ApiError).status).toBe(each.status);
  if (each.message !== undefined) expect((failure as ApiError).message).toBe(each.message);
  else expect((failure as ApiError).message.endsWith(each.ends!)).toBe(true);
});

const configMap = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name: "a" },
  data: { x: "1" },
} as unknown as KubeObject;

test("unknown fields of a patch warn, are refused or pass, as asked", () => {
  const definition = definitionOf("/configmaps");
  const patch = { bogus: 1 };
  expect(applyPatch(definition, configMap, "merge", patch, "Warn").warnings).toEqual(['unknown field "bogus"']);
  expect(applyPatch(definition, configMap, "merge", patch, "Ignore").warnings).toEqual([]);
  expect(() => applyPatch(definition, configMap, "merge", patch, "Strict")).toThrow(
    'strict decoding error: unknown field "bogus"',
  );
});

test("more than 10 000 operations are too many", () => {
  const operations = Array.from({ length: 10_001 }, () => ({ op: "add", path: "/data/x", value: "1" }));
  expect(() => applyPatch(definitionOf("/configmaps"), configMap, "json", operations)).toThrow(
    "Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001",
  );
});

test("a patch does not change the object it is applied to", () => {
  const frozen = structuredClone(configMap);
  applyPatch(definitionOf("/configmaps"), configMap, "strategic", {
    data: { x: null, y: "2" },
    metadata: { labels: { a: "b" } },
  });
  applyPatch(definitionOf("/configmaps"), configMap, "json", [{ op: "replace", path: "/data/x", value: "9" }]);
  expect(configMap).toEqual(frozen);
});

test("keys like __proto__ stay data", () => {
  applyPatch(definitionOf("/configmaps"), configMap, "json", [{ op: "add", path: "/data/__proto__", value: "x" }]);
  applyPatch(definitionOf("/configmaps"), configMap, "merge", JSON.parse('{"__proto__":{"polluted":1}}'));
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});
