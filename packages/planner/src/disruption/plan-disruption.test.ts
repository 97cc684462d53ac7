import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY, type Snapshot } from "../snapshot.ts";
import {
  NOW,
  nodePool,
  onDemand,
  pendingPod,
  runningNode,
  runningPod,
  snapshot,
  type,
} from "../testing/cluster-builder.ts";
import { planDisruption } from "./plan-disruption.ts";
import { validateCommand } from "./validate-command.ts";

const small = type("small", 2, 4, 0.08);
const medium = type("medium", 4, 8, 0.17);
const large = type("large", 8, 16, 0.34);
const catalogues = { main: [small, medium, large] };
const app = { cpu: "1", memory: "1Gi" };

type Running = ReturnType<typeof runningNode>;
function cluster(nodes: readonly Running[], parts: Partial<Snapshot> = {}): Snapshot {
  return snapshot({
    catalogues,
    nodes: nodes.map(({ node }) => node),
    nodeClaims: nodes.map(({ claim }) => claim),
    ...parts,
  });
}
const plan = (of: Snapshot) => planDisruption(of, DEFAULT_POLICY);
const messages = (of: Snapshot) => plan(of).refusals.map(({ message }) => message);

describe("emptiness", () => {
  test("empty nodes go together, and wait fifteen seconds first", () => {
    const { command } = plan(cluster([runningNode("a", small), runningNode("b", medium)]));
    expect(command).toMatchObject({
      reason: "Empty",
      decision: "delete",
      consolidationType: "empty",
      validateAfterMs: 15_000,
    });
    expect(command!.candidates.map(({ nodeName }) => nodeName).sort()).toEqual(["a", "b"]);
    expect(command!.savingsPerHour).toBeCloseTo(0.25);
  });

  test("only as many as the budget allows go, the dearest first", () => {
    const pools = [nodePool({ budgets: [{ nodes: "1" }] })];
    const { command } = plan(cluster([runningNode("a", small), runningNode("b", large)], { nodePools: pools }));
    expect(command!.candidates.map(({ nodeName }) => nodeName)).toEqual(["b"]);
  });

  test("a node within consolidateAfter stays", () => {
    expect(plan(cluster([runningNode("a", small, { conditions: [] })])).command).toBeUndefined();
  });

  test("consolidateAfter Never keeps empty nodes", () => {
    const pools = [nodePool({ spec: { disruption: { consolidateAfter: "Never" } } })];
    const keeping = cluster([runningNode("a", small)], { nodePools: pools });
    expect(plan(keeping).command).toBeUndefined();
    expect(messages(keeping)).toContain('NodePool "default" has consolidation disabled');
  });
});

