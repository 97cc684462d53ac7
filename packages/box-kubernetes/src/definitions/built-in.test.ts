import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { builtInDefinitions, metricsDefinitions } from "./built-in.ts";

type Row = [string, string, string, string, string, string, string[], string[], string[], string[]];
const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../testdata/${name}`, import.meta.url), "utf8"));
const rows = read("discovery.json") as Row[];
const columns = read("table-columns.json") as Record<string, [string, string, number][]>;
const ALL = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

test.for(rows)(
  "%s/%s %s is named as on a real server",
  ([group, version, resource, kind, singular, scope, short, categories, verbs, subresources]) => {
    const definition = builtInDefinitions().find(
      (d) => d.group === group && d.version === version && d.resource === resource,
    );
    expect(definition).toBeDefined();
    expect(definition).toMatchObject({
      kind,
      singular,
      namespaced: scope === "Namespaced",
      shortNames: short,
      categories,
    });
    expect([...(definition!.verbs ?? ALL)].sort()).toEqual([...verbs].sort());
    expect([...definition!.subresources].sort()).toEqual(subresources.sort());
  },
);

test("every built-in resource that a real server has is there, and no other", () => {
  const ours = builtInDefinitions().map((d) => `${d.group}/${d.version}/${d.resource}`);
  expect(ours.sort()).toEqual(rows.map(([group, version, resource]) => `${group}/${version}/${resource}`).sort());
});

test.for(Object.entries(columns))("%s has the columns of a real server", ([key, wanted]) => {
  const [group = "", resource, version = "v1"] = key.split("/");
  const definition = builtInDefinitions().find(
    (d) => d.group === group && d.version === version && d.resource === resource,
  );
  expect(definition!.table.columns.map((c) => [c.name, c.type, c.priority])).toEqual(wanted);
});

test("metrics are read-only", () => {
  expect(metricsDefinitions().map((d) => [d.resource, d.verbs])).toEqual([
    ["nodes", ["get", "list"]],
    ["pods", ["get", "list"]],
  ]);
});

test("every kind has a schema with metadata", () => {
  for (const definition of builtInDefinitions())
    expect({ kind: definition.kind, metadata: definition.schema.properties?.["metadata"]?.type }).toEqual({
      kind: definition.kind,
      metadata: "object",
    });
});
