import fc from "fast-check";
import { expect, test } from "vitest";
import { ApiError } from "../api/api-error.ts";
import { builtInDefinitions } from "../definitions/built-in.ts";
import { frozen, hostileMap, hostileValue } from "../testing/hostile-values.ts";
import { applyPatch, parsePatch, type MergePatchType } from "./apply-patch.ts";

const pods = builtInDefinitions().find(({ group, resource }) => group === "" && resource === "pods")!;
const current = frozen({
  kind: "Pod",
  apiVersion: "v1",
  metadata: { name: "p", namespace: "n", labels: { a: "b" }, finalizers: ["x/y"] },
  spec: {
    containers: [
      { name: "c", image: "i", ports: [{ containerPort: 1, protocol: "TCP" }], env: [{ name: "x", value: "1" }] },
    ],
  },
  status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
});
const paths = fc.constantFrom(
  "",
  "/",
  "/spec",
  "/spec/containers/0",
  "/spec/containers/-",
  "/metadata/labels/a",
  "/__proto__/x",
  "/metadata/~0~1",
  "/spec/containers/01",
  "x",
);
const operation = fc.oneof(
  fc.record(
    {
      op: fc.constantFrom("add", "remove", "replace", "move", "copy", "test", "x", 1),
      path: paths,
      from: paths,
      value: hostileValue,
    },
    { requiredKeys: [] },
  ),
  hostileValue,
);
const patches = fc.oneof(
  fc.tuple(
    fc.constantFrom("merge" as const, "strategic" as const),
    fc.oneof(
      hostileMap,
      hostileMap.map((spec) => ({ spec })),
      hostileValue,
    ),
  ),
  fc.tuple(fc.constant("json" as const), fc.oneof(fc.array(operation, { maxLength: 4 }), hostileValue)),
);

function attempt(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
}

test("any patch gives an object or an ApiError, and changes neither its object nor JavaScript's prototypes", () => {
  fc.assert(
    fc.property(patches, ([type, patch]) => {
      attempt(() => applyPatch(pods, current, type, frozen(patch), "Strict"));
      attempt(() => applyPatch(pods, current, type, patch, "Warn"));
      expect(Object.keys(Object.prototype)).toEqual([]);
      expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});

test("any text is a patch or an ApiError", () => {
  const types = fc.constantFrom<MergePatchType>("json", "merge", "strategic");
  fc.assert(
    fc.property(types, fc.oneof(fc.string(), fc.json()), (type, text) => attempt(() => parsePatch(type, text))),
  );
});

test("copies that double the object each time are refused before it is large", () => {
  const patch = Array.from({ length: 60 }, (_, index) => ({
    op: "copy",
    from: "/metadata",
    path: `/metadata/a${index}`,
  }));
  expect(() => applyPatch(pods, current, "json", patch)).toThrow(
    expect.objectContaining({
      status: 422,
      message: "the server rejected our request due to an error in our request",
    }) as Error,
  );
});

test("an object cannot be taken away from under its patch", () => {
  for (const operation of [
    { op: "remove", path: "" },
    { op: "move", from: "", path: "/spec" },
  ])
    expect(() => applyPatch(pods, current, "json", [operation])).toThrow(
      expect.objectContaining({ status: 422 }) as Error,
    );
});
