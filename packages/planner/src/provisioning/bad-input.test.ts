import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { planDisruption } from "../disruption/plan-disruption.ts";
import { DEFAULT_POLICY, type Snapshot } from "../snapshot.ts";
import { nodePool, pendingPod, runningNode, snapshot, type } from "../testing/cluster-builder.ts";
import { anyCluster } from "../testing/random-cluster.ts";
import { planProvisioning } from "./plan-provisioning.ts";

const app = { cpu: "1", memory: "1Gi" };
const plan = (of: Snapshot) => planProvisioning(of, DEFAULT_POLICY);
/** As a file that was cut or edited by hand would hold it. */
const broken = <T>(value: unknown): T => JSON.parse(JSON.stringify(value)) as T;

/** Every field of every object, as its parent and key. */
function fieldsOf(cluster: Snapshot): (readonly [object, string])[] {
  const fields: (readonly [object, string])[] = [];
  const collect = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, part] of Object.entries(value)) {
      fields.push([value, key]);
      collect(part);
    }
  };
  for (const list of [cluster.pods, cluster.nodes, cluster.nodeClaims, cluster.nodePools]) collect(list);
  return fields;
}

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

  test.each([
    ["spec.tolerations: Invalid value: must be a list", { tolerations: "all" }],
    ["spec.nodeSelector[zone]: Invalid value: must be text", { nodeSelector: { zone: 7 } }],
    [
      "spec.containers[0].resources.requests: Invalid value: must be a map",
      { containers: [{ resources: { requests: 1 } }] },
    ],
    [
      "spec.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[0].topologyKey: Required value",
      { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [{}] } } },
    ],
    ["spec.topologySpreadConstraints[0]: Invalid value: must be an object", { topologySpreadConstraints: [null] }],
    ["spec.volumes[0].persistentVolumeClaim.claimName: Required value", { volumes: [{ persistentVolumeClaim: {} }] }],
  ])("a pod with %s", (reason, spec) => {
    const bad = pendingPod("bad", app);
    const pods = [broken<typeof bad>({ ...bad, spec: { ...bad.spec, ...spec } }), pendingPod("p", app)];
    const result = plan(snapshot({ pods }));
    expect(result.unreadable).toEqual([{ kind: "Pod", name: "default/bad", reason }]);
    expect(result.newNodeClaims.flatMap(({ pods: names }) => names)).toEqual(["default/p"]);
  });

  test("a list that is none", () => {
    const result = plan(broken<Snapshot>({ ...snapshot({ pods: [pendingPod("p", app)] }), nodes: "none" }));
    expect(result.unreadable).toEqual([{ kind: "Node", name: "", reason: "Invalid value: must be a list" }]);
    expect(result.newNodeClaims).toHaveLength(1);
  });

  test("whatever one field of a cluster is replaced by, both plans come to an end", () => {
    const wrong = fc.constantFrom<unknown>(null, 7, "x", [], {}, [7], [null], ["x"], { a: 7 }, true);
    fc.assert(
      fc.property(anyCluster, fc.nat(), wrong, (cluster, chance, value) => {
        const damaged = structuredClone(cluster);
        const places = fieldsOf(damaged);
        const [parent, key] = places[chance % places.length]!;
        Reflect.set(parent, key, value);
        const policy = { ...DEFAULT_POLICY, packingEffort: 100 };
        expect(planProvisioning(damaged, policy).effort).toBeGreaterThanOrEqual(0);
        expect(planDisruption(damaged, policy).refusals).toBeInstanceOf(Array);
      }),
      { numRuns: 400 },
    );
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

  test.each([
    ["more than a double holds", "1e400"],
    ["four hundred digits", "9".repeat(400)],
    ["beyond 64 bits", "99999999999999999999E"],
    ["less than nothing", "-1"],
  ])("a request of %s: that pod says why, the others are planned", (_, cpu) => {
    for (const resource of ["cpu", "memory", "example.com/device"]) {
      const result = plan(snapshot({ pods: [pendingPod("odd", { [resource]: cpu }), pendingPod("p", app)] }));
      expect(result.newNodeClaims.flatMap(({ pods }) => pods)).toContain("default/p");
      expect(Number.isFinite(result.pricePerHour) && Number.isFinite(result.lowerBoundPerHour)).toBe(true);
      if (cpu !== "-1") expect(result.unschedulable.map(({ pod }) => pod)).toEqual(["default/odd"]);
    }
  });

  test("a node and a limit with amounts beyond counting do not stop the plan", () => {
    const { node, claim } = runningNode("n", type("t", 1, 1, 1));
    const huge = { cpu: "9".repeat(30), memory: "9".repeat(30), pods: "110" };
    const nodes = [{ ...node, status: { ...node.status, capacity: huge, allocatable: huge } }];
    const nodePools = [nodePool({ spec: { limits: { cpu: "9".repeat(30) } } })];
    const result = plan(snapshot({ nodes, nodeClaims: [claim], nodePools, pods: [pendingPod("p", app)] }));
    expect(result.unschedulable).toEqual([]);
  });

  test("a required spread over a label that no node can have says which label; a soft one is given up", () => {
    const spread = (whenUnsatisfiable: "DoNotSchedule" | "ScheduleAnyway") => ({
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: "example.com/rack",
          whenUnsatisfiable,
          labelSelector: { matchLabels: { app: "x" } },
        },
      ],
    });
    const hard = plan(snapshot({ pods: [pendingPod("p", app, spread("DoNotSchedule"), { app: "x" })] }));
    expect(hard.unschedulable[0]!.message).toContain("example.com/rack");
    const soft = plan(snapshot({ pods: [pendingPod("p", app, spread("ScheduleAnyway"), { app: "x" })] }));
    expect(soft.unschedulable).toEqual([]);
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

  test("a pod that must be beside and away from its own kind ends with a reason", () => {
    const term = { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "a" } } };
    const both = {
      affinity: {
        podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] },
        podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] },
      },
    };
    const pods = ["a1", "a2", "a3"].map((name) => pendingPod(name, app, both, { app: "a" }));
    const result = plan(snapshot({ pods }));
    expect(result.newNodeClaims.map((claim) => claim.pods.length)).toEqual([1]);
    expect(result.unschedulable).toHaveLength(2);
  });

  test("an affinity to pods that nobody has leaves the pod pending", () => {
    const towards = {
      affinity: {
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "nobody" } } },
          ],
        },
      },
    };
    expect(plan(snapshot({ pods: [pendingPod("p", app, towards, { app: "p" })] })).unschedulable).toHaveLength(1);
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
  const untried = result.unschedulable.filter(({ message }) => message.startsWith("not tried yet")).length;
  expect(result.notTried).toContain(`${untried} of 50 pods have not been tried`);
  expect(plan(snapshot({ pods })).isPartial).toBe(false);
});

test("ten thousand pods of as many shapes are all placed", () => {
  const pods = Array.from({ length: 10_000 }, (_, index) =>
    pendingPod(`p${index}`, { cpu: `${100 + (index % 100)}m`, memory: `${(128 + Math.floor(index / 100)) * 2 ** 20}` }),
  );
  const result = planProvisioning(snapshot({ pods }), { ...DEFAULT_POLICY, packingPolicy: "upstream" });
  expect(result.unschedulable).toEqual([]);
  expect(new Set(result.newNodeClaims.flatMap((claim) => claim.pods)).size).toBe(10_000);
  // Effort is counted, not timed: every pod tried on every claim would be more.
  expect(result.effort).toBeLessThan((10_000 * result.newNodeClaims.length) / 2);
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
