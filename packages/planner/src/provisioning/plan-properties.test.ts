import fc from "fast-check";
import { expect, test } from "vitest";
import { planDisruption } from "../disruption/plan-disruption.ts";
import { DEFAULT_POLICY, type Snapshot } from "../snapshot.ts";
import { placementProblems } from "../testing/placement-checker.ts";
import { anyCluster } from "../testing/random-cluster.ts";
import { planProvisioning } from "./plan-provisioning.ts";

const policy = { ...DEFAULT_POLICY, packingEffort: 5000 };
const RUNS = { numRuns: 150 };

test("every placement of a random cluster is valid, packed either way", () => {
  fc.assert(
    fc.property(anyCluster, fc.constantFrom("upstream" as const, "cheapest" as const), (cluster, packingPolicy) => {
      expect(placementProblems(cluster, planProvisioning(cluster, { ...policy, packingPolicy }))).toEqual([]);
    }),
    RUNS,
  );
});

test("packing by price leaves over the same pods and never costs more", () => {
  fc.assert(
    fc.property(anyCluster, (cluster) => {
      const cheapest = planProvisioning(cluster, policy);
      const upstream = planProvisioning(cluster, { ...policy, packingPolicy: "upstream" });
      expect(cheapest.unschedulable.map(({ pod }) => pod)).toEqual(upstream.unschedulable.map(({ pod }) => pod));
      expect(cheapest.pricePerHour).toBeLessThanOrEqual(upstream.pricePerHour + 1e-9);
      expect(cheapest.lowerBoundPerHour).toBeLessThanOrEqual(cheapest.pricePerHour + 1e-9);
    }),
    RUNS,
  );
});

test("every pod is placed once or left over with a reason", () => {
  fc.assert(
    fc.property(anyCluster, (cluster) => {
      const plan = planProvisioning(cluster, policy);
      const placed = [...plan.newNodeClaims, ...plan.existingNodes].flatMap(({ pods }) => pods);
      const left = plan.unschedulable.map(({ pod }) => pod);
      expect([...placed, ...left].sort()).toEqual([...plan.pods].sort());
      for (const { message } of plan.unschedulable) expect(message).not.toBe("");
    }),
    RUNS,
  );
});

test("the order of the snapshot's lists does not matter, byte for byte", () => {
  fc.assert(
    fc.property(anyCluster, fc.infiniteStream(fc.nat()), (cluster, chance) => {
      const shuffled = shuffle(cluster, chance);
      expect(JSON.stringify(planProvisioning(shuffled, policy))).toBe(
        JSON.stringify(planProvisioning(cluster, policy)),
      );
      expect(JSON.stringify(planDisruption(shuffled, policy))).toBe(JSON.stringify(planDisruption(cluster, policy)));
    }),
    { numRuns: 300 },
  );
});

test("a disruption command never makes the cluster dearer, and its pods all have a place", () => {
  fc.assert(
    fc.property(anyCluster, (cluster) => {
      const { command } = planDisruption(cluster, policy);
      if (!command || command.reason === "Empty") return;
      expect(command.savingsPerHour).toBeGreaterThan(0);
      const placed = new Set([...command.replacements, ...command.existingNodes].flatMap(({ pods }) => pods));
      for (const { pods } of command.candidates) for (const pod of pods) expect(placed).toContain(pod);
    }),
    RUNS,
  );
});

function shuffle(cluster: Snapshot, chance: fc.Stream<number>): Snapshot {
  const mixed = <T>(list: readonly T[]): T[] =>
    list
      .map((item) => ({ item, key: chance.next().value as number }))
      .sort((a, b) => a.key - b.key)
      .map(({ item }) => item);
  return {
    ...cluster,
    pods: mixed(cluster.pods),
    nodes: mixed(cluster.nodes),
    nodeClaims: mixed(cluster.nodeClaims),
    nodePools: mixed(cluster.nodePools),
    catalogues: { main: mixed(cluster.catalogues["main"]!) },
  };
}
