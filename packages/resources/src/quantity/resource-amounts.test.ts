import fc from "fast-check";
import { expect, test } from "vitest";
import { addAmounts, amountsOf, firstShortage, resourceListOf, subtractAmounts } from "./resource-amounts.ts";

test("cpu is counted in thousandths, everything else in its own unit", () => {
  expect(amountsOf({ cpu: "1500m", memory: "1Gi", pods: 58, "nvidia.com/gpu": "2" })).toEqual({
    cpu: 1500,
    memory: 1_073_741_824,
    pods: 58,
    "nvidia.com/gpu": 2,
  });
});

test("amounts are written as on a node: cpu in thousandths, memory in binary units, pods plain", () => {
  expect(resourceListOf({ cpu: 7910, memory: 14_967_996 * 1024, pods: 58 })).toEqual({
    cpu: "7910m",
    memory: "14967996Ki",
    pods: "58",
  });
});

test("a quantity that cannot be read is named with its resource", () => {
  expect(() => amountsOf({ cpu: "many" }, "spec.limits")).toThrow("spec.limits.cpu: Invalid value");
});

test("the first shortage is the first resource that is not enough; zero needs nothing", () => {
  expect(firstShortage({ cpu: 100, memory: 5 }, { cpu: 100, memory: 4 })).toBe("memory");
  expect(firstShortage({ "nvidia.com/gpu": 0 }, {})).toBeUndefined();
  expect(firstShortage({ "nvidia.com/gpu": 1 }, {})).toBe("nvidia.com/gpu");
});

const amounts = fc.dictionary(fc.constantFrom("cpu", "memory", "pods"), fc.nat(1_000_000), { noNullPrototype: true });

test("what was added fits exactly", () => {
  fc.assert(
    fc.property(amounts, amounts, (a, b) => {
      expect(firstShortage(b, subtractAmounts(addAmounts(a, b), a))).toBeUndefined();
    }),
  );
});

test("writing and reading back keeps every amount", () => {
  fc.assert(
    fc.property(amounts, (a) => {
      expect(amountsOf(resourceListOf(a))).toEqual(a);
    }),
  );
});
