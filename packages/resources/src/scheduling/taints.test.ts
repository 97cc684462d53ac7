import fc from "fast-check";
import { expect, test } from "vitest";
import { firstUntolerated, tolerates, untolerated, type Taint, type Toleration } from "./taints.ts";

const gpu: Taint = { key: "nvidia.com/gpu", value: "true", effect: "NoSchedule" };

test("a toleration without key tolerates every taint", () => {
  expect(untolerated([gpu], [{ operator: "Exists" }])).toBeUndefined();
});

test("Equal, the default, compares values; Exists does not", () => {
  expect(tolerates({ key: gpu.key, value: "true" }, gpu)).toBe(true);
  expect(tolerates({ key: gpu.key, value: "false" }, gpu)).toBe(false);
  expect(tolerates({ key: gpu.key, operator: "Exists" }, gpu)).toBe(true);
  expect(tolerates({ key: gpu.key }, { key: gpu.key, effect: "NoSchedule" })).toBe(true);
});

test("a toleration for another effect does not help", () => {
  expect(untolerated([gpu], [{ key: gpu.key, operator: "Exists", effect: "NoExecute" }])).toBe(gpu);
});

test("PreferNoSchedule keeps nobody away, but is an untolerated taint", () => {
  const soft: Taint = { ...gpu, effect: "PreferNoSchedule" };
  expect(untolerated([soft], [])).toBeUndefined();
  expect(firstUntolerated([soft], [])).toBe(soft);
});

const effect = fc.constantFrom("NoSchedule", "PreferNoSchedule", "NoExecute");
const key = fc.constantFrom("a", "b");
const value = fc.option(fc.constantFrom("", "x", "y"), { nil: undefined });
const taints = fc.array(fc.record({ key, value, effect })) as fc.Arbitrary<Taint[]>;
const tolerations = fc.array(
  fc.record({
    key: fc.option(key, { nil: undefined }),
    operator: fc.option(fc.constantFrom("Equal", "Exists"), { nil: undefined }),
    value,
    effect: fc.option(effect, { nil: undefined }),
  }),
) as fc.Arbitrary<Toleration[]>;

test("more tolerations never make a pod less welcome", () => {
  fc.assert(
    fc.property(taints, tolerations, tolerations, (on, some, more) => {
      if (untolerated(on, some) === undefined) expect(untolerated(on, [...some, ...more])).toBeUndefined();
    }),
  );
});
