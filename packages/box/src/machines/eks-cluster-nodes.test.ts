import { afterAll, beforeAll, expect, test } from "vitest";
import type { ClusterNodes } from "@inlay/box-aws";
import { startKubernetes, type Kubernetes } from "@inlay/box-kubernetes";
import { NODES, PODS, seededRandom, systemClock, type Node, type Pod, type ResourceRef } from "@inlay/resources";
import { eksClusterNodes } from "./eks-cluster-nodes.ts";

const BUDGETS: ResourceRef = { group: "policy", version: "v1", resource: "poddisruptionbudgets" };
const NODE = "ip-10-0-0-1.ec2.internal";
const ID = "i-0123456789abcdef0";
let kubernetes: Kubernetes;
let nodes: ClusterNodes;
let refusal: string | undefined;

beforeAll(async () => {
  kubernetes = await startKubernetes({ clock: systemClock, random: seededRandom(7) });
  const { api } = kubernetes;
  const aws = { instance: () => ({ privateDnsName: NODE }) };
  nodes = eksClusterNodes(aws, api, () => refusal);
  const object = (kind: string, name: string, spec: object, more: object = {}) => ({
    apiVersion: kind === "PodDisruptionBudget" ? "policy/v1" : "v1",
    kind,
    metadata: { name, ...(kind === "Node" ? {} : { namespace: "default" }), ...more },
    spec,
  });
  await api.create(NODES, object("Node", NODE, { providerID: `aws:///us-east-1a/${ID}` }));
  const pod = (name: string, more: object = {}) =>
    object("Pod", name, { nodeName: NODE, containers: [{ name: "c", image: "pause" }] }, more);
  const owner = { apiVersion: "apps/v1", kind: "DaemonSet", name: "d", uid: "u", controller: true };
  await api.create(PODS, pod("free"));
  await api.create(PODS, pod("daemon", { ownerReferences: [owner] }));
  await api.create(PODS, pod("guarded", { labels: { app: "guarded" } }));
  const running = {
    status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
  };
  await api.patch(PODS, { namespace: "default", name: "guarded" }, "merge", running, { subresource: "status" });
  const budget = { maxUnavailable: 0, selector: { matchLabels: { app: "guarded" } } };
  await api.create(BUDGETS, object("PodDisruptionBudget", "guard", budget));
});
afterAll(() => kubernetes.close());

test("an instance is a node once its Node is Ready; one that the cluster refuses says why", async () => {
  expect(nodes.state(ID)).toEqual({ kind: "absent" });
  const status = { status: { conditions: [{ type: "Ready", status: "True" }] } };
  await kubernetes.api.patch(NODES, { name: NODE }, "merge", status, { subresource: "status" });
  expect(nodes.state(ID)).toEqual({ kind: "ready" });
  refusal = "mapped to no user";
  expect(nodes.state(ID)).toEqual({ kind: "refused", message: "mapped to no user" });
  refusal = undefined;
});

test("draining cordons, evicts what budgets let go, and leaves daemons alone", async () => {
  await nodes.cordon(ID);
  expect(kubernetes.api.get<Node>(NODES, { name: NODE })?.spec.unschedulable).toBe(true);
  await nodes.evict(ID);
  const leaving = (name: string) => {
    const pod = kubernetes.api.get<Pod>(PODS, { namespace: "default", name });
    return !pod || pod.metadata.deletionTimestamp !== undefined;
  };
  expect(["free", "daemon", "guarded"].filter(leaving)).toEqual(["free"]);
  await expect
    .poll(() => nodes.evict(ID))
    .toContainEqual({
      name: "default/guarded",
      heldBy: expect.stringMatching(/^The disruption budget guard /) as string,
    });
});
