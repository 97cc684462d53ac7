import { expect, test } from "vitest";
import { node, nodeClaim } from "../testing/objects.fixture.ts";
import { inconsistencies } from "./consistency-controller.ts";

const claim = nodeClaim({ status: { capacity: { cpu: "8", memory: "16Gi", "nvidia.com/gpu": "0" } } });
const withCapacity = (capacity: Record<string, string>) => ({ ...node(), status: { capacity } });

test("a node within ten percent of what was expected is consistent", () => {
  expect(inconsistencies(claim, withCapacity({ cpu: "8", memory: "15Gi" }))).toEqual([]);
});

test("each resource that falls short is named with its share", () => {
  expect(inconsistencies(claim, withCapacity({ cpu: "4", memory: "16Gi" }))).toEqual([
    "expected 8000 of resource cpu, but found 4000 (50.0% of expected)",
  ]);
});

test("a resource that the node does not report counts only when the claim was made for it", () => {
  const capacity = { cpu: "8", "vpc.amazonaws.com/pod-eni": "38" };
  const eni = nodeClaim({ status: { capacity } });
  expect(inconsistencies(eni, withCapacity({ cpu: "8" }))).toEqual([]);
  const spec = { ...eni.spec, resources: { requests: { "vpc.amazonaws.com/pod-eni": "1" } } };
  expect(inconsistencies({ ...eni, spec }, withCapacity({ cpu: "8" }))).toEqual([
    "expected 38 of resource vpc.amazonaws.com/pod-eni, but found 0 (0.0% of expected)",
  ]);
});
