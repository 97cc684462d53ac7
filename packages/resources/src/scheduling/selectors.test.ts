import fc from "fast-check";
import { expect, test } from "vitest";
import {
  matchesNodeSelector,
  matchesSelector,
  satisfiesRequirement,
  type LabelSelectorRequirement,
} from "./selectors.ts";

test("an absent selector matches nothing, an empty one everything", () => {
  expect(matchesSelector(undefined, { app: "a" })).toBe(false);
  expect(matchesSelector({}, { app: "a" })).toBe(true);
  expect(matchesSelector({}, undefined)).toBe(true);
});

test("labels and expressions all have to match", () => {
  const selector = {
    matchLabels: { app: "inflate" },
    matchExpressions: [{ key: "tier", operator: "NotIn" as const, values: ["back"] }],
  };
  expect(matchesSelector(selector, { app: "inflate" })).toBe(true);
  expect(matchesSelector(selector, { app: "inflate", tier: "front" })).toBe(true);
  expect(matchesSelector(selector, { app: "inflate", tier: "back" })).toBe(false);
  expect(matchesSelector(selector, { app: "other" })).toBe(false);
});

test("a label called like a method of objects is absent unless it is set", () => {
  const exists = { matchExpressions: [{ key: "constructor", operator: "Exists" as const }] };
  expect(matchesSelector(exists, {})).toBe(false);
  expect(matchesSelector(exists, { constructor: "x" })).toBe(true);
});

test("terms of a node selector are alternatives; an empty term matches nothing", () => {
  const zone = (value: string) => ({ matchExpressions: [{ key: "zone", operator: "In" as const, values: [value] }] });
  expect(matchesNodeSelector({ nodeSelectorTerms: [zone("a"), zone("b")] }, { zone: "b" }, "n")).toBe(true);
  expect(matchesNodeSelector({ nodeSelectorTerms: [zone("a")] }, { zone: "b" }, "n")).toBe(false);
  expect(matchesNodeSelector({ nodeSelectorTerms: [{}] }, { zone: "b" }, "n")).toBe(false);
  expect(matchesNodeSelector({ nodeSelectorTerms: [] }, { zone: "b" }, "n")).toBe(false);
});

test("a field selects a node by its name", () => {
  const selector = {
    nodeSelectorTerms: [{ matchFields: [{ key: "metadata.name", operator: "In" as const, values: ["n1"] }] }],
  };
  expect(matchesNodeSelector(selector, {}, "n1")).toBe(true);
  expect(matchesNodeSelector(selector, {}, "n2")).toBe(false);
});

test.each([
  ["Gt", "3", "4", true],
  ["Gt", "3", "3", false],
  ["Gte", "3", "3", true],
  ["Lt", "3", "2", true],
  ["Lt", "3", "3", false],
  ["Lte", "3", "3", true],
  ["Gt", "3", "many", false],
  ["Gt", "-5", "-4", true],
] as const)("%s %s holds for %s: %s", (operator, bound, value, holds) => {
  const selector = { nodeSelectorTerms: [{ matchExpressions: [{ key: "k", operator, values: [bound] }] }] };
  expect(matchesNodeSelector(selector, { k: value }, "n")).toBe(holds);
});

test("a bound that is no number matches nothing", () => {
  const selector = {
    nodeSelectorTerms: [{ matchExpressions: [{ key: "k", operator: "Gt" as const, values: ["x"] }] }],
  };
  expect(matchesNodeSelector(selector, { k: "1" }, "n")).toBe(false);
});

const labels = fc.dictionary(fc.constantFrom("a", "b", "c"), fc.constantFrom("1", "2"));
const expression = fc.record({
  key: fc.constantFrom("a", "b", "c"),
  operator: fc.constantFrom("In", "NotIn", "Exists", "DoesNotExist"),
  values: fc.array(fc.constantFrom("1", "2", "3"), { minLength: 1 }),
}) as fc.Arbitrary<LabelSelectorRequirement>;
const OPPOSITE = { In: "NotIn", NotIn: "In", Exists: "DoesNotExist", DoesNotExist: "Exists" } as const;

test("an operator and its opposite never agree", () => {
  fc.assert(
    fc.property(labels, expression, (on, one) => {
      const other = { ...one, operator: OPPOSITE[one.operator] };
      expect(matchesSelector({ matchExpressions: [one] }, on)).not.toBe(
        matchesSelector({ matchExpressions: [other] }, on),
      );
    }),
  );
});

test("In and NotIn, Exists and DoesNotExist are opposites", () => {
  const value = fc.option(fc.string(), { nil: undefined });
  fc.assert(
    fc.property(value, fc.array(fc.string()), (one, values) => {
      expect(satisfiesRequirement({ operator: "In", values }, one)).toBe(
        !satisfiesRequirement({ operator: "NotIn", values }, one),
      );
      expect(satisfiesRequirement({ operator: "Exists" }, one)).toBe(
        !satisfiesRequirement({ operator: "DoesNotExist" }, one),
      );
    }),
  );
});
