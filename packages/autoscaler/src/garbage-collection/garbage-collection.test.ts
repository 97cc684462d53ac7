import { expect, test } from "vitest";
import { condition, node, nodeClaim } from "../testing/objects.fixture.ts";
import { lostClaims } from "./garbage-collection.ts";

const registered = nodeClaim({ conditions: [condition("Registered")], status: { providerID: "p1" } });
const old = (): number => 3_600_000;
const unready = () => [node({ ready: false })];

test("a registered claim whose instance is gone and whose node is not ready is lost", () => {
  expect(lostClaims([registered], [], unready, old)).toEqual([registered]);
  expect(lostClaims([registered], [{ providerID: "p1", terminating: true }], () => [], old)).toEqual([registered]);
});

test.each([
  ["its instance is listed", registered, [{ providerID: "p1", terminating: false }], unready, old],
  ["its node is ready", registered, [], () => [node()], old],
  ["it is too young for the cloud's list", registered, [], unready, (): number => 5_000],
  ["it has not registered", nodeClaim({ status: { providerID: "p1" } }), [], unready, old],
  [
    "it is being deleted",
    nodeClaim({ conditions: [condition("Registered")], deleted: "2026-01-01T00:00:00Z" }),
    [],
    unready,
    old,
  ],
] as const)("a claim is kept while %s", (_, claim, instances, nodesOf, ageOf) => {
  expect(lostClaims([claim], instances, nodesOf, ageOf)).toEqual([]);
});
