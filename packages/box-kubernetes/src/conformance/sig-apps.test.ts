import {
  DAEMON_SETS,
  DEPLOYMENTS,
  JOBS,
  NODES,
  POD_DISRUPTION_BUDGETS,
  PODS,
  REPLICA_SETS,
  STATEFUL_SETS,
  type DaemonSet,
  type Deployment,
  type Job,
  type KubeObject,
  type Pod,
  type PodDisruptionBudget,
  type ReplicaSet,
  type StatefulSet,
} from "@inlay/resources";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isReady } from "../controllers/pods/pod-state.ts";
import { template, wholeCluster, type WholeCluster } from "../testing/whole-cluster.ts";

/** Behaviours of Kubernetes' conformance tests of sig-apps, as they pass with simulated nodes. */

const RCS = { group: "", version: "v1", resource: "replicationcontrollers" };
const QUOTAS = { group: "", version: "v1", resource: "resourcequotas" };
const REVISIONS = { group: "apps", version: "v1", resource: "controllerrevisions" };
const CRON_JOBS = { group: "batch", version: "v1", resource: "cronjobs" };

let cluster: WholeCluster;
beforeAll(async () => {
  cluster = await wholeCluster();
});
afterAll(() => cluster.close());

type Rc = KubeObject & { readonly spec: { readonly replicas: number }; readonly status: ReplicaSet["status"] };
const rc = (name: string, replicas = 1, spec: Partial<Pod["spec"]> = {}) => ({
  metadata: { name },
  spec: { replicas, selector: { app: name }, template: template(name, spec) },
});
const workload = (name: string, replicas: number, more: object = {}) => ({
  metadata: { name },
  spec: { replicas, selector: { matchLabels: { app: name } }, template: template(name), ...more },
});
const ready = (app: string) => cluster.pods(`app=${app}`).filter(isReady).length;

test("ReplicationController: lifecycle, scale by the subresource, deletion of a collection", async () => {
  await cluster.make(RCS, rc("life"));
  await cluster.clock.pass(2_000);
  expect(ready("life")).toBe(1);
  const key = { namespace: "default", name: "life" };
  await cluster.api.patch(RCS, key, "merge", { spec: { replicas: 3 } }, { subresource: "scale" });
  await cluster.clock.pass(2_000);
  expect(cluster.read<Rc>(RCS, "life")!.status).toMatchObject({ replicas: 3, readyReplicas: 3, availableReplicas: 3 });
  await cluster.api.delete(RCS, key, { propagationPolicy: "Background" });
  await cluster.clock.pass(60_000);
  expect(cluster.pods("app=life")).toEqual([]);
});

test("ReplicationController: adopts pods that match, lets go of those that do not any more", async () => {
  await cluster.make(PODS, { metadata: { name: "orphan", labels: { app: "adopt" } }, spec: template("adopt").spec });
  await cluster.make(RCS, rc("adopt"));
  await cluster.clock.pass(2_000);
  const orphan = () => cluster.read<Pod>(PODS, "orphan")!;
  expect(orphan().metadata.ownerReferences?.[0]).toMatchObject({ kind: "ReplicationController", name: "adopt" });
  expect(cluster.pods("app=adopt")).toHaveLength(1);
  await cluster.api.patch(PODS, orphan().metadata, "merge", { metadata: { labels: { app: "else" } } });
  await cluster.clock.pass(2_000);
  expect(orphan().metadata.ownerReferences).toBeUndefined();
  expect(cluster.pods("app=adopt")).toHaveLength(1);
});

test("ReplicationController: surfaces a failure on exceeded quota, and takes it back", async () => {
  await cluster.api.create<KubeObject>({ group: "", version: "v1", resource: "namespaces" }, {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: "tight" },
  } as never);
  await cluster.clock.pass(1_000);
  await cluster.make(QUOTAS, { metadata: { name: "q", namespace: "tight" }, spec: { hard: { pods: "2" } } });
  const { metadata, ...rest } = rc("tight", 3);
  await cluster.make(RCS, { ...rest, metadata: { ...metadata, namespace: "tight" } });
  await cluster.clock.pass(2_000);
  const status = () => cluster.read<Rc>(RCS, "tight", "tight")!.status!;
  expect(status().replicas).toBe(2);
  expect(status().conditions?.[0]).toMatchObject({ type: "ReplicaFailure", status: "True", reason: "FailedCreate" });
  await cluster.api.patch(RCS, { namespace: "tight", name: "tight" }, "merge", { spec: { replicas: 2 } });
  await cluster.clock.pass(120_000);
  expect(status().conditions ?? []).toEqual([]);
});

