import {
  CONFIG_MAPS,
  DEPLOYMENTS,
  NAMESPACES,
  POD_DISRUPTION_BUDGETS,
  PODS,
  REPLICA_SETS,
  SERVICE_ACCOUNTS,
  type ConfigMap,
  type Deployment,
  type Namespace,
  type OwnerReference,
  type Pod,
  type PodDisruptionBudget,
} from "@inlay/resources";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { eventually, simulatedCluster, testMachine, type SimulatedCluster } from "../testing/simulated-cluster.ts";
import { conditionOf, isReady } from "./pods/pod-state.ts";

let cluster: SimulatedCluster;
afterEach(() => cluster.stop());

const namespace = (name: string) => ({ apiVersion: "v1", kind: "Namespace" as const, metadata: { name } });
const map = (name: string, over: Partial<ConfigMap["metadata"]> = {}, ns = "default") => ({
  apiVersion: "v1",
  kind: "ConfigMap" as const,
  metadata: { name, namespace: ns, ...over },
});
const mapOf = (name: string) => cluster.api.get<ConfigMap>(CONFIG_MAPS, { namespace: "default", name });
const ownedBy = (owner: ConfigMap, over: Partial<OwnerReference> = {}): OwnerReference => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  name: owner.metadata.name,
  uid: owner.metadata.uid,
  ...over,
});
const create = (name: string, over: Partial<ConfigMap["metadata"]> = {}) =>
  cluster.api.create<ConfigMap>(CONFIG_MAPS, map(name, over));

test("each namespace gets its service account and the cluster's CA, again if they are taken away", async () => {
  cluster = await simulatedCluster();
  await cluster.api.create<Namespace>(NAMESPACES, namespace("team"));
  const account = { namespace: "team", name: "default" };
  const ca = { namespace: "team", name: "kube-root-ca.crt" };
  await eventually(() => cluster.api.get(SERVICE_ACCOUNTS, account) && cluster.api.get(CONFIG_MAPS, ca));
  const uid = cluster.api.get(SERVICE_ACCOUNTS, account)!.metadata.uid;
  await cluster.api.delete(SERVICE_ACCOUNTS, account);
  await cluster.api.patch(CONFIG_MAPS, ca, "merge", { data: { "ca.crt": "mine" } });
  await eventually(() => {
    const again = cluster.api.get(SERVICE_ACCOUNTS, account)?.metadata.uid;
    return (
      again !== undefined &&
      again !== uid &&
      cluster.api.get<ConfigMap>(CONFIG_MAPS, ca)?.data?.["ca.crt"] === "-- CA --"
    );
  });
});

test("a namespace takes its content with it, and waits for what is held", async () => {
  cluster = await simulatedCluster();
  await cluster.api.create<Namespace>(NAMESPACES, namespace("team"));
  await cluster.api.create<ConfigMap>(CONFIG_MAPS, map("held", { finalizers: ["example.com/hold"] }, "team"));
  await cluster.api.create<ConfigMap>(CONFIG_MAPS, map("free", {}, "team"));
  await cluster.api.delete(NAMESPACES, { name: "team" });
  const team = () => cluster.api.get<Namespace>(NAMESPACES, { name: "team" });
  const conditions = () => ({ status: { conditions: (team()?.status?.conditions ?? []) as never[] } });
  await eventually(() => conditionOf(conditions(), "NamespaceContentRemaining")?.status === "True", team);
  expect(conditionOf(conditions(), "NamespaceContentRemaining")?.message).toBe(
    "Some resources are remaining: configmaps. has 1 resource instances",
  );
  await cluster.api.patch(CONFIG_MAPS, { namespace: "team", name: "held" }, "merge", {
    metadata: { finalizers: null },
  });
  await eventually(
    () => team() === undefined,
    () => [team(), cluster.failures],
  );
});

test("what has lost its owners is collected, what has one left stays", async () => {
  cluster = await simulatedCluster();
  const owner = await create("owner");
  const gone: OwnerReference = { apiVersion: "v1", kind: "ConfigMap", name: "never", uid: "0-0-0" };
  await create("dangling", { ownerReferences: [gone] });
  await create("impostor", { ownerReferences: [ownedBy(owner, { uid: "1-1-1" })] });
  await create("two", { ownerReferences: [ownedBy(owner), gone] });
  await eventually(() => !mapOf("dangling") && !mapOf("impostor"));
  await eventually(
    () => mapOf("two")?.metadata.ownerReferences?.length === 1,
    () => mapOf("two"),
  );
});