describe("who may be disrupted", () => {
  const busy = runningNode("busy", large);
  const withPod = (pod = runningPod("p", "busy", app), parts: Partial<Snapshot> = {}) =>
    cluster([busy], { pods: [pod], ...parts });

  test("a pod with do-not-disrupt keeps its node", () => {
    const pod = runningPod("p", "busy", app, { annotations: { "karpenter.sh/do-not-disrupt": "true" } });
    expect(plan(withPod(pod)).command).toBeUndefined();
    expect(messages(withPod(pod))).toEqual(['Pod has "karpenter.sh/do-not-disrupt" annotation (Pod=default/p)']);
  });

  test("a do-not-disrupt duration that is over does not", () => {
    const pod = runningPod("p", "busy", app, { annotations: { "karpenter.sh/do-not-disrupt": "30m" } });
    expect(plan(withPod(pod)).command).toBeDefined();
  });

  test("a budget that allows no eviction keeps the node", () => {
    const budget = {
      apiVersion: "policy/v1",
      kind: "PodDisruptionBudget" as const,
      metadata: { name: "pdb", namespace: "default", uid: "b", resourceVersion: "1", creationTimestamp: NOW },
      spec: { minAvailable: 1, selector: {} },
      status: { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
    };
    const blocked = withPod(undefined, { podDisruptionBudgets: [budget] });
    expect(plan(blocked).command).toBeUndefined();
    expect(messages(blocked)).toEqual(["Pdb prevents pod evictions (PodDisruptionBudget=[default/pdb])"]);
  });

  test("a node annotated do-not-disrupt, a nominated one and one that starts stay", () => {
    const annotated = runningNode("busy", large, { annotations: { "karpenter.sh/do-not-disrupt": "true" } });
    expect(messages(cluster([annotated]))).toEqual([
      'Disruption is blocked through the "karpenter.sh/do-not-disrupt" annotation',
    ]);
    expect(messages(cluster([busy], { nominatedUntil: { busy: "2026-11-01T12:00:10Z" } }))).toEqual([
      "Node is nominated for a pending pod",
    ]);
    expect(messages(cluster([busy], { nodes: [] }))).toEqual(["Nodeclaim does not have an associated node"]);
  });

  test("nodes of a command under way are not candidates again, and count against the budget", () => {
    const command = { id: "1", reason: "Empty" as const, candidates: ["claim-a"], replacements: [] };
    const pools = [nodePool({ budgets: [{ nodes: "1" }] })];
    const nodes = [runningNode("a", small), runningNode("b", small)];
    const busyWith = plan(cluster(nodes, { commands: [command], nodePools: pools }));
    expect(busyWith.command).toBeUndefined();
    expect(busyWith.allowedDisruptions["default"]!.Empty).toBe(0);
  });
});

describe("budgets", () => {
  const nodes = ["a", "b", "c"].map((name) => runningNode(name, small));
  const allowed = (budgets: NonNullable<Parameters<typeof nodePool>[0]>["budgets"]) =>
    plan(cluster(nodes, { nodePools: [nodePool({ budgets: budgets! })] })).allowedDisruptions["default"];

  test("a percentage rounds up; the strictest budget counts", () => {
    expect(allowed([{ nodes: "10%" }])!.Empty).toBe(1);
    expect(allowed([{ nodes: "100%" }, { nodes: "2" }])!.Empty).toBe(2);
  });

  test("a budget applies to its reasons only, an empty list to none", () => {
    expect(allowed([{ nodes: "0", reasons: ["Drifted"] }])).toEqual({
      Empty: Infinity,
      Underutilized: Infinity,
      Drifted: 0,
    });
    expect(allowed([{ nodes: "0", reasons: [] }])!.Empty).toBe(Infinity);
  });

  test("a schedule opens its window in UTC, and one that cannot be read allows nothing", () => {
    expect(allowed([{ nodes: "0", schedule: "0 11 * * *", duration: "2h" }])!.Empty).toBe(0);
    expect(allowed([{ nodes: "0", schedule: "0 11 * * *", duration: "30m" }])!.Empty).toBe(Infinity);
    expect(allowed([{ nodes: "5", schedule: "not cron", duration: "1h" }])!.Empty).toBe(0);
  });

  test("a blocking budget is told on the pool", () => {
    const blocked = plan(cluster(nodes, { nodePools: [nodePool({ budgets: [{ nodes: "0" }] })] }));
    expect(blocked.refusals).toContainEqual({
      nodePool: "default",
      reason: "DisruptionBlocked",
      message: "No allowed disruptions for disruption reason Empty due to blocking budget",
    });
  });
});

describe("drift", () => {
  const drifted = (name: string) => runningNode(name, large, { conditions: ["Drifted"] });

  test("a drifted node is replaced at any price, at once", () => {
    const { command } = plan(cluster([drifted("a")], { pods: [runningPod("p", "a", { cpu: "7", memory: "1Gi" })] }));
    expect(command).toMatchObject({ reason: "Drifted", decision: "replace", validateAfterMs: 0 });
    expect(command!.replacements[0]!.instanceTypes).toEqual(["large"]);
  });

  test("a node whose pods would not find a place stays, and says so", () => {
    const pods = [runningPod("p", "a", app, { spec: { nodeSelector: { "example.com/gone": "x" } } })];
    const stuck = cluster([drifted("a")], { pods });
    expect(plan(stuck).command).toBeUndefined();
    expect(messages(stuck)[0]).toMatch(/^Not all pods would schedule, default\/p => /);
  });

  test("a termination grace period lets a drifted node go in spite of do-not-disrupt", () => {
    const pod = runningPod("p", "a", app, { annotations: { "karpenter.sh/do-not-disrupt": "true" } });
    const patient = runningNode("a", large, { conditions: ["Drifted"], claim: { terminationGracePeriod: "1h" } });
    expect(plan(cluster([patient], { pods: [pod] })).command?.reason).toBe("Drifted");
    expect(plan(cluster([drifted("a")], { pods: [pod] })).command).toBeUndefined();
  });
});

describe("consolidation", () => {
  test("a node whose pods fit elsewhere is deleted", () => {
    const { command } = plan(
      cluster([runningNode("a", small), runningNode("b", large)], {
        pods: [runningPod("p", "a", app), runningPod("q", "b", { cpu: "6", memory: "8Gi" })],
      }),
    );
    expect(command).toMatchObject({ reason: "Underutilized", decision: "delete", consolidationType: "single" });
    expect(command!.candidates.map(({ nodeName }) => nodeName)).toEqual(["a"]);
    expect(command!.existingNodes).toEqual([
      { name: "b", nodeClaim: "claim-b", initialized: true, pods: ["default/p"] },
    ]);
  });

  test("a node that is too large is replaced by the cheapest that fits", () => {
    const { command } = plan(cluster([runningNode("a", large)], { pods: [runningPod("p", "a", app)] }));
    expect(command).toMatchObject({ decision: "replace", consolidationType: "single", validateAfterMs: 15_000 });
    expect(command!.replacements.map(({ instanceTypes }) => instanceTypes)).toEqual([["small", "medium"]]);
    expect(command!.savingsPerHour).toBeCloseTo(0.26);
  });

  test("a node that is already the cheapest stays", () => {
    const tight = cluster([runningNode("a", small)], { pods: [runningPod("p", "a", app)] });
    expect(plan(tight).command).toBeUndefined();
    expect(messages(tight)).toEqual(["Can't replace with a cheaper node"]);
  });

  test("several nodes become one that is cheaper than all of them", () => {
    const nodes = ["a", "b", "c"].map((name) => runningNode(name, medium));
    const pods = ["a", "b", "c"].map((name) => runningPod(`on-${name}`, name, { cpu: "2500m", memory: "1Gi" }));
    const { command } = plan(cluster(nodes, { pods }));
    expect(command).toMatchObject({ consolidationType: "multi", decision: "replace" });
    expect(command!.candidates).toHaveLength(3);
    expect(command!.replacements[0]!.instanceTypes).toEqual(["large"]);
  });

  test("a replacement of a type that is being removed is no reason: the node could stay instead", () => {
    const nodes = [runningNode("a", large), runningNode("b", small)];
    const pods = [
      runningPod("p", "a", { cpu: "6", memory: "1Gi" }),
      runningPod("q", "b", { cpu: "1900m", memory: "1Gi" }),
    ];
    const { command } = plan(cluster(nodes, { pods }));
    expect(command).toMatchObject({ consolidationType: "single", decision: "delete" });
  });

  test("WhenEmpty leaves nodes with pods alone", () => {
    const pools = [nodePool({ spec: { disruption: { consolidateAfter: "0s", consolidationPolicy: "WhenEmpty" } } })];
    const kept = cluster([runningNode("a", large)], { nodePools: pools, pods: [runningPod("p", "a", app)] });
    expect(plan(kept).command).toBeUndefined();
    expect(messages(kept)).toEqual(['NodePool "default" has consolidation policy WhenEmpty, but node is not empty']);
  });

  test("Balanced refuses a small saving for much disruption", () => {
    const balanced = (saving: readonly Running[], pods: Snapshot["pods"]) =>
      cluster(saving, {
        nodePools: [
          nodePool({
            spec: {
              disruption: { consolidateAfter: "0s", consolidationPolicy: "Balanced", budgets: [{ nodes: "100%" }] },
            },
          }),
        ],
        pods,
        catalogues: { main: [small, type("little-less", 2, 4, 0.07), medium, large] },
      });
    expect(plan(balanced([runningNode("a", small)], [runningPod("p", "a", app)])).command).toBeUndefined();
    expect(plan(balanced([runningNode("a", large)], [runningPod("p", "a", app)])).command?.decision).toBe("replace");
  });

  test("spot is not replaced by spot unless allowed, and then only with fifteen cheaper types to choose from", () => {
    const pools = [nodePool({ requirements: [] })];
    const nodes = [runningNode("a", large, { capacityType: "spot" })];
    const spot = cluster(nodes, { nodePools: pools, pods: [runningPod("p", "a", app)] });
    expect(plan(spot).command).toBeUndefined();
    expect(messages(spot)).toEqual(["SpotToSpotConsolidation is disabled, can't replace a spot node with a spot node"]);
    const allowing = { ...DEFAULT_POLICY, spotToSpotConsolidation: true };
    expect(planDisruption(spot, allowing).refusals[0]!.message).toBe(
      "SpotToSpotConsolidation requires 15 cheaper instance type options than the current candidate to consolidate, got 2",
    );
    const many = Array.from({ length: 20 }, (_, index) => type(`t${index + 10}`, 2, 4, 0.08 + index / 1000));
    const wide = { ...spot, catalogues: { main: [...many, large] } };
    expect(planDisruption(wide, allowing).command!.replacements[0]!.instanceTypes).toHaveLength(15);
  });

  test("an on-demand node is replaced by spot when the pool allows both, never by on-demand by accident", () => {
    const pools = [nodePool({ requirements: [] })];
    const { command } = plan(
      cluster([runningNode("a", large)], { nodePools: pools, pods: [runningPod("p", "a", app)] }),
    );
    expect(command!.replacements[0]!.spec.requirements).toContainEqual({
      key: "karpenter.sh/capacity-type",
      operator: "In",
      values: ["spot"],
    });
  });

  test("nothing moves to a node that changed a moment ago, nor to one that is still starting", () => {
    const fresh = runningNode("b", large, { conditions: [] });
    const pods = [runningPod("p", "a", app), runningPod("q", "b", app)];
    expect(plan(cluster([runningNode("a", small), fresh], { pods })).command).toBeUndefined();
    expect(plan(cluster([runningNode("a", small), runningNode("b", large)], { pods })).command).toBeDefined();
  });

  test("a pod that waits anyway does not keep a node", () => {
    const pods = [runningPod("p", "a", app), pendingPod("too-big", { cpu: "64" })];
    expect(plan(cluster([runningNode("a", large)], { pods })).command?.decision).toBe("replace");
  });
});

describe("validation", () => {
  const before = cluster([runningNode("a", large)], { pods: [runningPod("p", "a", app)] });
  const command = plan(before).command!;

  test("an unchanged cluster validates the command", () => {
    expect(validateCommand(before, command, DEFAULT_POLICY)).toMatchObject({
      valid: true,
      command: { id: command.id },
    });
  });

  test("a pod that came to the node in between and needs a larger one invalidates it", () => {
    const after = { ...before, pods: [...before.pods, runningPod("q", "a", { cpu: "2", memory: "1Gi" })] };
    expect(validateCommand(after, command, DEFAULT_POLICY)).toEqual({
      valid: false,
      reason: "instance types of the replacement are no longer all possible",
    });
  });

  test("of empty nodes those that are still empty go", () => {
    const two = cluster([runningNode("a", small), runningNode("b", small)]);
    const both = plan(two).command!;
    const after = { ...two, pods: [runningPod("p", "a", app)] };
    const result = validateCommand(after, both, DEFAULT_POLICY);
    expect(result.valid && result.command.candidates.map(({ nodeName }) => nodeName)).toEqual(["b"]);
  });
});

test("requirements of the pool decide what a replacement may be", () => {
  const pools = [
    nodePool({
      requirements: [onDemand(), { key: "node.kubernetes.io/instance-type", operator: "NotIn", values: ["small"] }],
    }),
  ];
  const { command } = plan(cluster([runningNode("a", large)], { nodePools: pools, pods: [runningPod("p", "a", app)] }));
  expect(command!.replacements[0]!.instanceTypes).toEqual(["medium"]);
});
