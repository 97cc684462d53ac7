import { describe, expect, test } from "vitest";
import { DEFAULT_POLICY, type Snapshot } from "../snapshot.ts";
import { nodePool, onDemand, pendingPod, runningNode, runningPod, snapshot, type } from "../testing/cluster-builder.ts";
import { explainNode } from "./explain-node.ts";
import { explainPod } from "./explain-pod.ts";

const small = type("small", 2, 4, 0.08);
const large = type("large", 8, 16, 0.34);
const catalogues = { main: [small, large] };
const app = { cpu: "1", memory: "1Gi" };
const explain = (of: Snapshot, key = "default/p") => explainPod(of, DEFAULT_POLICY, key);

describe("a pod", () => {
  test("that is placed tells the offering and the runner-up with its price", () => {
    expect(explain(snapshot({ catalogues, pods: [pendingPod("p", app)] }))).toEqual({
      pod: "default/p",
      outcome: "placed",
      place: "a new node of pool default",
      chosen: { instanceType: "small", zone: "zone-a", capacityType: "on-demand", pricePerHour: 0.08 },
      runnerUp: { instanceType: "small", zone: "zone-b", capacityType: "on-demand", pricePerHour: 0.08 },
    });
  });

  test("that another pool could have taken tells what that would have cost", () => {
    const first = nodePool({ name: "first", spec: { weight: 10 } });
    const catalogueOfNodePool = { first: "one", second: "two" };
    const cluster = snapshot({
      catalogues: { one: [type("only", 2, 4, 0.08, { offerings: small.offerings.slice(0, 1) })], two: [large] },
      catalogueOfNodePool,
      nodePools: [first, nodePool({ name: "second" })],
      pods: [pendingPod("p", app)],
    });
    expect(explain(cluster)).toMatchObject({
      place: "a new node of pool first",
      runnerUp: { instanceType: "large", nodePool: "second", pricePerHour: 0.34 },
    });
  });

  test("that has no runner-up while the others have no capacity", () => {
    const offerings = small.offerings.slice(0, 3).filter(({ capacityType }) => capacityType === "on-demand");
    const cluster = snapshot({
      catalogues: { main: [type("only", 2, 4, 0.08, { offerings })] },
      unavailableOfferings: offerings
        .slice(1)
        .map(({ zone, capacityType }) => ({ instanceType: "only", zone, capacityType })),
      pods: [pendingPod("p", app)],
    });
    expect(explain(cluster)).not.toHaveProperty("runnerUp");
  });

  test("gets a fix that holds under the policy it is asked for", () => {
    const pods = [pendingPod("q", app), pendingPod("p", { cpu: "20", memory: "1Gi" })];
    const cluster = snapshot({ catalogues, pods, nodePools: [nodePool({ spec: { limits: { cpu: "2" } } })] });
    const explanation = explainPod(cluster, { ...DEFAULT_POLICY, maxPodsPerNode: 1 }, "default/p");
    expect(explanation).toMatchObject({ outcome: "unschedulable" });
    expect(explanation).not.toHaveProperty("fix");
  });

  test("that no type can hold tells the resource, and the fix is the largest request that fits", () => {
    const explanation = explain(snapshot({ catalogues, pods: [pendingPod("p", { cpu: "20", memory: "1Gi" })] }));
    expect(explanation).toMatchObject({
      outcome: "unschedulable",
      pools: [
        { nodePool: "default", rule: "instance-types", shortage: { resource: "cpu", needed: 20_000, largest: 8000 } },
      ],
      fix: { change: "lower the pod's request of cpu to 8", place: "a new node of pool default" },
    });
  });

  test("that must be beside one pod and away from another in the same zone is told the rule, not a type", () => {
    const term = { topologyKey: "topology.kubernetes.io/zone", labelSelector: { matchLabels: { app: "a" } } };
    const only = { requiredDuringSchedulingIgnoredDuringExecution: [term] };
    const { node, claim } = runningNode("n", small);
    const cluster = snapshot({
      catalogues,
      nodes: [node],
      nodeClaims: [claim],
      pods: [
        runningPod("resident", "n", app, { spec: { affinity: { podAntiAffinity: only } }, labels: { app: "a" } }),
        pendingPod("p", app, { affinity: { podAffinity: only } }, { app: "a" }),
      ],
    });
    const explanation = explain(cluster);
    expect(explanation).toMatchObject({
      outcome: "unschedulable",
      pools: [{ nodePool: "default", rule: "topology", key: "topology.kubernetes.io/zone" }],
    });
    expect(explanation).toHaveProperty("message", expect.stringContaining("unsatisfiable topology constraint for pod"));
  });

  test("that a taint keeps out is told which toleration it lacks", () => {
    const tainted = nodePool({ template: { taints: [{ key: "dedicated", value: "db", effect: "NoSchedule" }] } });
    expect(explain(snapshot({ catalogues, nodePools: [tainted], pods: [pendingPod("p", app)] }))).toMatchObject({
      pools: [{ rule: "taint", message: "did not tolerate taint (taint=dedicated=db:NoSchedule)" }],
      fix: { change: "let the pod tolerate taint dedicated of pool default" },
    });
  });

  test("that asks for what the pool excludes is told the label", () => {
    const pod = pendingPod("p", app, { nodeSelector: { "karpenter.sh/capacity-type": "spot" } });
    expect(
      explain(snapshot({ catalogues, nodePools: [nodePool({ requirements: [onDemand()] })], pods: [pod] })),
    ).toMatchObject({
      pools: [{ rule: "requirement", key: "karpenter.sh/capacity-type" }],
      fix: { change: "drop karpenter.sh/capacity-type from the pod's node selector" },
    });
  });

  test("that a limit stops is told the limit", () => {
    const limited = nodePool({ spec: { limits: { cpu: "1" } } });
    expect(explain(snapshot({ catalogues, nodePools: [limited], pods: [pendingPod("p", app)] }))).toMatchObject({
      pools: [{ rule: "limit" }],
      fix: { change: "raise the limits of pool default" },
    });
  });

  test("that would need a type beyond what the limit leaves is told the limit, too", () => {
    const limited = nodePool({ spec: { limits: { cpu: "4" } } });
    const pods = [pendingPod("p", { cpu: "3", memory: "1Gi" })];
    expect(explain(snapshot({ catalogues, nodePools: [limited], pods }))).toMatchObject({
      pools: [{ rule: "limit", message: expect.stringContaining("no instance type has enough resources") as string }],
      fix: { change: "raise the limits of pool default" },
    });
  });

  test("that a spread holds back is told the domain counts", () => {
    const spread = {
      maxSkew: 1,
      topologyKey: "example.com/rack",
      whenUnsatisfiable: "DoNotSchedule",
      labelSelector: { matchLabels: { app: "a" } },
    } as const;
    const pod = pendingPod("p", app, { topologySpreadConstraints: [spread] }, { app: "a" });
    expect(explain(snapshot({ catalogues, pods: [pod] }))).toMatchObject({
      pools: [{ rule: "topology", key: "example.com/rack", message: expect.stringContaining("counts = ") as string }],
      fix: { change: "make the pod's spread over example.com/rack ScheduleAnyway" },
    });
  });

  test("that runs, that is refused, and that nobody knows", () => {
    const { node, claim } = runningNode("n", large);
    const cluster = snapshot({
      catalogues,
      nodes: [node],
      nodeClaims: [claim],
      pods: [runningPod("p", "n", app), pendingPod("q", app, { nodeSelector: { "kubernetes.io/hostname": "n" } })],
    });
    expect(explain(cluster)).toEqual({ pod: "default/p", outcome: "not-pending", node: "n" });
    expect(explain(cluster, "default/q")).toMatchObject({ outcome: "refused" });
    expect(explain(cluster, "default/nobody")).toEqual({ pod: "default/nobody", outcome: "unknown" });
  });

  test("tells why nodes that exist do not take it", () => {
    const nodes = ["a", "b"].map((name) => runningNode(name, small));
    const cluster = snapshot({
      catalogues,
      nodes: nodes.map(({ node }) => node),
      nodeClaims: nodes.map(({ claim }) => claim),
      pods: [pendingPod("p", { cpu: "20" })],
    });
    expect(explain(cluster)).toMatchObject({ nodes: [{ reason: "exceeds node resources", nodes: 2, example: "a" }] });
  });
});