test("an owner deleted in the foreground waits for those who block it", async () => {
  cluster = await simulatedCluster();
  const owner = await create("owner");
  await create("child", {
    ownerReferences: [ownedBy(owner, { blockOwnerDeletion: true })],
    finalizers: ["example.com/hold"],
  });
  await cluster.api.delete(CONFIG_MAPS, owner.metadata, { propagationPolicy: "Foreground" });
  await eventually(() => mapOf("child")?.metadata.deletionTimestamp);
  expect(mapOf("owner")?.metadata.finalizers).toEqual(["foregroundDeletion"]);
  await cluster.api.patch(CONFIG_MAPS, { namespace: "default", name: "child" }, "merge", {
    metadata: { finalizers: null },
  });
  await eventually(() => !mapOf("owner") && !mapOf("child"));
});

test("an owner deleted in the foreground does not wait for one that has another owner and lets go of it", async () => {
  cluster = await simulatedCluster();
  const [leaving, staying] = [await create("leaving"), await create("staying")];
  await create("child", { ownerReferences: [ownedBy(leaving, { blockOwnerDeletion: true }), ownedBy(staying)] });
  await cluster.api.delete(CONFIG_MAPS, leaving.metadata, { propagationPolicy: "Foreground" });
  await eventually(() => !mapOf("leaving"));
  expect(mapOf("child")?.metadata.ownerReferences).toHaveLength(1);
});

test("an orphaning owner leaves its dependents behind, without it", async () => {
  cluster = await simulatedCluster();
  const owner = await create("owner");
  await create("child", { ownerReferences: [ownedBy(owner)] });
  await cluster.api.delete(CONFIG_MAPS, owner.metadata, { propagationPolicy: "Orphan" });
  await eventually(() => !mapOf("owner"));
  await eventually(() => mapOf("child") && !mapOf("child")!.metadata.ownerReferences);
});

test("no orphans: after any deletions nothing is left that belongs to something gone", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ owners: fc.uniqueArray(fc.nat(7), { maxLength: 2 }), block: fc.boolean() }), {
        minLength: 2,
        maxLength: 8,
      }),
      fc.array(fc.record({ index: fc.nat(7), policy: fc.constantFrom("Background", "Foreground") }), {
        minLength: 1,
        maxLength: 3,
      }),
      async (objects, deletions) => {
        cluster = await simulatedCluster({ parts: ["controllers"] });
        const made: ConfigMap[] = [];
        for (const [index, { owners, block }] of objects.entries()) {
          const ownerReferences = owners
            .filter((owner) => owner < index)
            .map((owner) => ownedBy(made[owner]!, { blockOwnerDeletion: block }));
          made.push(await create(`m${index}`, { ownerReferences }));
        }
        const deleted = new Set<number>();
        for (const { index, policy } of deletions as { index: number; policy: "Background" | "Foreground" }[]) {
          const target = made[index % made.length]!;
          deleted.add(index % made.length);
          await cluster.api.delete(CONFIG_MAPS, target.metadata, { propagationPolicy: policy }).catch(() => undefined);
        }
        const survives = objects.map(() => true);
        objects.forEach(({ owners }, index) => {
          const earlier = owners.filter((owner) => owner < index);
          survives[index] = !deleted.has(index) && (earlier.length === 0 || earlier.some((owner) => survives[owner]));
        });
        const expected = survives.flatMap((alive, index) => (alive ? [`m${index}`] : []));
        const left = () =>
          cluster.api
            .list<ConfigMap>(CONFIG_MAPS, { namespace: "default" })
            .map(({ metadata }) => metadata.name)
            .filter((name) => name.startsWith("m"));
        await eventually(
          () => left().join() === expected.join(),
          () => ({ left: left(), expected, failures: cluster.failures }),
        );
        cluster.stop();
      },
    ),
    { numRuns: 15 },
  );
});

const deployment = (replicas: number) => ({
  apiVersion: "apps/v1",
  kind: "Deployment" as const,
  metadata: { name: "web", namespace: "default" },
  spec: {
    replicas,
    selector: { matchLabels: { app: "web" } },
    template: { metadata: { labels: { app: "web" } }, spec: { containers: [{ name: "c", image: "pause" }] } },
  },
});
const pods = () => cluster.api.list<Pod>(PODS, { namespace: "default" });

