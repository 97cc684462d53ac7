import fc from "fast-check";
import { expect, test } from "vitest";
import type { RenderedLayer, RenderedObject } from "../rendering/rendered-layer.ts";
import { diffFields, sameValue } from "./field-diff.ts";
import { diffLines } from "./line-diff.ts";
import { diffRendered } from "./object-diff.ts";

const text = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 20 }).map((lines) => lines.join("\n"));

test("the two sides of a line diff are the two texts", () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diffLines(before, after);
      const side = (left: "removed" | "added"): string =>
        lines
          .filter(({ kind }) => kind !== left)
          .map((line) => line.text)
          .join("\n");
      expect(side("added")).toBe(before);
      expect(side("removed")).toBe(after);
      expect(lines.flatMap((line) => line.before ?? [])).toEqual(before.split("\n").map((_, index) => index + 1));
      expect(lines.flatMap((line) => line.after ?? [])).toEqual(after.split("\n").map((_, index) => index + 1));
    }),
  );
});

test("equal texts have no removed and no added line", () => {
  fc.assert(
    fc.property(text, (same) => {
      expect(diffLines(same, same).every(({ kind }) => kind === "same")).toBe(true);
    }),
  );
});

const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<unknown>(0, 1, "a", "", true, null),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom("a", "b", "name", "c.d"), tie("value"), { maxKeys: 3 }),
  ),
})).value;

test("values have no differing field exactly when they are equal", () => {
  fc.assert(
    fc.property(plain, plain, (a, b) => {
      expect(diffFields(a, a)).toEqual([]);
      if (!sameValue(a, b) && !isReordered(a, b)) expect(diffFields(a, b)).not.toEqual([]);
    }),
  );
});

/** Lists of named things may change their order without a difference. */
const isReordered = (a: unknown, b: unknown): boolean => sorted(a) === sorted(b);
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).sort().join()}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value) ?? "";
  return `{${Object.entries(value)
    .map(([key, field]) => `${key}:${sorted(field)}`)
    .sort()
    .join()}}`;
}

test("an inserted container is one addition, a changed image one field", () => {
  const before = { spec: { containers: [{ name: "controller", image: "a:1" }] } };
  const after = {
    spec: {
      containers: [
        { name: "proxy", image: "p:1" },
        { name: "controller", image: "a:2" },
      ],
    },
  };
  expect(diffFields(before, after)).toEqual([
    { path: "spec.containers[name=controller].image", before: "a:1", after: "a:2" },
    { path: "spec.containers[name=proxy]", after: { name: "proxy", image: "p:1" } },
  ]);
});

const object = (kind: string, name: string, more: Readonly<Record<string, unknown>> = {}): RenderedObject => ({
  apiVersion: "v1",
  kind,
  metadata: { name, namespace: "x" },
  ...more,
});
const layer = (name: string, ...objects: readonly RenderedObject[]): RenderedLayer => ({
  profileName: "p",
  profileVersion: "1.0.0",
  profileType: "add-on",
  name,
  packName: name,
  layer: "addon",
  tag: "1.0.0",
  priority: 0,
  namespace: "x",
  namespaces: [],
  values: "",
  data: {},
  releases: [],
  objects,
});

test("objects are added, changed and removed, wherever they move to", () => {
  const before = [
    layer(
      "a",
      object("ConfigMap", "kept", { data: { k: "1" } }),
      object("ConfigMap", "gone"),
      object("ConfigMap", "moved"),
    ),
  ];
  const after = [
    layer("a", object("ConfigMap", "kept", { data: { k: "2" } })),
    layer("b", object("ConfigMap", "moved"), object("ConfigMap", "new")),
  ];
  expect(
    diffRendered(before, after).map(({ change, name, layer: by, fields }) => [
      change,
      name,
      by,
      fields.map(({ path }) => path),
    ]),
  ).toEqual([
    ["removed", "gone", "a", []],
    ["changed", "kept", "a", ["data.k"]],
    ["added", "new", "b", []],
  ]);
});

test("what a Secret holds is not shown", () => {
  const [change] = diffRendered(
    [layer("a", object("Secret", "s", { data: { k: "b2xk" } }))],
    [layer("a", object("Secret", "s", { data: { k: "bmV3" } }))],
  );
  expect(JSON.stringify(change)).not.toMatch(/b2xk|bmV3/);
  expect(change?.fields[0]?.path).toBe("data.k");
});
