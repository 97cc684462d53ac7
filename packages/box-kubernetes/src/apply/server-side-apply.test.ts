import { readFileSync } from "node:fs";
import type { KubeObject } from "@inlay/resources";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { ApiError } from "../api/api-error.ts";
import { customDefinitions } from "../crd/custom-definition.ts";
import { builtInDefinitions } from "../definitions/built-in.ts";
import { applyPatch } from "../patch/apply-patch.ts";
import { decodeObject } from "../schema/decode-object.ts";
import { at, listAt, textAt } from "../schema/paths.ts";
import { serverSideApply, updateManagedFields } from "./server-side-apply.ts";

interface Case {
  readonly name: string;
  readonly resource: string;
  readonly verb: "apply" | "create" | "merge";
  readonly live: KubeObject | null;
  readonly body: unknown;
  readonly manager: string;
  readonly subresource: string;
  readonly force: boolean;
  readonly message?: string;
  readonly causes?: unknown;
  readonly managers?: [manager: string, operation: string, subresource: string, fields: unknown][];
  readonly data?: unknown;
  readonly containers?: string[];
}
const NOW = Date.parse("2026-11-23T00:00:00Z");
const cases = JSON.parse(
  readFileSync(new URL("../../testdata/server-side-apply.json", import.meta.url), "utf8"),
) as Case[];
const definitionOf = (resource: string) => builtInDefinitions().find((d) => `${d.group}/${d.resource}` === resource)!;

function written(each: Case): Record<string, unknown> {
  const definition = definitionOf(each.resource);
  const body = (typeof each.body === "string" ? parse(each.body) : each.body) as Record<string, unknown>;
  const manager = { name: each.manager, subresource: each.subresource, now: NOW };
  if (each.verb === "apply") {
    const { object, isUnchanged } = serverSideApply(definition, each.live ?? undefined, body, manager, each.force);
    if (!isUnchanged) definition.applyDefaults(object);
    return object;
  }
  const object = each.live
    ? applyPatch(definition, each.live, "merge", body).object
    : decodeObject(definition, body).object;
  definition.applyDefaults(object);
  updateManagedFields(definition, each.live ?? undefined, object, manager);
  return object;
}

/** Who wrote last is told by time, and here all is written at once. */
const inOrder = (managers: readonly unknown[]) => managers.map((each) => JSON.stringify(each)).sort();

test.for(cases.map((each) => [each.name, each] as const))("%s", ([, each]) => {
  if (each.message !== undefined) {
    let failure: unknown;
    try {
      written(each);
    } catch (error) {
      failure = error;
    }
    expect(failure).toBeInstanceOf(ApiError);
    expect((failure as ApiError).message).toBe(each.message);
    expect((failure as ApiError).details?.causes).toEqual(each.causes ?? undefined);
    return;
  }
  const object = written(each);
  const managers = listAt(object, "metadata", "managedFields").map((m) => [
    textAt(m, "manager"),
    textAt(m, "operation"),
    textAt(m, "subresource"),
    at(m, "fieldsV1"),
  ]);
  expect(inOrder(managers)).toEqual(inOrder(each.managers!));
  expect(at(object, "data")).toEqual(each.data);
  if (each.containers && each.subresource === "")
    expect(listAt(object, "spec", "template", "spec", "containers").map((c) => textAt(c, "name"))).toEqual(
      each.containers,
    );
});

const manager = (name: string, subresource = "") => ({ name, subresource, now: NOW });
const configMaps = definitionOf("/configmaps");
const config = (data: object) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" }, data });

test("applying the same twice gives the very same object", () => {
  const first = serverSideApply(configMaps, undefined, config({ x: "1" }), manager("one"), false);
  const again = serverSideApply(
    configMaps,
    first.object as unknown as KubeObject,
    config({ x: "1" }),
    manager("one"),
    false,
  );
  expect(again.isUnchanged).toBe(true);
  expect(again.object).toBe(first.object);
});

test("an update that changes nothing leaves the owners alone", () => {
  const live = serverSideApply(configMaps, undefined, config({ x: "1" }), manager("one"), false)
    .object as unknown as KubeObject;
  const next = structuredClone(live) as unknown as Record<string, unknown>;
  updateManagedFields(configMaps, live, next, { name: "two", subresource: "", now: NOW + 60_000 });
  expect(next).toEqual(live);
});

test("kubectl may take over what its last-applied annotation shows", () => {
  const annotations = { "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify(config({ x: "1" })) };
  const { object } = decodeObject(configMaps, { ...config({ x: "1" }), metadata: { name: "a", annotations } });
  updateManagedFields(configMaps, undefined, object, manager("kubectl-client-side-apply"));
  const live = object as unknown as KubeObject;
  expect(() => serverSideApply(configMaps, live, config({ x: "2" }), manager("argo"), false)).toThrow(
    "Apply failed with 1 conflict",
  );
  expect(serverSideApply(configMaps, live, config({ x: "2" }), manager("kubectl"), false).object["data"]).toEqual({
    x: "2",
  });
});

test("server-side apply by kubectl keeps its last-applied annotation true", () => {
  const name = "kubectl.kubernetes.io/last-applied-configuration";
  const { object } = decodeObject(configMaps, {
    ...config({ x: "1" }),
    metadata: { name: "a", annotations: { [name]: "old" } },
  });
  updateManagedFields(configMaps, undefined, object, manager("kubectl-create"));
  const live = object as unknown as KubeObject;
  const read = (by: string) =>
    at(
      serverSideApply(configMaps, live, config({ x: "2" }), manager(by), true).object,
      "metadata",
      "annotations",
      name,
    );
  expect(read("kubectl")).toBe('{"apiVersion":"v1","data":{"x":"2"},"kind":"ConfigMap","metadata":{"name":"a"}}\n');
  expect(read("argo")).toBe("old");
});

test("lists of a custom resource merge by the keys of its schema", () => {
  const crd = JSON.parse(
    readFileSync(new URL("../../testdata/widget-crd.json", import.meta.url), "utf8"),
  ) as KubeObject;
  const [widgets] = customDefinitions(crd);
  const widget = (parts: object[]) => ({
    apiVersion: "example.com/v1",
    kind: "Widget",
    metadata: { name: "w" },
    spec: { size: 1, parts },
  });
  const one = serverSideApply(widgets!, undefined, widget([{ id: "a", n: 1 }]), manager("one"), false)
    .object as unknown as KubeObject;
  const both = serverSideApply(widgets!, one, widget([{ id: "b", n: 2 }]), manager("two"), false).object;
  expect(at(both, "spec", "parts")).toEqual([{ id: "a", n: 1 }, { id: "b", n: 2 }]); // prettier-ignore
  const left = serverSideApply(widgets!, both as unknown as KubeObject, widget([]), manager("one"), false).object;
  expect(at(left, "spec", "parts")).toEqual([{ id: "b", n: 2 }]);
});
