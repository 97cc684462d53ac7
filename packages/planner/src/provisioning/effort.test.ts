import fc from "fast-check";
import { expect, test } from "vitest";
import type { ProvisioningPlan } from "../plan.ts";
import { DEFAULT_POLICY, type Policy } from "../snapshot.ts";
import { pendingPod, snapshot, type } from "../testing/cluster-builder.ts";
import { anyCluster } from "../testing/random-cluster.ts";
import { warmUpPlanner } from "../warm-up.ts";
import { planInSteps, planProvisioning } from "./plan-provisioning.ts";

/** Every step, the last one included. */
function stepsOf(...given: Parameters<typeof planInSteps>): ProvisioningPlan[] {
  const steps = planInSteps(...given);
  const found: ProvisioningPlan[] = [];
  for (;;) {
    const { done, value } = steps.next();
    found.push(value);
    if (done) return found;
  }
}

/** Sizes that do not fill nodes well: there is much to improve. */
const CPU = [370, 530, 890, 1310, 1970, 2690];
const GIB = [1, 2, 3, 5, 7, 11];
const pods = Array.from({ length: 400 }, (_, index) =>
  pendingPod(`p${index}`, { cpu: `${CPU[index % 6]! + (index % 37)}m`, memory: `${GIB[(index * 5) % 6]}Gi` }),
);
const families = { c: 2, m: 4, r: 8 };
const types = Object.entries(families).flatMap(([family, ratio]) =>
  [2, 4, 8, 16].map((cores) => type(`${family}.${cores}`, cores, cores * ratio, cores * (0.03 + 0.005 * ratio))),
);
const awkward = snapshot({ catalogues: { main: types }, pods });
const policy = (change: Partial<Policy>): Policy => ({ ...DEFAULT_POLICY, packingTolerance: 0, ...change });

test("a limit that cuts the packing short leaves every pod placed, and the plan is partial", () => {
  const whole = planProvisioning(awkward, policy({ packingPolicy: "upstream" }));
  const cut = planProvisioning(awkward, policy({ effortLimit: whole.effort + 2000 }));
  expect(cut.isPartial).toBe(true);
  expect(cut.notTried).toEqual(["a cheaper packing may be found with more than 2000 work units"]);
  expect(cut.unschedulable).toEqual([]);
  expect(cut.pricePerHour).toBeLessThanOrEqual(whole.pricePerHour);
});

test("packing effort that is used up is told, but the plan is not partial: that is what was asked for", () => {
  const plan = planProvisioning(awkward, policy({ packingEffort: 2000 }));
  expect(plan.notTried).toHaveLength(1);
  expect(plan.isPartial).toBe(false);
});

test("a packing within the tolerance of its bound has nothing left to try", () => {
  const plan = planProvisioning(awkward, policy({ packingTolerance: 1 }));
  expect(plan.notTried).toBeUndefined();
});

test("steps are never worse than those before, have a first one soon, and end", () => {
  const steps = stepsOf(awkward, policy({ packingEffort: 3_000_000 }));
  expect(steps.length).toBeGreaterThan(1);
  steps.slice(1).forEach((step, index) => {
    expect(step.pricePerHour).toBeLessThanOrEqual(steps[index]!.pricePerHour + 1e-9);
    expect(step.lowerBoundPerHour).toBeGreaterThanOrEqual(steps[index]!.lowerBoundPerHour);
    expect(step.effort).toBeGreaterThan(steps[index]!.effort);
  });
  const last = steps.at(-1)!;
  expect(last.lowerBoundPerHour).toBeLessThanOrEqual(last.pricePerHour);
});

test("within the first step's effort the steps are one: the plan itself", () => {
  fc.assert(
    fc.property(anyCluster, (cluster) => {
      expect(stepsOf(cluster, DEFAULT_POLICY)).toEqual([planProvisioning(cluster, DEFAULT_POLICY)]);
    }),
    { numRuns: 40 },
  );
});

test("warming up plans a made-up cluster whatever the policy says, in steps, and ends", () => {
  const spread = {
    maxSkew: 1,
    topologyKey: "topology.kubernetes.io/zone",
    whenUnsatisfiable: "DoNotSchedule",
  } as const;
  for (const change of [
    {},
    { podGroups: true, maxPodsPerNode: 1 },
    { defaultTopologySpread: [spread], subnetAddresses: true },
  ])
    expect([...warmUpPlanner({ ...DEFAULT_POLICY, ...change })].length).toBeGreaterThan(1);
});
