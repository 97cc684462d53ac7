import { readFileSync } from "node:fs";
import type { KubeObject } from "@inlay/resources";
import { expect, test } from "vitest";
import { applyPatch, type MergePatchType } from "../../patch/apply-patch.ts";
import { decodeObject } from "../../schema/decode-object.ts";
import type { FieldError } from "../../schema/field-error.ts";
import { scalarText } from "../../schema/paths.ts";
import { builtInDefinitions } from "../built-in.ts";

interface Case {
  readonly name: string;
  readonly resource: string;
  readonly version: string;
  readonly namespace: string;
  readonly object?: Record<string, unknown>;
  readonly live?: KubeObject;
  readonly type?: MergePatchType;
  readonly patch?: unknown;
  readonly as?: string;
  readonly message: string;
}
const cases = JSON.parse(readFileSync(new URL("../../../testdata/validation.json", import.meta.url), "utf8")) as Case[];

function faults(each: Case): readonly FieldError[] {
  const definition = builtInDefinitions().find(
    (d) => `${d.group}/${d.resource}` === each.resource && d.version === each.version,
  )!;
  if (each.live) {
    const { object } = applyPatch(definition, each.live, each.type!, each.patch);
    definition.applyDefaults(object);
    definition.prepareForUpdate(object, each.live, "");
    return definition.validateUpdate(object as unknown as KubeObject, each.live, "");
  }
  const { object } = decodeObject(definition, structuredClone(each.object!));
  const metadata = object["metadata"] as Record<string, unknown>;
  metadata["uid"] = "00000000-0000-4000-8000-000000000001";
  if (definition.namespaced) metadata["namespace"] ??= each.namespace;
  if (metadata["name"] === undefined && metadata["generateName"] !== undefined)
    metadata["name"] = each.as ?? `${scalarText(metadata["generateName"])}abcde`;
  definition.applyDefaults(object);
  definition.prepareForCreate(object);
  return definition.validateCreate(object as unknown as KubeObject);
}

test.for(cases.map((each) => [each.name, each] as const))("%s", ([, each]) => {
  const texts = [...new Set(faults(each).map((error) => `${error.field}: ${error.message}`))];
  expect(texts.length <= 1 ? (texts[0] ?? "") : `[${texts.join(", ")}]`).toBe(each.message);
});

const pods = builtInDefinitions().find((d) => d.kind === "Pod")!;
const pod = (spec: object): KubeObject => {
  const { object } = decodeObject(pods, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", namespace: "d", uid: "u" },
    spec,
  });
  pods.applyDefaults(object);
  return object as unknown as KubeObject;
};

test("the environment of a running pod cannot change, its image can", () => {
  const before = pod({ containers: [{ name: "c", image: "a:1" }] });
  expect(pods.validateUpdate(pod({ containers: [{ name: "c", image: "a:2" }] }), before, "")).toEqual([]);
  const [fault, ...more] = pods.validateUpdate(
    pod({ containers: [{ name: "c", image: "a:1", env: [{ name: "A", value: "b" }] }] }),
    before,
    "",
  );
  expect(more).toEqual([]);
  expect(fault).toMatchObject({ reason: "FieldValueForbidden", field: "spec" });
  expect(fault!.message).toMatch(/^Forbidden: pod updates may not change fields other than/);
});

test("a pod of nothing but a name tells that it needs containers", () => {
  expect(pods.validateCreate(pod({})).map((e) => `${e.field}: ${e.message}`)).toEqual([
    "spec.containers: Required value",
  ]);
});
