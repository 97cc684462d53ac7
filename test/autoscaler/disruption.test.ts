import {
  DEPLOYMENTS,
  NODE_CLAIMS,
  NODE_POOLS,
  NODES,
  POD_DISRUPTION_BUDGETS,
  type NodePool,
  type PodDisruptionBudget,
} from "@inlay/resources";
import { describe, expect, test } from "vitest";
import { until } from "../support/wait.ts";
import { deployment, isInitialized, running, testCluster, type TestCluster } from "./cluster.ts";

async function inCluster(play: (cluster: TestCluster) => Promise<void>, pool: Partial<NodePool["spec"]> = {}) {
  const cluster = await testCluster(pool);
  try {
    await cluster.start({ "disable-leader-election": "true" });
    await play(cluster);
  } finally {
    await cluster.close();
  }
}

const settled = async (cluster: TestCluster, pods: number) => {
  await until(`${pods} running pods`, () => running(cluster.pods()) === pods);
  await until("initialized claims", () => cluster.nodeClaims().every(isInitialized));
};
const isGone = (cluster: TestCluster, uid: string) =>
  !cluster.nodeClaims().some(({ metadata }) => metadata.uid === uid);

describe.concurrent("disruption", () => {
  test("a node that is too large is replaced by the cheapest that fits, before it leaves", () =>
    inCluster(async (cluster) => {
      await cluster.client.create(DEPLOYMENTS, deployment("web", 3, "1"));
      await settled(cluster, 3);
      const [old] = cluster.nodeClaims();
      await cluster.scale("web", 1);
      await until("the old claim to be gone", () => isGone(cluster, old!.metadata.uid), 110_000);
      await until("the last line", () => cluster.log.at(-1)?.message === "deleted nodeclaim");
      const lines = cluster.log.slice(cluster.log.findIndex(({ message }) => message === "disrupting node(s)"));
      expect(lines.map(({ message }) => message)).toEqual([
        "disrupting node(s)",
        "created nodeclaim",
        "launched nodeclaim",
        "registered nodeclaim",
        "initialized nodeclaim",
        "tainted node",
        "deleted node",
        "deleted nodeclaim",
      ]);
      expect(lines[0]).toMatchObject({ controller: "disruption", reason: "underutilized", decision: "replace" });
      expect(cluster.cloud.running.map(({ description }) => description.instanceType)).toEqual(["t.2"]);
      await until("a running pod", () => running(cluster.pods()) === 1);
    }));

  test("a changed label of the pool drifts its nodes, which are replaced", () =>
    inCluster(
      async (cluster) => {
        await cluster.client.create(DEPLOYMENTS, deployment("web", 1, "1"));
        await settled(cluster, 1);
        const [old] = cluster.nodeClaims();
        const patch = { spec: { template: { metadata: { labels: { team: "a" } } } } };
        await cluster.client.mergePatch(NODE_POOLS, { name: "default" }, patch);
        await until("the old claim to be gone", () => isGone(cluster, old!.metadata.uid), 90_000);
        expect(cluster.log.find(({ message }) => message === "disrupting node(s)")).toMatchObject({
          reason: "drifted",
        });
        await settled(cluster, 1);
        expect(cluster.nodes()[0]?.metadata.labels).toMatchObject({ team: "a" });
      },
      { disruption: { consolidateAfter: "Never", budgets: [{ nodes: "100%" }] } },
    ));

  test("a claim past its time leaves, and its pods run elsewhere", () =>
    inCluster(
      async (cluster) => {
        await cluster.client.create(DEPLOYMENTS, deployment("web", 1, "1"));
        await settled(cluster, 1);
        const [old] = cluster.nodeClaims();
        await until("the old claim to be gone", () => isGone(cluster, old!.metadata.uid), 90_000);
        await until("a running pod", () => running(cluster.pods()) === 1);
      },
      {
        template: {
          spec: {
            nodeClassRef: { group: "karpenter.k8s.aws", kind: "EC2NodeClass", name: "default" },
            requirements: [],
            expireAfter: "20s",
          },
        },
      },
    ));

  test("a budget that forbids eviction keeps the node until it allows it, and the node says why", () =>
    inCluster(async (cluster) => {
      await cluster.client.create<PodDisruptionBudget>(POD_DISRUPTION_BUDGETS, {
        apiVersion: "policy/v1",
        kind: "PodDisruptionBudget",
        metadata: { name: "web", namespace: "default" },
        spec: { maxUnavailable: 0, selector: { matchLabels: { app: "web" } } },
      });
      await cluster.client.create(DEPLOYMENTS, deployment("web", 1, "1"));
      await settled(cluster, 1);
      const [old] = cluster.nodeClaims();
      await cluster.client.delete(NODE_CLAIMS, { name: old!.metadata.name });
      const events = () => cluster.kubernetes.api.list({ group: "", version: "v1", resource: "events" });
      await until("an event on the node", () =>
        events().find((event) => "reason" in event && event.reason === "FailedDraining"),
      );
      expect(running(cluster.pods())).toBe(1);
      const patch = { spec: { maxUnavailable: 1 } };
      await cluster.client.mergePatch(POD_DISRUPTION_BUDGETS, { namespace: "default", name: "web" }, patch);
      await until("the old claim to be gone", () => isGone(cluster, old!.metadata.uid), 90_000);
    }));

  test("a deleted node takes its claim and its instance with it", () =>
    inCluster(async (cluster) => {
      await cluster.client.create(DEPLOYMENTS, deployment("web", 1, "1"));
      await settled(cluster, 1);
      const [old] = cluster.nodeClaims();
      await cluster.client.delete(NODES, { name: cluster.nodes()[0]!.metadata.name });
      await until("the old claim to be gone", () => isGone(cluster, old!.metadata.uid), 90_000);
      await settled(cluster, 1);
      expect(cluster.cloud.running).toHaveLength(1);
    }));

  test("a deleted pool takes its nodes with it", () =>
    inCluster(async (cluster) => {
      await cluster.client.create(DEPLOYMENTS, deployment("web", 1, "1"));
      await settled(cluster, 1);
      await cluster.client.delete(NODE_POOLS, { name: "default" });
      await until("nothing to be left", () => cluster.nodeClaims().length + cluster.nodes().length === 0, 90_000);
      expect(cluster.cloud.running).toHaveLength(0);
    }));

  test("a node whose annotation forbids it is not disrupted, and says so", () =>
    inCluster(async (cluster) => {
      await cluster.client.create(DEPLOYMENTS, deployment("web", 1, "1"));
      await settled(cluster, 1);
      const annotations = { "karpenter.sh/do-not-disrupt": "true" };
      await cluster.client.mergePatch(
        NODES,
        { name: cluster.nodes()[0]!.metadata.name },
        { metadata: { annotations } },
      );
      await cluster.scale("web", 0);
      const events = () => cluster.kubernetes.api.list({ group: "", version: "v1", resource: "events" });
      await until("an event", () =>
        events().find((event) => "reason" in event && event.reason === "DisruptionBlocked"),
      );
      expect(cluster.log.some(({ message }) => message === "disrupting node(s)")).toBe(false);
    }));

  test("a pool's replicas are inert, and a condition says so", () =>
    inCluster(
      async (cluster) => {
        const pool = () => cluster.kubernetes.api.get<NodePool>(NODE_POOLS, { name: "default" });
        await until("the condition", () => pool()?.status?.conditions?.some(({ reason }) => reason === "NotSupported"));
        expect(cluster.nodeClaims()).toEqual([]);
      },
      { replicas: 2 },
    ));

  test("the controller serves its metrics and its readiness", async () => {
    const cluster = await testCluster();
    try {
      const { running: autoscaler } = await cluster.start({ "disable-leader-election": "true" });
      await cluster.client.create(DEPLOYMENTS, deployment("web", 1, "1"));
      await settled(cluster, 1);
      const get = async (port: number, path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();
      expect(await get(autoscaler.healthProbePort, "/healthz")).toBe("ok");
      expect(await get(autoscaler.healthProbePort, "/readyz")).toBe("ok");
      const metrics = await get(autoscaler.metricsPort, "/metrics");
      for (const line of [
        'karpenter_nodeclaims_created_total{reason="provisioned",nodepool="default",min_values_relaxed="false"} 1',
        'karpenter_nodes_created_total{nodepool="default",zone="test-zone-1"} 1',
        "karpenter_cluster_state_synced 1",
        "karpenter_cluster_state_node_count 1",
        'karpenter_nodepools_usage{resource_type="nodes",nodepool="default"} 1',
        'controller_runtime_max_concurrent_reconciles{controller="provisioner"} 1',
      ])
        expect(metrics).toContain(line);
    } finally {
      await cluster.close();
    }
  });
});
