import { EVENTS, NODES, PODS, PRIORITY_CLASSES, type Event, type KubeObject, type Pod } from "@inlay/resources";
import { afterEach, expect, test } from "vitest";
import { conditionOf } from "../controllers/pods/pod-state.ts";
import { simulatedCluster, testMachine, type SimulatedCluster } from "../testing/simulated-cluster.ts";
import { SteppedClock } from "../testing/stepped-clock.ts";

let cluster: SimulatedCluster;
afterEach(() => cluster.stop());

const podOf = (name: string) => cluster.api.get<Pod>(PODS, { namespace: "default", name });
const create = (name: string, spec: Partial<Pod["spec"]> = {}) =>
  cluster.api.create<Pod>(PODS, {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "default" },
    spec: { containers: [{ name: "c", image: "pause", resources: { requests: { cpu: "3" } } }], ...spec },
  });

async function oneNode(clock: SteppedClock) {
  cluster = await simulatedCluster({ clock });
  await cluster.kubelets.boot(testMachine("n"));
  await clock.pass(1_000);
}

test("without any node a pod is unschedulable, and the first node gets it", async () => {
  const clock = new SteppedClock();
  cluster = await simulatedCluster({ clock });
  await create("p");
  await clock.pass(100);
  expect(conditionOf(podOf("p")!, "PodScheduled")).toMatchObject({
    status: "False",
    reason: "Unschedulable",
    message: "no nodes available to schedule pods",
  });
  await cluster.kubelets.boot(testMachine("n"));
  await clock.pass(3_000);
  expect(podOf("p")?.spec.nodeName).toBe("n");
});

test("a node that stops being tainted is tried again at once after the backoff; heartbeats do not matter", async () => {
  const clock = new SteppedClock();
  cluster = await simulatedCluster({ clock });
  await cluster.kubelets.boot(
    testMachine("n", { taints: [{ key: "karpenter.sh/unregistered", effect: "NoExecute" }] }),
  );
  await clock.pass(100);
  await create("p");
  await clock.pass(60_000);
  const attempts = () =>
    cluster.api.list<Event>(EVENTS).filter(({ reason }) => reason === "FailedScheduling") as (Event & {
      series?: { count: number };
    })[];
  expect(attempts()).toHaveLength(1);
  expect(attempts()[0]!.series).toBeUndefined();
  expect(attempts()[0]!.message).toContain("1 node(s) had untolerated taint {karpenter.sh/unregistered: }");
  await cluster.api.patch(NODES, { name: "n" }, "merge", { spec: { taints: null } });
  await clock.pass(100);
  expect(podOf("p")?.spec.nodeName).toBe("n");
});

test("a gated pod waits until its gates are gone, a pod of another scheduler for ever", async () => {
  const clock = new SteppedClock();
  await oneNode(clock);
  await create("gated", { schedulingGates: [{ name: "example.com/wait" }] });
  await create("foreign", { schedulerName: "other" });
  await clock.pass(5_000);
  expect([podOf("gated")?.spec.nodeName, podOf("foreign")?.spec.nodeName]).toEqual([undefined, undefined]);
  await cluster.api.patch(PODS, { namespace: "default", name: "gated" }, "merge", { spec: { schedulingGates: null } });
  await clock.pass(100);
  expect(podOf("gated")?.spec.nodeName).toBe("n");
});

test("an important pod makes room for itself, and the others learn why they had to go", async () => {
  const clock = new SteppedClock();
  await oneNode(clock);
  await cluster.api.create<KubeObject & { readonly value: number }>(PRIORITY_CLASSES, {
    apiVersion: "scheduling.k8s.io/v1",
    kind: "PriorityClass",
    metadata: { name: "high" },
    value: 1000,
  });
  await create("modest");
  await clock.pass(2_000);
  let reasons: readonly (string | undefined)[] = [];
  cluster.api.watch<Pod>(PODS, { namespace: "default", fieldSelector: "metadata.name=modest" }, ({ object }) => {
    reasons = [conditionOf(object, "DisruptionTarget")?.reason];
  });
  await create("important", { priority: 1000, priorityClassName: "high" });
  await clock.pass(100);
  expect(podOf("important")?.status?.nominatedNodeName).toBe("n");
  await clock.pass(5_000);
  expect(podOf("modest")).toBeUndefined();
  expect(reasons).toEqual(["PreemptionByScheduler"]);
  expect(podOf("important")?.spec.nodeName).toBe("n");
  const events = cluster.api.list<Event>(EVENTS).map(({ reason, message }) => `${reason} ${message}`);
  expect(events).toContain(`Preempted Preempted by pod ${podOf("important")!.metadata.uid} on node n`);
});

test("room that a pod leaves is given to the next", async () => {
  const clock = new SteppedClock();
  await oneNode(clock);
  await create("first");
  await clock.pass(1_000);
  await create("second");
  await clock.pass(5_000);
  expect(podOf("second")?.spec.nodeName).toBeUndefined();
  await cluster.api.delete(PODS, { namespace: "default", name: "first" });
  await clock.pass(2_000);
  expect(podOf("second")?.spec.nodeName).toBe("n");
});

test("a pod that cannot be judged does not keep the others waiting", async () => {
  const clock = new SteppedClock();
  await oneNode(clock);
  await cluster.api.patch(NODES, { name: "n" }, "merge", { metadata: { labels: { generation: "7" } } });
  const bound = { matchExpressions: [{ key: "generation", operator: "Gt" as const, values: ["six"] }] };
  const nodeAffinity = { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [bound] } };
  await create("odd", { affinity: { nodeAffinity } }).catch(() => undefined);
  await create("plain");
  await clock.pass(1_000);
  await cluster.api.patch(NODES, { name: "n" }, "merge", { metadata: { labels: { generation: "8" } } });
  await clock.pass(1_000);
  expect(podOf("plain")?.spec.nodeName).toBe("n");
  expect(podOf("odd")?.spec.nodeName).toBeUndefined();
});
