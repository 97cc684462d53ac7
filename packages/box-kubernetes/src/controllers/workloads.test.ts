import {
  DAEMON_SETS,
  JOBS,
  NODES,
  PODS,
  STATEFUL_SETS,
  type DaemonSet,
  type Job,
  type Pod,
  type StatefulSet,
} from "@inlay/resources";
import { afterEach, expect, test } from "vitest";
import { eventually, simulatedCluster, testMachine, type SimulatedCluster } from "../testing/simulated-cluster.ts";
import { conditionOf, isReady } from "./pods/pod-state.ts";

let cluster: SimulatedCluster;
afterEach(() => cluster.stop());

const template = (app: string, spec: Partial<Pod["spec"]> = {}, image = "registry.k8s.io/pause:3.10") => ({
  metadata: { labels: { app } },
  spec: { containers: [{ name: "c", image }], ...spec },
});
const pods = () => cluster.api.list<Pod>(PODS, { namespace: "default" });
const state = () => ({
  failures: cluster.failures,
  pods: pods().map(({ metadata, spec, status }) => [metadata.name, spec.nodeName, status?.phase, status?.conditions]),
});

test("a daemon runs on every node that it tolerates, also on cordoned ones, and follows new nodes", async () => {
  cluster = await simulatedCluster();
  await cluster.kubelets.boot(testMachine("a"));
  await cluster.kubelets.boot(testMachine("b", { taints: [{ key: "special", effect: "NoSchedule" }] }));
  const daemon = {
    apiVersion: "apps/v1",
    kind: "DaemonSet" as const,
    metadata: { name: "agent", namespace: "default" },
    spec: { selector: { matchLabels: { app: "agent" } }, template: template("agent") },
  };
  await cluster.api.create<DaemonSet>(DAEMON_SETS, daemon);
  const nodes = () =>
    pods()
      .filter(isReady)
      .map(({ spec }) => spec.nodeName ?? "")
      .sort();
  await eventually(() => nodes().join() === "a", state);
  await cluster.api.patch(NODES, { name: "a" }, "merge", { spec: { unschedulable: true } });
  await cluster.kubelets.boot(testMachine("c"));
  await eventually(() => nodes().join() === "a,c", state);
  await cluster.api.patch(NODES, { name: "b" }, "merge", { spec: { taints: null } });
  await eventually(() => nodes().join() === "a,b,c", state);
  const key = { namespace: "default", name: "agent" };
  await eventually(() => cluster.api.get<DaemonSet>(DAEMON_SETS, key)?.status?.numberAvailable === 3, state);
  expect(cluster.api.get<DaemonSet>(DAEMON_SETS, key)?.status).toMatchObject({
    currentNumberScheduled: 3,
    desiredNumberScheduled: 3,
    numberReady: 3,
    numberMisscheduled: 0,
  });
  await cluster.api.patch(DAEMON_SETS, key, "merge", {
    spec: { template: template("agent", {}, "registry.k8s.io/pause:3.11") },
  });
  await eventually(
    () => pods().length === 3 && pods().every((pod) => isReady(pod) && pod.spec.containers[0]!.image!.endsWith("3.11")),
    state,
  );
});

