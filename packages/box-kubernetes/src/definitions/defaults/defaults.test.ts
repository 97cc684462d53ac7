import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { decodeObject } from "../../schema/decode-object.ts";
import { builtInDefinitions } from "../built-in.ts";

interface Case {
  readonly resource: string;
  readonly version: string;
  readonly object: Record<string, unknown>;
  readonly stored: { readonly metadata: Record<string, unknown> };
}
const cases = JSON.parse(readFileSync(new URL("../../../testdata/defaults.json", import.meta.url), "utf8")) as Case[];

function stored(each: Case): Record<string, unknown> {
  const definition = builtInDefinitions().find(
    (d) => `${d.group}/${d.resource}` === each.resource && d.version === each.version,
  )!;
  const { object } = decodeObject(definition, structuredClone(each.object));
  definition.applyDefaults(object);
  Object.assign(object["metadata"] as object, {
    ...(each.stored.metadata["namespace"] === undefined ? {} : { namespace: each.stored.metadata["namespace"] }),
    uid: each.stored.metadata["uid"],
    creationTimestamp: each.stored.metadata["creationTimestamp"],
    ...(definition.hasGeneration ? { generation: 1 } : {}),
  });
  definition.prepareForCreate(object);
  return object;
}

test.for(cases.map((each) => [each.resource, each] as const))(
  "a new object of %s is stored as a real server stores it",
  ([, each]) => {
    expect(stored(each)).toEqual(each.stored);
  },
);

test.for(cases.map((each) => [each.resource, each] as const))(
  "defaults of %s are complete after one pass",
  ([, each]) => {
    const definition = builtInDefinitions().find(
      (d) => `${d.group}/${d.resource}` === each.resource && d.version === each.version,
    )!;
    const once = stored(each);
    const twice = decodeObject(definition, structuredClone(once)).object;
    definition.applyDefaults(twice);
    expect(twice).toEqual(once);
  },
);
