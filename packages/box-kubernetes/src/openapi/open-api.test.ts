import { readFileSync } from "node:fs";
import type { KubeObject } from "@inlay/resources";
import { expect, test } from "vitest";
import { customDefinitions } from "../crd/custom-definition.ts";
import { builtInDefinitions } from "../definitions/built-in.ts";
import { at, listAt } from "../schema/paths.ts";
import { openApiOf } from "./open-api.ts";

const crd = JSON.parse(readFileSync(new URL("../../testdata/widget-crd.json", import.meta.url), "utf8")) as KubeObject;
const openApi = openApiOf([...builtInDefinitions(), ...customDefinitions(crd)]);
const document = (key: string): unknown => JSON.parse(openApi.document(key)!);

test("the index names every group with the hash of its document", () => {
  const { serverRelativeURL } = openApi.index.paths["apis/example.com/v1"]!;
  expect(serverRelativeURL).toBe(`/openapi/v3/apis/example.com/v1?hash=${openApi.hash("apis/example.com/v1")}`);
  expect(Object.keys(openApi.index.paths)).toContain("api/v1");
  expect(openApi.document("apis/nobody/v1")).toBeUndefined();
});

test("kubectl finds the fieldValidation parameter on a kind's patch", () => {
  const patch = at(
    document("apis/apps/v1"),
    "paths",
    "/apis/apps/v1/namespaces/{namespace}/deployments/{name}",
    "patch",
  );
  expect(at(patch, "x-kubernetes-group-version-kind")).toEqual({ group: "apps", version: "v1", kind: "Deployment" });
  expect(listAt(patch, "parameters").map((p) => at(p, "name"))).toContain("fieldValidation");
});

test("merge keys of built-in types are told", () => {
  const containers = at(
    document("apis/apps/v1"),
    "components",
    "schemas",
    "io.k8s.api.core.v1.PodSpec",
    "properties",
    "containers",
  );
  expect(containers).toMatchObject({ "x-kubernetes-patch-merge-key": "name", "x-kubernetes-patch-strategy": "merge" });
});

test("every reference leads somewhere", () => {
  for (const key of Object.keys(openApi.index.paths)) {
    const text = openApi.document(key)!;
    const schemas = at(JSON.parse(text), "components", "schemas") as Record<string, unknown>;
    for (const [, name] of text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g))
      expect(Object.keys(schemas)).toContain(name);
  }
});

test("a custom kind is described by its own schema", () => {
  const widget = at(document("apis/example.com/v1"), "components", "schemas", "com.example.v1.Widget");
  expect(widget).toMatchObject({
    "x-kubernetes-group-version-kind": [{ group: "example.com", kind: "Widget", version: "v1" }],
    properties: { spec: { properties: { color: { type: "string", enum: ["red", "green"], default: "red" } } } },
  });
});
