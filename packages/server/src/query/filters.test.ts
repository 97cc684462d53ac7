import { expect, test } from "vitest";
import { InvalidFilter } from "./filter-error.ts";
import { parseFilters } from "./filters.ts";

test("conditions are joined by AND without spaces", () => {
  expect(parseFilters("spec.name=karpenterANDspec.cloudTypes_in_eks,all")).toEqual({
    conjunction: "and",
    conditions: [
      { field: "spec.name", values: ["karpenter"] },
      { field: "spec.cloudTypes", values: ["eks", "all"] },
    ],
  });
});

test("a value may hold the joining word", () => {
  expect(parseFilters("metadata.name=BRANDANDspec.version=1.0.0").conditions).toEqual([
    { field: "metadata.name", values: ["BRAND"] },
    { field: "spec.version", values: ["1.0.0"] },
  ]);
});

test("OR joins too, but not together with AND", () => {
  expect(parseFilters("spec.name=aORspec.name=b").conjunction).toBe("or");
  expect(() => parseFilters("spec.name=aORspec.name=bANDspec.version=1.0.0")).toThrow(InvalidFilter);
});

test("what is no condition is refused by name", () => {
  expect(() => parseFilters("karpenter")).toThrow('filters: Invalid value: "karpenter"');
});
