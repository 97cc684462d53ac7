import { readFileSync } from "node:fs";
import type { KubeObject } from "@inlay/resources";
import { expect, test } from "vitest";
import { isEstablished, statusWithNames } from "./names.ts";

const crd = JSON.parse(
  readFileSync(new URL("../../testdata/widget-crd.json", import.meta.url), "utf8"),
) as KubeObject & { status: unknown };
const NOW = Date.parse("2026-11-23T00:00:00Z");
const fresh = { ...crd, status: { conditions: null, acceptedNames: { plural: "", kind: "" }, storedVersions: ["v1"] } };

test("a CRD whose names are free is established", () => {
  const status = statusWithNames(fresh, [fresh], [], NOW);
  expect(status).toEqual(crd.status);
  expect(isEstablished({ ...fresh, status } as KubeObject)).toBe(true);
});

test("a CRD that wants another's kind is not", () => {
  const names = { plural: "gadgets", singular: "gadget", kind: "Widget", listKind: "WidgetList" };
  const other = {
    ...fresh,
    metadata: { ...fresh.metadata, name: "gadgets.example.com" },
    spec: { group: "example.com", names },
  } as unknown as KubeObject;
  const status = statusWithNames(other, [crd, other], [], NOW);
  expect(status.acceptedNames).toEqual({ plural: "gadgets", singular: "gadget", kind: "" });
  expect(status.conditions).toMatchObject([
    { type: "NamesAccepted", status: "False", reason: "ListKindConflict", message: '"WidgetList" is already in use' },
    { type: "Established", status: "False", reason: "NotAccepted", message: "not all names are accepted" },
  ]);
});

test("deciding again keeps the times", () => {
  const once = { ...fresh, status: statusWithNames(fresh, [], [], NOW) } as unknown as KubeObject;
  expect(statusWithNames(once, [], [], NOW + 60_000).conditions).toEqual(
    (once as unknown as { status: { conditions: unknown } }).status.conditions,
  );
});