test("ReplicaSet: adopts and releases, and replaces what was released", async () => {
  await cluster.make(PODS, { metadata: { name: "lone", labels: { app: "rs" } }, spec: template("rs").spec });
  await cluster.make<ReplicaSet>(REPLICA_SETS, workload("rs", 1));
  await cluster.clock.pass(2_000);
  expect(cluster.read<Pod>(PODS, "lone")!.metadata.ownerReferences?.[0]?.name).toBe("rs");
  await cluster.api.patch(PODS, { namespace: "default", name: "lone" }, "merge", {
    metadata: { labels: { app: "x" } },
  });
  await cluster.clock.pass(2_000);
  expect(cluster.pods("app=rs").map(({ metadata }) => metadata.name)).not.toContain("lone");
  expect(ready("rs")).toBe(1);
});

test("Deployment: recreates, rolls over, scales, keeps its history short", async () => {
  const key = { namespace: "default", name: "dep" };
  await cluster.make<Deployment>(
    DEPLOYMENTS,
    workload("dep", 2, { revisionHistoryLimit: 0, strategy: { type: "Recreate" } }),
  );
  await cluster.clock.pass(3_000);
  const first = cluster.pods("app=dep").map(({ metadata }) => metadata.uid);
  await cluster.api.patch(DEPLOYMENTS, key, "merge", {
    spec: { template: template("dep", {}, "registry.k8s.io/pause:3.11") },
  });
  await cluster.clock.pass(60_000);
  const second = cluster.pods("app=dep");
  expect(second).toHaveLength(2);
  expect(second.some(({ metadata }) => first.includes(metadata.uid))).toBe(false);
  expect(cluster.api.list<ReplicaSet>(REPLICA_SETS, { labelSelector: "app=dep" })).toHaveLength(1);
  const scale = await cluster.api.patch<KubeObject>(
    DEPLOYMENTS,
    key,
    "merge",
    { spec: { replicas: 4 } },
    { subresource: "scale" },
  );
  expect(scale).toMatchObject({ kind: "Scale", spec: { replicas: 4 } });
  await cluster.clock.pass(3_000);
  const { status } = cluster.read<Deployment>(DEPLOYMENTS, "dep")!;
  expect(status).toMatchObject({ replicas: 4, availableReplicas: 4, observedGeneration: 3 });
  await cluster.api.patch(
    DEPLOYMENTS,
    key,
    "merge",
    { status: { conditions: [{ type: "Mine", status: "True" }] } },
    { subresource: "status" },
  );
  await cluster.api.delete(DEPLOYMENTS, key, { propagationPolicy: "Background" });
  await cluster.clock.pass(60_000);
  expect(cluster.pods("app=dep")).toEqual([]);
});

test("DaemonSet: complex selectors follow the nodes' labels, failed pods are replaced, a new template rolls", async () => {
  const key = { namespace: "default", name: "ds" };
  const spec = {
    selector: { matchLabels: { app: "ds" } },
    template: template("ds", { nodeSelector: { color: "blue" } }),
  };
  await cluster.make<DaemonSet>(DAEMON_SETS, { metadata: { name: "ds" }, spec });
  await cluster.clock.pass(1_000);
  expect(cluster.pods("app=ds")).toEqual([]);
  await cluster.api.patch(NODES, { name: "a" }, "merge", { metadata: { labels: { color: "blue" } } });
  await cluster.clock.pass(3_000);
  const [pod] = cluster.pods("app=ds");
  expect(pod?.spec.nodeName).toBe("a");
  await cluster.api.patch(PODS, pod!.metadata, "merge", { status: { phase: "Failed" } }, { subresource: "status" });
  await cluster.clock.pass(10_000);
  expect(
    cluster
      .pods("app=ds")
      .filter(isReady)
      .map(({ metadata }) => metadata.uid),
  ).not.toContain(pod!.metadata.uid);
  expect(ready("ds")).toBe(1);
  await cluster.api.patch(DAEMON_SETS, key, "merge", {
    spec: { template: template("ds", { nodeSelector: { color: "blue" } }, "registry.k8s.io/pause:3.11") },
  });
  await cluster.clock.pass(60_000);
  expect(cluster.pods("app=ds").map(({ spec: { containers } }) => containers[0]?.image)).toEqual([
    "registry.k8s.io/pause:3.11",
  ]);
  expect(cluster.api.list(REVISIONS, { labelSelector: "app=ds" })).toHaveLength(2);
  await cluster.api.delete(DAEMON_SETS, key);
  await cluster.clock.pass(60_000);
  expect(cluster.api.list(REVISIONS, { labelSelector: "app=ds" })).toEqual([]);
});

