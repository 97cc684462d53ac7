import { DEPLOYMENTS, NODES, PODS, type Deployment, type Node, type Pod } from "@inlay/resources";
import { afterEach, expect, test } from "vitest";
import { SteppedClock } from "../../testing/stepped-clock.ts";
import { simulatedCluster, testMachine, type SimulatedCluster } from "../../testing/simulated-cluster.ts";
import { conditionOf, isReady } from "../pods/pod-state.ts";
import { decideTaints } from "./node-taints.ts";
import { evictionTime } from "./taint-eviction.ts";

let cluster: SimulatedCluster;
afterEach(() => cluster?.stop());

const pods = () => cluster.api.list<Pod>(PODS, { namespace: "default" });
const nodeOf = (name: string) => cluster.api.get<Node>(NODES, { name })!;
const tolerations = ["not-ready", "unreachable"].map((name) => ({
  key: `node.kubernetes.io/${name}`,
  operator: "Exists" as const,
  effect: "NoExecute",
  tolerationSeconds: 300,
}));

async function spreadOverTwo(clock: SteppedClock) {
  cluster = await simulatedCluster({ clock });
  const lost = await cluster.kubelets.boot(testMachine("lost"));
  await cluster.kubelets.boot(testMachine("kept"));
  await clock.pass(1_000);
  await cluster.api.create<Deployment>(DEPLOYMENTS, {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "web", namespace: "default" },
    spec: {
      replicas: 4,
      selector: { matchLabels: { app: "web" } },
      template: {
        metadata: { labels: { app: "web" } },
        spec: { containers: [{ name: "c", image: "pause" }], tolerations },
      },
    },
  });
  await clock.pass(3_000);
  expect(pods().filter(isReady)).toHaveLength(4);
  expect(new Set(pods().map(({ spec }) => spec.nodeName)).size).toBe(2);
  return lost;
}

test("a silent machine's node becomes unknown and tainted, its pods not ready, then they are replaced elsewhere", async () => {
  const clock = new SteppedClock();
  const lost = await spreadOverTwo(clock);
  lost.stop();
  await clock.pass(30_000);
  expect(conditionOf(nodeOf("lost"), "Ready")?.status).toBe("True");
  await clock.pass(25_000);
  expect(conditionOf(nodeOf("lost"), "Ready")).toMatchObject({
    status: "Unknown",
    reason: "NodeStatusUnknown",
    message: "Kubelet stopped posting node status.",
  });
  expect(
    nodeOf("lost")
      .spec.taints?.map(({ key, effect }) => `${key}:${effect}`)
      .sort(),
  ).toEqual(["node.kubernetes.io/unreachable:NoExecute", "node.kubernetes.io/unreachable:NoSchedule"]);
  expect(nodeOf("kept").spec.taints ?? []).toEqual([]);
  const there = () => pods().filter(({ spec }) => spec.nodeName === "lost");
  expect(there().some(isReady)).toBe(false);
  expect(there().some(({ metadata }) => metadata.deletionTimestamp)).toBe(false);
  await clock.pass(310_000);
  expect(there().every(({ metadata }) => metadata.deletionTimestamp)).toBe(true);
  expect(pods().filter((pod) => isReady(pod) && pod.spec.nodeName === "kept")).toHaveLength(4);
  await cluster.api.delete(NODES, { name: "lost" });
  await clock.pass(60_000);
  expect(there()).toEqual([]);
});

test("a machine that comes back keeps its pods", async () => {
  const clock = new SteppedClock();
  const lost = await spreadOverTwo(clock);
  const before = pods()
    .map(({ metadata }) => metadata.uid)
    .sort();
  lost.stop();
  await clock.pass(60_000);
  await cluster.kubelets.boot(testMachine("lost"));
  await clock.pass(10_000);
  expect(nodeOf("lost").spec.taints ?? []).toEqual([]);
  await clock.pass(400_000);
  expect(
    pods()
      .map(({ metadata }) => metadata.uid)
      .sort(),
  ).toEqual(before);
  expect(pods().every(isReady)).toBe(true);
});

test("a clock that jumps an hour says nothing about the nodes", async () => {
  const clock = new SteppedClock();
  await spreadOverTwo(clock);
  clock.jump(3_600_000);
  await clock.pass(30_000);
  expect(["lost", "kept"].map((name) => conditionOf(nodeOf(name), "Ready")?.status)).toEqual(["True", "True"]);
  expect(pods().filter(isReady)).toHaveLength(4);
});

test("when no node at all is ready nobody is evicted", async () => {
  const clock = new SteppedClock();
  cluster = await simulatedCluster({ clock });
  const only = await cluster.kubelets.boot(testMachine("only"));
  await clock.pass(1_000);
  only.stop();
  await clock.pass(120_000);
  expect(nodeOf("only").spec.taints?.map(({ effect }) => effect)).toEqual(["NoSchedule"]);
});

test("what nobody knows of is left alone: foreign taints stay, unready ones are exchanged", () => {
  const node: Node = {
    apiVersion: "v1",
    kind: "Node",
    metadata: { name: "n", uid: "n", resourceVersion: "1", creationTimestamp: "2026-01-01T00:00:00Z" },
    spec: {
      unschedulable: true,
      taints: [
        { key: "karpenter.sh/unregistered", effect: "NoExecute" },
        { key: "node.kubernetes.io/not-ready", effect: "NoSchedule" },
      ],
    },
    status: {
      conditions: [
        { type: "Ready", status: "True" },
        { type: "DiskPressure", status: "True" },
      ],
    },
  };
  expect(decideTaints(node, true, "now")?.map(({ key }) => key)).toEqual([
    "karpenter.sh/unregistered",
    "node.kubernetes.io/disk-pressure",
    "node.kubernetes.io/unschedulable",
  ]);
});

test("the shortest toleration counts, none means at once, one without seconds for ever", () => {
  const taint = { key: "a", effect: "NoExecute" } as const;
  const pod = (list: NonNullable<Pod["spec"]["tolerations"]>): Pod => ({
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", uid: "p", resourceVersion: "1", creationTimestamp: "2026-01-01T00:00:00Z" },
    spec: { containers: [], tolerations: list },
  });
  const tolerates = (tolerationSeconds?: number) => ({ key: "a", operator: "Exists" as const, tolerationSeconds });
  expect(evictionTime(pod([]), [taint], 100)).toBe(100);
  expect(evictionTime(pod([tolerates(30), tolerates(10)]), [taint], 100)).toBe(10_100);
  expect(evictionTime(pod([tolerates()]), [taint], 100)).toBe(Infinity);
});
