import { describe, expect, test } from "vitest";
import { planProvisioning } from "../provisioning/plan-provisioning.ts";
import { DEFAULT_POLICY, type Policy, type Snapshot } from "../snapshot.ts";
import { nodePool, pendingPod, snapshot, type } from "../testing/cluster-builder.ts";

const plan = (of: Snapshot, change: Partial<Policy> = {}) => planProvisioning(of, { ...DEFAULT_POLICY, ...change });
const one = { capacityTypes: ["on-demand"] as const };
const many = (count: number, cpu: string) =>
  Array.from({ length: count }, (_, index) => pendingPod(`p${index}`, { cpu }));

describe("packing by price", () => {
  test("splits a node whose price is out of line with its size", () => {
    const catalogues = { main: [type("small", 2, 8, 0.1, one), type("huge", 16, 64, 2, one)] };
    const of = snapshot({ catalogues, nodePools: [nodePool({ requirements: [] })], pods: many(8, "2") });
    expect(plan(of, { packingPolicy: "upstream" }).pricePerHour).toBeCloseTo(2);
    const cheapest = plan(of);
    expect(cheapest.pricePerHour).toBeCloseTo(0.8);
    expect(cheapest.lowerBoundPerHour).toBeCloseTo(0.8);
  });

  test("at equal prices takes fewer nodes", () => {
    const catalogues = { main: [type("small", 2, 8, 0.1, one), type("large", 8, 32, 0.4, one)] };
    const of = snapshot({ catalogues, nodePools: [nodePool({ requirements: [] })], pods: many(8, "1") });
    expect(plan(of).newNodeClaims.map(({ pods }) => pods.length)).toEqual([8]);
  });

  test("stays within the pool's limit of nodes, even where more nodes would be cheaper", () => {
    const catalogues = { main: [type("small", 2, 8, 0.1, one), type("huge", 16, 64, 2, one)] };
    const nodePools = [nodePool({ requirements: [], spec: { limits: { nodes: "1" } } })];
    const { newNodeClaims, unschedulable } = plan(snapshot({ catalogues, nodePools, pods: many(8, "2") }));
    expect(newNodeClaims).toHaveLength(1);
    expect(unschedulable).toEqual([]);
  });

  test("leaves pods with a rule about neighbours where the rule put them", () => {
    const apart = {
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "db" } } },
          ],
        },
      },
    };
    const dbs = Array.from({ length: 3 }, (_, index) => pendingPod(`db${index}`, { cpu: "1" }, apart, { app: "db" }));
    const claims = plan(snapshot({ pods: [...dbs, ...many(6, "1")] })).newNodeClaims;
    for (const { pods } of claims) expect(pods.filter((key) => key.startsWith("default/db")).length).toBeLessThan(2);
  });
});
