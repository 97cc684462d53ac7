import { describe, expect, test } from "vitest";
import { planDisruption } from "../disruption/plan-disruption.ts";
import { DEFAULT_POLICY, type Snapshot } from "../snapshot.ts";
import { nodePool, pendingPod, runningNode, snapshot, type } from "../testing/cluster-builder.ts";
import { planProvisioning } from "./plan-provisioning.ts";

const app = { cpu: "1", memory: "1Gi" };
const plan = (of: Snapshot) => planProvisioning(of, DEFAULT_POLICY);
/** As a file that was cut or edited by hand would hold it. */
const broken = <T>(value: unknown): T => JSON.parse(JSON.stringify(value)) as T;

describe("what cannot be read is left out, with a reason, and the rest is planned", () => {
  test.each([
    [
      "NodePool",
      "spec.template: Required value",
      { nodePools: [nodePool(), broken<ReturnType<typeof nodePool>>({ ...nodePool({ name: "bad" }), spec: {} })] },
    ],
    [
      "Node",
      "status.capacity.cpu",
      { nodes: [{ ...runningNode("bad", type("t", 1, 1, 1)).node, status: { capacity: { cpu: "lots" } } }] },
    ],
    [
      "Pod",
      "spec: Required value",
      {
        pods: [
          broken<ReturnType<typeof pendingPod>>({ ...pendingPod("bad", app), spec: undefined }),
          pendingPod("p", app),
        ],
      },
    ],
  ] as const)("a %s", (kind, reason, parts) => {
    const result = plan(snapshot({ pods: [pendingPod("p", app)], ...(parts as Partial<Snapshot>) }));
    expect(result.unreadable).toEqual([
      { kind, name: expect.stringContaining("bad") as string, reason: expect.stringContaining(reason) as string },
    ]);
    expect(result.newNodeClaims.flatMap(({ pods }) => pods)).toEqual(["default/p"]);
  });

  test("a pending pod with a quantity that is none says so", () => {
    const result = plan(snapshot({ pods: [pendingPod("bad", { cpu: "lots" }), pendingPod("p", app)] }));
    expect(result.unschedulable).toEqual([
      { pod: "default/bad", stage: "validation", message: expect.stringContaining("lots") as string },
    ]);
    expect(result.newNodeClaims).toHaveLength(1);
  });

  test("lists that are missing count as empty", () => {
    const { nodes: _, podDisruptionBudgets: __, ...cut } = snapshot({ pods: [pendingPod("p", app)] });
    expect(plan(broken<Snapshot>(cut)).newNodeClaims).toHaveLength(1);
    expect(planDisruption(broken<Snapshot>(cut), DEFAULT_POLICY).command).toBeUndefined();
  });

  test("a snapshot of another version, or without a time, is refused", () => {
    expect(() => plan(broken({ ...snapshot({}), version: 7 }))).toThrow("version: Invalid value: 7: must be 1");
    expect(() => plan({ ...snapshot({}), now: "yesterday" })).toThrow("now: Invalid value");
  });
});

describe("what cannot be had leaves a reason", () => {
  test("requests beyond any machine", () => {
    const { unschedulable } = plan(snapshot({ pods: [pendingPod("p", { cpu: "9e18", memory: "8Ei" })] }));
    expect(unschedulable[0]!.message).toMatch(
      /no instance type has enough resources \(CPU request >= 1 Million, m vs M typo\?\)/,
    );
  });

  test("a pool whose requirements contradict each other is skipped", () => {
    const never = nodePool({
      requirements: [
        { key: "kubernetes.io/arch", operator: "In", values: ["amd64"] },
        { key: "kubernetes.io/arch", operator: "NotIn", values: ["amd64"] },
      ],
    });
    const result = plan(snapshot({ nodePools: [never], pods: [pendingPod("p", app)] }));
    expect(result.skippedNodePools).toEqual([
      { nodePool: "default", reason: "nodepool requirements filtered out all available instance types" },
    ]);
    expect(result.unschedulable[0]!.message).toBe("nodepool requirements filtered out all available instance types");
  });

  test("pods that each wait for the other end with a reason, not in a loop", () => {
    const towards = (name: string) => ({
      affinity: {
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: name } } },
          ],
        },
      },
    });
    const pods = [pendingPod("a", app, towards("b"), { app: "a" }), pendingPod("b", app, towards("a"), { app: "b" })];
    expect(plan(snapshot({ pods })).unschedulable.map(({ pod }) => pod)).toEqual(["default/a", "default/b"]);
  });

  test("a selector that matches nothing keeps nobody away", () => {
    const nobody = {
      topologySpreadConstraints: [
        { maxSkew: 1, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule" as const },
      ],
    };
    expect(plan(snapshot({ pods: [pendingPod("p", app, nobody)] })).unschedulable).toEqual([]);
  });
});

test("effort that is used up leaves the best plan so far, and says what was not tried", () => {
  const pods = Array.from({ length: 50 }, (_, index) => pendingPod(`p${index}`, { cpu: "3", memory: "1Gi" }));
  const result = planProvisioning(snapshot({ pods }), { ...DEFAULT_POLICY, effortLimit: 20 });
  expect(result.isPartial).toBe(true);
  expect(result.newNodeClaims.length).toBeGreaterThan(0);
  expect(result.unschedulable.at(-1)!.message).toBe("not tried yet: the effort for this plan was used up");
  expect(plan(snapshot({ pods })).isPartial).toBe(false);
});

test("ten thousand workloads with a rule each stay quick", () => {
  const pods = Array.from({ length: 10_000 }, (_, index) => {
    const labels = { app: `app-${index}` };
    const spread = {
      maxSkew: 1,
      topologyKey: "kubernetes.io/hostname",
      whenUnsatisfiable: "DoNotSchedule" as const,
      labelSelector: { matchLabels: labels },
    };
    return pendingPod(
      `p${index}`,
      { cpu: `${100 + (index % 400)}m`, memory: "64Mi" },
      { topologySpreadConstraints: [spread] },
      labels,
    );
  });
  const result = plan(snapshot({ pods }));
  expect(result.unschedulable).toEqual([]);
  // Work grows with the pods, not with their square.
  expect(result.effort).toBeLessThan(100 * pods.length);
});
