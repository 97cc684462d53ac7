import { expect, test } from "vitest";
import { condition, createdMs, nodeClaim, nodePool } from "../testing/objects.fixture.ts";
import { decideConsolidatable } from "./decide-consolidatable.ts";

const pool = (consolidateAfter: string) => nodePool({ spec: { disruption: { consolidateAfter } } });
const initialized = [condition("Initialized")];

test("a claim becomes consolidatable that long after its initialization", () => {
  const claim = nodeClaim({ conditions: initialized });
  expect(decideConsolidatable(claim, pool("30s"), createdMs + 10_000)).toEqual({ status: "no", afterMs: 20_000 });
  expect(decideConsolidatable(claim, pool("30s"), createdMs + 30_000)).toEqual({ status: "yes" });
});

test("the last pod event starts the time anew", () => {
  const claim = nodeClaim({ conditions: initialized, status: { lastPodEventTime: "2026-01-01T00:05:00Z" } });
  expect(decideConsolidatable(claim, pool("1m"), createdMs + 320_000)).toEqual({ status: "no", afterMs: 40_000 });
});

test.each([
  ["Never", nodeClaim({ conditions: initialized }), pool("Never")],
  ["a claim that is not initialized", nodeClaim(), pool("0s")],
  ["a claim without a pool", nodeClaim({ conditions: initialized }), undefined],
  ["a static pool", nodeClaim({ conditions: initialized }), nodePool({ spec: { replicas: 3 } })],
])("%s is never consolidatable", (_, claim, nodePoolOfClaim) => {
  expect(decideConsolidatable(claim, nodePoolOfClaim, createdMs + 1e9)).toEqual({ status: "no" });
});
