import { seededRandom, type Node, type Pod } from "@inlay/resources";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ClusterState } from "./cluster-state/cluster-state.ts";
import { podInfo } from "./cluster-state/pod-info.ts";
import { decide, feasibleEnough } from "./decision.ts";
import { nodeFit } from "./filters.ts";
import { Nominations } from "./preemption/nominations.ts";
import { decidePreemption } from "./preemption/preemption.ts";
import { unschedulableMessage } from "./unschedulable-message.ts";

const meta = (name: string) => ({ name, uid: name, resourceVersion: "1", creationTimestamp: "2026-01-01T00:00:00Z" });
const node = (name: string, cpu: number, zone: string): Node => ({
  apiVersion: "v1",
  kind: "Node",
  metadata: { ...meta(name), labels: { zone, "kubernetes.io/hostname": name } },
  spec: {},
  status: { allocatable: { cpu: `${cpu}m`, memory: "8Gi", pods: "10" } },
});
const pod = (name: string, cpu: number, over: Partial<Pod["spec"]> = {}): Pod => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: { ...meta(name), namespace: "default", labels: { app: name.slice(0, 1) } },
  spec: { containers: [{ name: "c", resources: { requests: { cpu: `${cpu}m` } } }], ...over },
});
const context = (state: ClusterState) => ({
  state,
  nominations: new Nominations(),
  random: seededRandom(1),
  startAt: 0,
});

const ZONE = "zone";
const clusters = fc.record({
  nodes: fc.array(fc.record({ cpu: fc.integer({ min: 100, max: 4000 }), zone: fc.constantFrom("1", "2", "3") }), {
    minLength: 1,
    maxLength: 8,
  }),
  pods: fc.array(
    fc.record({
      kind: fc.constantFrom("x", "y"),
      cpu: fc.integer({ min: 0, max: 1500 }),
      rule: fc.constantFrom("none", "anti", "spread"),
    }),
    { maxLength: 40 },
  ),
});

const RULES = {
  none: {},
  anti: {
    affinity: {
      podAntiAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: [
          { topologyKey: "kubernetes.io/hostname", labelSelector: { matchLabels: { app: "x" } } },
        ],
      },
    },
  },
  spread: {
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: "zone",
        whenUnsatisfiable: "DoNotSchedule",
        labelSelector: { matchLabels: { app: "x" } },
      },
    ],
  },
} as const;

test("no node is ever overcommitted, and what the incremental state says is what a fresh one says", () => {
  fc.assert(
    fc.property(clusters, (cluster) => {
      const nodes = cluster.nodes.map(({ cpu, zone }, index) => node(`n${index}`, cpu, zone));
      const state = ClusterState.of({ nodes });
      const placed: Pod[] = [];
      cluster.pods.forEach(({ kind, cpu, rule }, index) => {
        const candidate = pod(`${kind}${index}`, cpu, RULES[rule]);
        const fresh = ClusterState.of({ nodes, pods: placed });
        const decision = decide(podInfo(candidate), context(state));
        const fitting = nodes.filter(({ metadata }) => !nodeFit(candidate, metadata.name, fresh));
        if (decision.kind !== "place") return expect(fitting).toEqual([]);
        expect(fitting.map(({ metadata }) => metadata.name)).toContain(decision.nodeName);
        const bound = { ...candidate, spec: { ...candidate.spec, nodeName: decision.nodeName } };
        placed.push(bound);
        state.place(bound);
      });
      for (const { allocatable, requested } of state.nodes.values())
        for (const name in requested) expect(requested[name]!).toBeLessThanOrEqual(allocatable[name] ?? 0);
    }),
    { numRuns: 60 },
  );
});

test("pods are counted by domain as they come and go, and as nodes change their labels", () => {
  fc.assert(
    fc.property(clusters, fc.array(fc.nat(), { maxLength: 4 }), (cluster, moves) => {
      const nodes = cluster.nodes.map(({ cpu, zone }, index) => node(`n${index}`, cpu, zone));
      const state = ClusterState.of({ nodes });
      const zones = () => state.counts.of("all", () => true).perDomain(ZONE);
      zones();
      const placed = new Map<string, string>();
      cluster.pods.forEach(({ kind, cpu }, index) => {
        const nodeName = `n${index % nodes.length}`;
        state.place(pod(`${kind}${index}`, cpu, { nodeName }));
        placed.set(pod(`${kind}${index}`, cpu).metadata.uid, nodeName);
        if (index % 3 === 2) {
          const [uid] = placed.keys();
          state.unplace(uid!);
          placed.delete(uid!);
        }
      });
      for (const move of moves) state.setNode(node(`n${move % nodes.length}`, 1000, "moved"));
      const expected = new Map<string, number>();
      for (const nodeName of placed.values()) {
        const zone = state.nodes.get(nodeName)!.node.metadata.labels![ZONE]!;
        expected.set(zone, (expected.get(zone) ?? 0) + 1);
      }
      expect(new Map([...zones()].filter(([, count]) => count !== 0))).toEqual(expected);
    }),
    { numRuns: 60 },
  );
});