test("StatefulSet: canary and phased updates of its template by partition", async () => {
  const key = { namespace: "default", name: "sts" };
  await cluster.make<StatefulSet>(
    STATEFUL_SETS,
    workload("sts", 3, {
      serviceName: "sts",
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 3 } },
    }),
  );
  await cluster.clock.pass(10_000);
  expect(ready("sts")).toBe(3);
  const images = () => cluster.pods("app=sts").map(({ spec }) => spec.containers[0]!.image!.split(":")[1]);
  const next = template("sts", {}, "registry.k8s.io/pause:3.11");
  await cluster.api.patch(STATEFUL_SETS, key, "merge", { spec: { template: next } });
  await cluster.clock.pass(60_000);
  expect(images()).toEqual(["3.10", "3.10", "3.10"]);
  const partition = (count: number) =>
    cluster.api.patch(STATEFUL_SETS, key, "merge", {
      spec: { updateStrategy: { rollingUpdate: { partition: count } } },
    });
  await partition(2);
  await cluster.clock.pass(60_000);
  expect(images()).toEqual(["3.10", "3.10", "3.11"]);
  await partition(0);
  await cluster.clock.pass(120_000);
  expect(images()).toEqual(["3.11", "3.11", "3.11"]);
  const { status } = cluster.read<StatefulSet>(STATEFUL_SETS, "sts")!;
  expect(status).toMatchObject({ updatedReplicas: 3, readyReplicas: 3 });
});

test("Job: indexes and host names, local restarts, suspension, deletion", async () => {
  const command = ["sh", "-c", "exit 1"];
  const indexed = {
    metadata: { name: "indexed" },
    spec: {
      completions: 2,
      parallelism: 2,
      completionMode: "Indexed",
      template: template("indexed", { restartPolicy: "Never" }),
    },
  };
  await cluster.make<Job>(JOBS, indexed);
  await cluster.clock.pass(20);
  expect(
    cluster
      .pods("app=indexed")
      .map(({ spec }) => (spec as { hostname?: string }).hostname)
      .sort(),
  ).toEqual(["indexed-0", "indexed-1"]);
  await cluster.clock.pass(30_000);
  expect(cluster.read<Job>(JOBS, "indexed")!.status).toMatchObject({ succeeded: 2, completedIndexes: "0,1" });
  const containers = [{ name: "c", image: "a", command }];
  await cluster.make<Job>(JOBS, {
    metadata: { name: "restarts" },
    spec: { template: template("restarts", { restartPolicy: "OnFailure", containers }) },
  });
  await cluster.clock.pass(60_000);
  const [pod] = cluster.pods("app=restarts");
  expect(pod?.status?.containerStatuses?.[0]?.restartCount).toBeGreaterThan(0);
  await cluster.api.patch(JOBS, { namespace: "default", name: "restarts" }, "merge", { spec: { suspend: true } });
  await cluster.clock.pass(60_000);
  expect(cluster.pods("app=restarts")).toEqual([]);
  expect(cluster.read<Job>(JOBS, "restarts")!.status?.conditions?.[0]).toMatchObject({
    type: "Suspended",
    status: "True",
  });
});

test("DisruptionController: an eviction waits until the budget is changed; statuses and collections", async () => {
  await cluster.make<Deployment>(DEPLOYMENTS, workload("web", 1));
  const budget = { metadata: { name: "web" }, spec: { minAvailable: 1, selector: { matchLabels: { app: "web" } } } };
  await cluster.make<PodDisruptionBudget>(POD_DISRUPTION_BUDGETS, budget);
  await cluster.clock.pass(3_000);
  const [pod] = cluster.pods("app=web");
  await expect(cluster.api.evict(pod!.metadata)).rejects.toMatchObject({ status: 429 });
  const key = { namespace: "default", name: "web" };
  await cluster.api.patch(POD_DISRUPTION_BUDGETS, key, "merge", { spec: { minAvailable: 0 } });
  await cluster.clock.pass(1_000);
  expect(cluster.read<PodDisruptionBudget>(POD_DISRUPTION_BUDGETS, "web")!.status).toMatchObject({
    disruptionsAllowed: 1,
    currentHealthy: 1,
    expectedPods: 1,
  });
  await cluster.api.evict(pod!.metadata);
  await cluster.clock.pass(60_000);
  expect(cluster.pods("app=web").map(({ metadata }) => metadata.uid)).not.toContain(pod!.metadata.uid);
});

test("CronJob: a suspended one makes no jobs; ControllerRevision: may be made, changed and deleted", async () => {
  const jobTemplate = { spec: { template: template("cron", { restartPolicy: "Never" }) } };
  await cluster.make(CRON_JOBS, {
    metadata: { name: "off" },
    spec: { schedule: "* * * * *", suspend: true, jobTemplate },
  });
  await cluster.clock.pass(180_000);
  expect(
    cluster.api.list(JOBS, { namespace: "default" }).filter(({ metadata }) => metadata.name.startsWith("off")),
  ).toEqual([]);
  await cluster.make(REVISIONS, { metadata: { name: "r" }, revision: 1, data: { a: 1 } });
  const key = { namespace: "default", name: "r" };
  const changed = await cluster.api.patch<KubeObject & { revision: number }>(REVISIONS, key, "merge", { revision: 2 });
  expect(changed.revision).toBe(2);
  await expect(cluster.api.patch(REVISIONS, key, "merge", { data: { a: 2 } })).rejects.toMatchObject({ status: 422 });
  await cluster.api.delete(REVISIONS, key);
});

test("nothing of all this has failed but what was refused by a quota", () => {
  expect(cluster.failures.filter((each) => !each.includes("exceeded quota"))).toEqual([]);
});