describe("a node", () => {
  const { node, claim } = runningNode("n", large);
  const cluster = (pods: Snapshot["pods"], parts: Partial<Snapshot> = {}) =>
    snapshot({ catalogues, nodes: [node], nodeClaims: [claim], pods, ...parts });
  const explained = (of: Snapshot) => explainNode(of, DEFAULT_POLICY, "n");

  test("that can be cheaper tells what would replace it and what that saves", () => {
    const explanation = explained(cluster([runningPod("p", "n", app)]));
    expect(explanation).toMatchObject({
      outcome: "would-go",
      reasons: ["Underutilized/replace"],
      replacements: [["small"]],
    });
    expect(explanation.savingsPerHour).toBeCloseTo(0.26);
  });

  test("that is well used tells that nothing is cheaper", () => {
    expect(explained(cluster([runningPod("p", "n", { cpu: "7", memory: "1Gi" })]))).toMatchObject({
      outcome: "stays",
      reasons: ["Can't replace with a cheaper node"],
    });
  });

  test("that a budget keeps tells the budget, and what would be saved without it", () => {
    const nodePools = [nodePool({ budgets: [{ nodes: "0" }] })];
    const explanation = explained(cluster([runningPod("p", "n", app)], { nodePools }));
    expect(explanation.reasons).toContain(
      "No allowed disruptions for disruption reason Underutilized due to blocking budget",
    );
    expect(explanation.savingsPerHour).toBeCloseTo(0.26);
  });

  test("that nobody knows", () => {
    expect(explainNode(cluster([]), DEFAULT_POLICY, "other")).toEqual({
      node: "other",
      outcome: "unknown",
      reasons: [],
    });
  });
});