test("what is taken off leaves no trace", () => {
  fc.assert(
    fc.property(clusters, (cluster) => {
      const nodes = cluster.nodes.map(({ cpu, zone }, index) => node(`n${index}`, cpu, zone));
      const state = ClusterState.of({ nodes });
      const pods = cluster.pods.map(({ kind, cpu, rule }, index) =>
        pod(`${kind}${index}`, cpu, { ...RULES[rule], nodeName: `n${index % nodes.length}` }),
      );
      for (const each of pods) state.place(each);
      state.counts.of("all", () => true);
      for (const each of pods) state.unplace(each.metadata.uid);
      expect(state.counts.of("all", () => true).perNode.size).toBe(0);
      expect(state.withAntiAffinity.size + state.withAffinity.size).toBe(0);
      for (const { requested } of state.nodes.values()) for (const name in requested) expect(requested[name]).toBe(0);
    }),
    { numRuns: 40 },
  );
});

test("the emptier node wins", () => {
  const state = ClusterState.of({
    nodes: [node("n0", 4000, "1"), node("n1", 4000, "1")],
    pods: [pod("x", 1000, { nodeName: "n0" })],
  });
  expect(decide(podInfo(pod("y", 500)), context(state))).toEqual({ kind: "place", nodeName: "n1" });
});

test("of large clusters a part is looked at", () => {
  expect([50, 100, 1000, 5000, 10_000].map(feasibleEnough)).toEqual([50, 100, 420, 500, 500]);
});

test("reasons are counted and sorted, daemon pods know the nodes that are not theirs", () => {
  const state = ClusterState.of({ nodes: [node("n0", 100, "1"), node("n1", 100, "1"), node("n2", 4000, "1")] });
  const matchFields = [{ key: "metadata.name", operator: "In" as const, values: ["n0"] }];
  const required = { nodeSelectorTerms: [{ matchFields }] };
  const daemon = podInfo(
    pod("d", 500, { affinity: { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } } }),
  );
  const decision = decide(daemon, context(state));
  if (decision.kind !== "unschedulable") throw new Error("it was placed");
  const preemption = decidePreemption(daemon, decision.rejections, {
    state,
    nominations: new Nominations(),
    budgets: [],
  });
  expect(unschedulableMessage({ ...decision, nodes: 3, preemption })).toBe(
    "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]. preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.",
  );
});

test("preemption takes as few and as unimportant pods as it can, and spares budgets", () => {
  const pods = [
    pod("a1", 1000, { nodeName: "n0", priority: 10 }),
    pod("b1", 1000, { nodeName: "n0", priority: 5 }),
    pod("c1", 2000, { nodeName: "n1", priority: 1 }),
  ];
  const state = ClusterState.of({ nodes: [node("n0", 2000, "1"), node("n1", 2000, "1")], pods });
  const important = podInfo(pod("z", 1000, { priority: 100 }));
  const decide2 = (budgets: Parameters<typeof decidePreemption>[2]["budgets"]) => {
    const decision = decide(important, context(state));
    if (decision.kind !== "unschedulable") throw new Error("it was placed");
    return decidePreemption(important, decision.rejections, { state, nominations: new Nominations(), budgets });
  };
  expect(decide2([])).toMatchObject({
    kind: "preempt",
    candidate: { nodeName: "n1", victims: [{ metadata: { name: "c1" } }] },
  });
  const budget = {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget" as const,
    metadata: { ...meta("pdb"), namespace: "default" },
    spec: { selector: { matchLabels: { app: "c" } } },
    status: { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
  };
  expect(decide2([budget])).toMatchObject({
    kind: "preempt",
    candidate: { nodeName: "n0", victims: [{ metadata: { name: "b1" } }] },
  });
  const modest = podInfo(pod("m", 1000, { priority: 100, preemptionPolicy: "Never" }));
  expect(decidePreemption(modest, new Map(), { state, nominations: new Nominations(), budgets: [] })).toEqual({
    kind: "not-eligible",
    message: "not eligible due to preemptionPolicy=Never.",
  });
});
