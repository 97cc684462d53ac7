import { readFileSync } from "node:fs";
import { karpenterCustomResourceDefinitions, type KubeObject } from "@inlay/resources";
import { expect, test } from "vitest";
import { builtInDefinitions } from "../definitions/built-in.ts";
import { decodeObject } from "../schema/decode-object.ts";
import { at } from "../schema/paths.ts";
import type { ResourceDefinition } from "../schema/resource-definition.ts";
import { customDefinitions } from "./custom-definition.ts";

interface Case {
  readonly name: string;
  readonly object: Record<string, unknown>;
  readonly stored?: unknown;
  readonly message?: string;
  readonly causes?: unknown;
}
const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../testdata/${name}`, import.meta.url), "utf8"));
const crd = read("widget-crd.json") as KubeObject;
const cases = read("custom-resources.json") as Case[];
const [widgets, beta] = customDefinitions(crd) as [ResourceDefinition, ResourceDefinition];

function created(object: Record<string, unknown>): KubeObject {
  const decoded = decodeObject(widgets, structuredClone(object)).object;
  (decoded["metadata"] as Record<string, unknown>)["namespace"] = "d";
  widgets.applyDefaults(decoded);
  widgets.prepareForCreate(decoded);
  return decoded as unknown as KubeObject;
}

test.for(cases.map((each) => [each.name, each] as const))("%s", ([, each]) => {
  const object = created(each.object);
  const errors = widgets.validateCreate(object);
  const texts = [...new Set(errors.map((error) => `${error.field}: ${error.message}`))];
  expect(texts.length <= 1 ? (texts[0] ?? "") : `[${texts.join(", ")}]`).toBe(each.message ?? "");
  if (each.causes)
    expect(errors.map(({ reason, message, field }) => ({ reason, message, field }))).toEqual(each.causes);
  if (each.stored) expect(at(object, "spec")).toEqual(each.stored);
});

test("names, subresources and columns come from the CRD", () => {
  expect(widgets).toMatchObject({
    kind: "Widget",
    resource: "widgets",
    singular: "widget",
    shortNames: ["wd"],
    categories: ["all"],
    namespaced: true,
  });
  expect(widgets.subresources).toEqual(["status", "scale"]);
  expect(widgets.table.columns.map((c) => c.name)).toEqual(["Name", "Size", "Color", "Ready", "Age"]);
  expect(
    widgets.fieldLabels["spec.color"]!(
      created({ apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "x" }, spec: { size: 1 } }),
    ),
  ).toBe("red");
  expect(beta.warnings!(crd, undefined)).toEqual(["example.com/v1beta1 Widget is deprecated"]);
});

const widget = (spec: object, status?: object): KubeObject =>
  ({
    ...created({
      apiVersion: "example.com/v1",
      kind: "Widget",
      metadata: { name: "x", uid: "u" },
      spec: { size: 1, ...spec },
    }),
    ...(status ? { status } : {}),
  }) as KubeObject;
const texts = (object: KubeObject, old: KubeObject, subresource: "" | "status" = "") =>
  widgets.validateUpdate(object, old, subresource).map((error) => `${error.field}: ${error.message}`);

test("a transition rule looks at updates only", () => {
  expect(widgets.validateCreate(widget({ fixed: "one" }))).toEqual([]);
  expect(texts(widget({ fixed: "two" }), widget({ fixed: "one" }))).toEqual([
    'spec.fixed: Invalid value: "string": fixed is immutable',
  ]);
});

test("what was wrong before and did not change does not stand in the way", () => {
  const old = widget({ code: "BAD", min: 5, max: 2 });
  const next = structuredClone(old) as unknown as { spec: Record<string, unknown> };
  next.spec["replicas"] = 3;
  expect(texts(next as unknown as KubeObject, old)).toEqual([
    'spec.min: Invalid value: "object": min must not be above max',
  ]);
  expect(texts({ ...old, metadata: { ...old.metadata, labels: { a: "b" } } }, old)).toEqual([]);
});

test("through the status subresource only the status is judged", () => {
  const old = widget({});
  expect(texts(widget({}, { replicas: "x" }), old, "status")).toEqual([
    'status.replicas: Invalid value: "string": replicas in body must be of type integer: "string"',
    ".status.replicas: Invalid value: 0: .status.replicas accessor error: x is of the type string, expected int64",
    expect.stringContaining("some validation rules were not checked"),
  ]);
});

test("the main endpoint keeps the status, the status endpoint keeps everything else", () => {
  const old = widget({}, { phase: "Up" });
  const main = structuredClone(widget({ size: 2 }, { phase: "Down" })) as unknown as Record<string, unknown>;
  widgets.prepareForUpdate(main, old, "");
  expect(main).toMatchObject({ spec: { size: 2 }, status: { phase: "Up" } });
  const status = structuredClone(widget({ size: 2 }, { phase: "Down" })) as unknown as Record<string, unknown>;
  widgets.prepareForUpdate(status, old, "status");
  expect(status).toMatchObject({ spec: { size: 1 }, status: { phase: "Down" } });
});

test("Karpenter's own CRDs are good, and every rule of theirs compiles", () => {
  const definition = builtInDefinitions().find((d) => d.kind === "CustomResourceDefinition")!;
  for (const each of karpenterCustomResourceDefinitions()) {
    const { object, unknownFields, error } = decodeObject(
      definition,
      structuredClone(each) as unknown as Record<string, unknown>,
    );
    expect({ error, unknownFields, name: each.metadata.name }).toEqual({
      error: undefined,
      unknownFields: [],
      name: each.metadata.name,
    });
    definition.applyDefaults(object);
    definition.prepareForCreate(object);
    expect(definition.validateCreate(object as unknown as KubeObject)).toEqual([]);
  }
});
