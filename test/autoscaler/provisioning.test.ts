import { DEPLOYMENTS, EC2_NODE_CLASSES } from "@inlay/resources";
import { afterEach, expect, test } from "vitest";
import { until } from "../support/wait.ts";
import { deployment, isInitialized, running, testCluster, type TestCluster } from "./cluster.ts";

let cluster: TestCluster;
afterEach(() => cluster.close());

test("pending pods become a claim, a node and running pods; without them the node leaves and nothing is left", async () => {
  cluster = await testCluster();
  await cluster.start();
  await cluster.client.create(DEPLOYMENTS, deployment("web", 3, "1"));
  await until("three running pods", () => running(cluster.pods()) === 3);
  const [claim] = cluster.nodeClaims();
  expect(cluster.nodeClaims()).toHaveLength(1);
  await until("the claim to be initialized", () => isInitialized(cluster.nodeClaims()[0]!));
  expect(claim!.metadata.labels).toMatchObject({ "karpenter.sh/nodepool": "default" });
  expect(cluster.cloud.running.map(({ description }) => description.instanceType)).toEqual(["t.4"]);

  await cluster.scale("web", 0);
  await until("the instance to be gone", () => cluster.cloud.running.length === 0, 90_000);
  await until("no claims and nodes", () => cluster.nodeClaims().length + cluster.nodes().length === 0);
  await until("the last line", () => cluster.log.at(-1)?.message === "deleted nodeclaim");
  const messages = cluster.log.map(({ message }) => message);
  expect(messages.slice(0, 5)).toEqual([
    "Starting metrics server",
    "Serving metrics server",
    "starting server",
    "attempting to acquire leader lease kube-system/karpenter-leader-election...",
    "successfully acquired lease kube-system/karpenter-leader-election",
  ]);
  expect(messages.slice(messages.lastIndexOf("Starting workers") + 1)).toEqual([
    "found provisionable pod(s)",
    "computed new nodeclaim(s) to fit pod(s)",
    "created nodeclaim",
    "launched nodeclaim",
    "registered nodeclaim",
    "initialized nodeclaim",
    "disrupting node(s)",
    "tainted node",
    "deleted node",
    "deleted nodeclaim",
  ]);
});

test("a type without capacity is passed over, and the pods get another", async () => {
  cluster = await testCluster();
  cluster.cloud.withoutCapacity.add("t.2");
  await cluster.start();
  await cluster.client.create(DEPLOYMENTS, deployment("web", 1, "500m"));
  await until("a running pod", () => running(cluster.pods()) === 1);
  expect(cluster.cloud.running.map(({ description }) => description.instanceType)).toEqual(["t.4"]);
});

test("limits hold, and a pod that nothing fits is told so", async () => {
  cluster = await testCluster({ limits: { nodes: "1" } });
  await cluster.start();
  await cluster.client.create(DEPLOYMENTS, deployment("huge", 1, "64"));
  await cluster.client.create(DEPLOYMENTS, deployment("web", 20, "1"));
  await until("the first node's pods", () => running(cluster.pods()) === 15);
  const failed = await until("a line about the huge pod", () =>
    cluster.log.find(
      ({ message, Pod }) => message === "could not schedule pod" && JSON.stringify(Pod).includes("huge"),
    ),
  );
  expect(failed).toMatchObject({ level: "ERROR", controller: "provisioner" });
  await until("a line that tells what to change", () =>
    cluster.log.find(
      ({ error, Pod }) =>
        JSON.stringify(Pod)?.includes("web") && String(error).includes("Nearest fix: raise the limits of pool default"),
    ),
  );
  expect(cluster.nodeClaims()).toHaveLength(1);
});

test("while no pool is ready there is one line and no error; once it is, the pod gets its node", async () => {
  cluster = await testCluster();
  const ready = (status: string) =>
    cluster.client.mergePatch(
      EC2_NODE_CLASSES,
      { name: "default" },
      {
        status: {
          conditions: [
            {
              type: "Ready",
              status,
              reason: "Ready",
              message: "",
              lastTransitionTime: "2026-01-01T00:00:00Z",
              observedGeneration: 1,
            },
          ],
        },
      },
      { subresource: "status" },
    );
  await ready("False");
  await cluster.start({ "disable-leader-election": "true" });
  await cluster.client.create(DEPLOYMENTS, deployment("web", 1, "1"));
  await until("the line", () => cluster.log.find(({ message }) => message === "no dynamic nodepools found"));
  await ready("True");
  await until("a running pod", () => running(cluster.pods()) === 1);
  expect(cluster.log.filter(({ message }) => message === "no dynamic nodepools found")).toMatchObject([
    { level: "INFO", controller: "provisioner" },
  ]);
  expect(cluster.log.filter(({ level }) => level === "ERROR")).toEqual([]);
});

test("an instance that ends behind our back is noticed, and its pods run elsewhere", async () => {
  cluster = await testCluster();
  await cluster.start();
  await cluster.client.create(DEPLOYMENTS, deployment("web", 1, "1"));
  await until("a running pod", () => running(cluster.pods()) === 1);
  await until("an initialized claim", () => cluster.nodeClaims().every(isInitialized));
  const [first] = cluster.nodeClaims();
  cluster.cloud.end(cluster.cloud.running[0]!);
  // As a user would: the node is dead, away with it.
  await cluster.client.delete(
    { group: "karpenter.sh", version: "v1", resource: "nodeclaims" },
    { name: first!.metadata.name },
  );
  await until(
    "another running pod",
    () => running(cluster.pods()) === 1 && cluster.cloud.running.length === 1,
    120_000,
  );
  await until(
    "the first claim to be gone",
    () => !cluster.nodeClaims().some(({ metadata }) => metadata.uid === first!.metadata.uid),
  );
});