test("a stateful set starts its pods in order and ends them from the last", async () => {
  cluster = await simulatedCluster();
  await cluster.kubelets.boot(testMachine("a"));
  const order: string[] = [];
  cluster.api.watch<Pod>(PODS, { namespace: "default" }, ({ type, object }) => {
    if (type === "ADDED") order.push(`+${object.metadata.name}`);
    if (type === "DELETED") order.push(`-${object.metadata.name}`);
  });
  const set = {
    apiVersion: "apps/v1",
    kind: "StatefulSet" as const,
    metadata: { name: "web", namespace: "default" },
    spec: { replicas: 3, serviceName: "web", selector: { matchLabels: { app: "web" } }, template: template("web") },
  };
  const key = { namespace: "default", name: "web" };
  await cluster.api.create<StatefulSet>(STATEFUL_SETS, set);
  const status = () => cluster.api.get<StatefulSet>(STATEFUL_SETS, key)?.status;
  await eventually(() => status()?.readyReplicas === 3, state);
  expect(order).toEqual(["+web-0", "+web-1", "+web-2"]);
  await cluster.api.patch(STATEFUL_SETS, key, "merge", {
    spec: { template: template("web", {}, "registry.k8s.io/pause:3.11") },
  });
  await eventually(() => order.length === 9 && status()?.readyReplicas === 3, state);
  expect(order.slice(3)).toEqual(["-web-2", "+web-2", "-web-1", "+web-1", "-web-0", "+web-0"]);
  await eventually(() => status()?.currentRevision === status()?.updateRevision, state);
  await cluster.api.patch(STATEFUL_SETS, key, "merge", { spec: { replicas: 1 } });
  await eventually(() => pods().length === 1 && status()?.replicas === 1, state);
  expect(order.slice(9)).toEqual(["-web-2", "-web-1"]);
});

const job = (
  name: string,
  spec: Partial<Job["spec"]>,
  command?: readonly string[],
  restartPolicy: "Never" | "OnFailure" = "Never",
) => ({
  apiVersion: "batch/v1",
  kind: "Job" as const,
  metadata: { name, namespace: "default" },
  spec: {
    ...spec,
    template: { spec: { restartPolicy, containers: [{ name: "c", image: "busybox:1.37", command }] } },
  },
});
const jobOf = (name: string) => cluster.api.get<Job>(JOBS, { namespace: "default", name });

test("a job runs until enough pods have succeeded", async () => {
  cluster = await simulatedCluster();
  await cluster.kubelets.boot(testMachine("a"));
  await cluster.api.create<Job>(
    JOBS,
    job("work", { completions: 3, parallelism: 2 }, ["sh", "-c", "sleep 0.01; exit 0"]),
  );
  const done = await eventually(
    () => {
      const found = jobOf("work");
      return found && conditionOf(found, "Complete")?.status === "True" && found;
    },
    () => [state(), jobOf("work")],
  );
  expect(done.status).toMatchObject({ succeeded: 3 });
  expect(done.status?.failed).toBeUndefined();
  expect(pods().map(({ status }) => status?.phase)).toEqual(["Succeeded", "Succeeded", "Succeeded"]);
  await eventually(() => pods().every(({ metadata }) => !metadata.finalizers), state);
});

test("an indexed job gives each pod its index", async () => {
  cluster = await simulatedCluster();
  await cluster.kubelets.boot(testMachine("a"));
  await cluster.api.create<Job>(
    JOBS,
    job("work", { completions: 3, parallelism: 3, completionMode: "Indexed" }, ["true"]),
  );
  const done = await eventually(
    () => {
      const found = jobOf("work");
      return found && conditionOf(found, "Complete")?.status === "True" && found;
    },
    () => [state(), jobOf("work")],
  );
  expect(done.status).toMatchObject({ completedIndexes: "0-2" });
  expect(
    pods()
      .map(({ metadata }) => metadata.name.slice(0, 7))
      .sort(),
  ).toEqual(["work-0-", "work-1-", "work-2-"]);
});

test("a job that fails too often is given up, and leaves after its time to live", async () => {
  cluster = await simulatedCluster();
  await cluster.kubelets.boot(testMachine("a"));
  await cluster.api.create<Job>(
    JOBS,
    job("bad", { backoffLimit: 0, ttlSecondsAfterFinished: 1 }, ["sh", "-c", "exit 3"]),
  );
  const failed = await eventually(
    () => {
      const found = jobOf("bad");
      return found && conditionOf(found, "Failed")?.status === "True" && found;
    },
    () => [state(), jobOf("bad")],
  );
  expect(conditionOf(failed, "Failed")?.reason).toBe("BackoffLimitExceeded");
  expect(pods()[0]?.status?.containerStatuses?.[0]?.state?.terminated?.exitCode).toBe(3);
  await eventually(
    () => jobOf("bad") === undefined && pods().length === 0,
    () => [state(), jobOf("bad")],
  );
});
