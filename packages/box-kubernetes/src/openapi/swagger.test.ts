import { expect, test } from "vitest";
import { builtInDefinitions } from "../definitions/built-in.ts";
import { at } from "../schema/paths.ts";
import { openApiOf } from "./open-api.ts";
import { swaggerOf } from "./swagger.ts";

test("version 2 defines every kind of every group, with references among themselves", () => {
  const openApi = openApiOf(builtInDefinitions());
  const { definitions } = JSON.parse(swaggerOf(openApi.keys.map((key) => openApi.document(key)!))) as {
    readonly definitions: object;
  };
  const spec = at(definitions, "io.k8s.api.apps.v1.Deployment", "properties", "spec");
  expect(spec).toMatchObject({ allOf: [{ $ref: "#/definitions/io.k8s.api.apps.v1.DeploymentSpec" }] });
  expect(at(definitions, "io.k8s.api.core.v1.PodSpec", "properties", "containers", "description")).toBe(
    "The containers that run together. At least one.",
  );
});
