import {
  DEPLOYMENTS,
  EVENTS,
  PODS,
  REPLICA_SETS,
  type Deployment,
  type Event,
  type Pod,
  type ReplicaSet,
} from "@inlay/resources";
import { afterEach, expect, test } from "vitest";
import { eventually, simulatedCluster, testMachine, type SimulatedCluster } from "../../testing/simulated-cluster.ts";
import { conditionOf } from "../pods/pod-state.ts";

let cluster: SimulatedCluster;
afterEach(() => cluster.stop());

const inflate = (replicas: number, image = "registry.k8s.io/pause:3.10") => ({
  apiVersion: "apps/v1",
  kind: "Deployment" as const,
  metadata: { name: "inflate", namespace: "default" },
  spec: {
    replicas,
    selector: { matchLabels: { app: "inflate" } },
    template: {
      metadata: { labels: { app: "inflate" } },
      spec: { containers: [{ name: "inflate", image, resources: { requests: { cpu: "1" } } }] },
    },
  },
});
const key = { namespace: "default", name: "inflate" };
const deployment = () => cluster.api.get<Deployment>(DEPLOYMENTS, key)!;
const pods = () => cluster.api.list<Pod>(PODS, { namespace: "default" });
const state = () => ({
  failures: cluster.failures,
  status: deployment()?.status,
  pods: pods().map(({ metadata, spec, status }) => [metadata.name, spec.nodeName, status?.phase]),
  sets: cluster.api.list<ReplicaSet>(REPLICA_SETS).map(({ metadata, spec, status }) => [metadata.name, spec, status]),
});

test("ten pods: those that fit run, the others are unschedulable in the scheduler's words", async () => {
  cluster = await simulatedCluster();
  await cluster.kubelets.boot(testMachine("a"));
  await cluster.kubelets.boot(testMachine("b"));
  await cluster.api.create<Deployment>(DEPLOYMENTS, inflate(10));
  await eventually(() => deployment().status?.availableReplicas === 8, state);
  const waiting = await eventually(() => {
    const list = pods().filter((pod) => conditionOf(pod, "PodScheduled")?.reason === "Unschedulable");
    return list.length === 2 && list;
  }, state);
  expect(conditionOf(waiting[0]!, "PodScheduled")?.message).toBe(
    "0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod.",
  );
  await cluster.kubelets.boot(testMachine("c"));
  await eventually(() => deployment().status?.availableReplicas === 10, state);
  const messages = cluster.api.list<Event>(EVENTS).map(({ message }) => message);
  const set = cluster.api.list<ReplicaSet>(REPLICA_SETS)[0]!.metadata.name;
  expect(messages).toContain(`Scaled up replica set ${set} from 0 to 10`);
  expect(messages).toContain(`Successfully assigned default/${waiting[0]!.metadata.name} to c`);
});

test("a new template rolls over within surge and unavailability, and keeps the old set for a rollback", async () => {
  cluster = await simulatedCluster();
  for (const name of ["a", "b", "c"]) await cluster.kubelets.boot(testMachine(name));
  await cluster.api.create<Deployment>(DEPLOYMENTS, inflate(4));
  await eventually(() => deployment().status?.availableReplicas === 4, state);
  let most = 0;
  let fewest = Infinity;
  const stop = cluster.api.watch<Pod>(PODS, { namespace: "default" }, () => {
    const live = pods().filter(({ metadata }) => metadata.deletionTimestamp === undefined);
    most = Math.max(most, live.length);
    fewest = Math.min(fewest, live.filter((pod) => conditionOf(pod, "Ready")?.status === "True").length);
  });
  await cluster.api.patch(DEPLOYMENTS, key, "merge", { spec: inflate(4, "registry.k8s.io/pause:3.11").spec });
  await eventually(() => {
    const { metadata, status } = deployment();
    const done = conditionOf(deployment(), "Progressing")?.reason === "NewReplicaSetAvailable";
    const rolled = metadata.annotations?.["deployment.kubernetes.io/revision"] === "2";
    return rolled && done && status?.updatedReplicas === 4 && status.replicas === 4;
  }, state);
  stop();
  expect(most).toBeLessThanOrEqual(5);
  expect(fewest).toBeGreaterThanOrEqual(3);
  expect(
    cluster.api
      .list<ReplicaSet>(REPLICA_SETS)
      .map(({ spec }) => String(spec.replicas))
      .sort(),
  ).toEqual(["0", "4"]);
});

test("deleting a deployment takes its sets and pods with it", async () => {
  cluster = await simulatedCluster();
  await cluster.kubelets.boot(testMachine("a"));
  await cluster.api.create<Deployment>(DEPLOYMENTS, inflate(2));
  await eventually(() => deployment().status?.availableReplicas === 2, state);
  await cluster.api.delete(DEPLOYMENTS, key, { propagationPolicy: "Foreground" });
  await eventually(
    () => pods().length === 0 && cluster.api.list(REPLICA_SETS).length === 0,
    () => pods(),
  );
  await eventually(() => cluster.api.get(DEPLOYMENTS, key) === undefined);
});