test("evictions never break a budget", async () => {
  cluster = await simulatedCluster();
  await cluster.kubelets.boot(testMachine("a", { podStartMs: 10 }));
  await cluster.api.create<Deployment>(DEPLOYMENTS, deployment(5));
  await cluster.api.create<PodDisruptionBudget>(POD_DISRUPTION_BUDGETS, {
    apiVersion: "policy/v1",
    kind: "PodDisruptionBudget",
    metadata: { name: "web", namespace: "default" },
    spec: { minAvailable: "60%", selector: { matchLabels: { app: "web" } } },
  });
  const budget = () =>
    cluster.api.get<PodDisruptionBudget>(POD_DISRUPTION_BUDGETS, { namespace: "default", name: "web" })!;
  const state = () => [budget().status, cluster.failures, pods().map(({ status }) => status?.phase)];
  await eventually(() => budget().status?.disruptionsAllowed === 2, state);
  expect(budget().status).toMatchObject({ currentHealthy: 5, desiredHealthy: 3, expectedPods: 5 });
  const healthy = () => pods().filter((pod) => isReady(pod) && pod.metadata.deletionTimestamp === undefined).length;
  let fewest = Infinity;
  const stop = cluster.api.watch<Pod>(
    PODS,
    { namespace: "default" },
    () => void (fewest = Math.min(fewest, healthy())),
  );
  let evicted = 0;
  let refused = 0;
  const first = new Set(pods().map(({ metadata }) => metadata.uid));
  await eventually(() => {
    for (const { metadata } of pods())
      if (first.has(metadata.uid) && metadata.deletionTimestamp === undefined)
        void cluster.api.evict(metadata).then(
          () => evicted++,
          () => refused++,
        );
    return pods().every(({ metadata }) => !first.has(metadata.uid));
  }, state);
  stop();
  expect(evicted).toBeGreaterThanOrEqual(5);
  expect(refused).toBeGreaterThan(0);
  expect(fewest).toBeGreaterThanOrEqual(3);
});

test("a deployment comes to rest from whatever state it is found in", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom("scale-0", "scale-3", "scale-6", "image-1", "image-2", "kill-pod", "orphan-pod"), {
        minLength: 1,
        maxLength: 6,
      }),
      async (steps) => {
        cluster = await simulatedCluster();
        await cluster.kubelets.boot(testMachine("a"));
        await cluster.api.create<Deployment>(DEPLOYMENTS, deployment(2));
        const key = { namespace: "default", name: "web" };
        for (const step of steps) {
          const [what, value] = step.split("-") as [string, string];
          if (what === "scale")
            await cluster.api.patch(DEPLOYMENTS, key, "merge", { spec: { replicas: Number(value) } });
          if (what === "image")
            await cluster.api.patch(DEPLOYMENTS, key, "strategic", {
              spec: { template: { spec: { containers: [{ name: "c", image: `pause:${value}` }] } } },
            });
          const pod = pods()[0];
          if (pod && what === "kill") await cluster.api.delete(PODS, pod.metadata).catch(() => undefined);
          if (pod && what === "orphan")
            await cluster.api
              .patch(PODS, pod.metadata, "merge", { metadata: { labels: { app: "other" } } })
              .catch(() => undefined);
          await new Promise((resolve) => setTimeout(resolve, 2));
        }
        const wanted = cluster.api.get<Deployment>(DEPLOYMENTS, key)!.spec;
        const image = wanted.template.spec.containers[0]!.image;
        await eventually(
          () => {
            const own = pods().filter(({ metadata }) => metadata.labels?.["app"] === "web");
            const { status, metadata } = cluster.api.get<Deployment>(DEPLOYMENTS, key)!;
            return (
              own.length === wanted.replicas &&
              own.every((pod) => isReady(pod) && pod.spec.containers[0]!.image === image) &&
              (status?.availableReplicas ?? 0) === wanted.replicas &&
              (status?.updatedReplicas ?? 0) === wanted.replicas &&
              status?.observedGeneration === metadata.generation
            );
          },
          () => [
            steps,
            cluster.failures,
            cluster.api.get<Deployment>(DEPLOYMENTS, key)?.status,
            cluster.api.list(REPLICA_SETS),
          ],
        );
        cluster.stop();
      },
    ),
    { numRuns: 15 },
  );
});
