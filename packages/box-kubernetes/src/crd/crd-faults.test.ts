import { readFileSync } from "node:fs";
import type { KubeObject } from "@inlay/resources";
import { expect, test } from "vitest";
import { builtInDefinitions } from "../definitions/built-in.ts";
import { decodeObject } from "../schema/decode-object.ts";

type Change = readonly [path: readonly string[]] | readonly [path: readonly string[], value: unknown];
interface Case {
  readonly name: string;
  readonly message: string;
  readonly changes: readonly Change[];
}
const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../testdata/${name}`, import.meta.url), "utf8"));
const request = read("widget-crd-request.json") as Record<string, unknown>;
const cases = read("crd-faults.json") as Case[];
const definition = builtInDefinitions().find((d) => d.kind === "CustomResourceDefinition")!;

function changed(changes: readonly Change[]): Record<string, unknown> {
  const object = structuredClone(request);
  for (const [path, value] of changes) {
    const parent = path
      .slice(0, -1)
      .reduce<Record<string, unknown>>((at, step) => at[step] as Record<string, unknown>, object);
    if (value === undefined) delete parent[path.at(-1)!];
    else parent[path.at(-1)!] = value;
  }
  return JSON.parse(JSON.stringify(object)) as Record<string, unknown>;
}

test.for(cases.map((each) => [each.name, each] as const))("%s", ([, each]) => {
  const { object } = decodeObject(definition, changed(each.changes));
  definition.applyDefaults(object);
  definition.prepareForCreate(object);
  const texts = definition
    .validateCreate(object as unknown as KubeObject)
    .map((error) => `${error.field}: ${error.message}`);
  expect(texts.length <= 1 ? (texts[0] ?? "") : `[${texts.join(", ")}]`).toBe(each.message);
});
