import { parseAutoscalerOptions, policyOf } from "@inlay/autoscaler";
import { DEFAULT_POLICY, planProvisioning, type Snapshot } from "@inlay/planner";
import type { Pod } from "@inlay/resources";
import { expect, test } from "vitest";
import { nodePool, onDemand, pendingPod, snapshot, type } from "../../packages/planner/src/testing/cluster-builder.ts";

/** What each option of the controller does to a plan: the texts of its command line, its own parser, its own policy. */
const plan = (cluster: Snapshot, flags: Readonly<Record<string, string>> = {}, environment = {}) =>
  planProvisioning(cluster, policyOf(parseAutoscalerOptions(flags, environment)));
const catalogues = { main: [type("large", 8, 16, 0.34)] };
const sizes = (...args: Parameters<typeof plan>) => plan(...args).newNodeClaims.map(({ pods }) => pods.length);

const workload = Array.from({ length: 4 }, (_, index): Pod => {
  const pod = pendingPod(`web-${index}`, { cpu: "100m" }, {}, { app: "web" });
  const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web", uid: "web", controller: true };
  return { ...pod, metadata: { ...pod.metadata, ownerReferences: [owner] } };
});

test("without options the controller plans by the defaults", () => {
  const cluster = snapshot({ catalogues, pods: workload });
  expect(plan(cluster)).toEqual(planProvisioning(cluster, DEFAULT_POLICY));
});

test("--pod-groups places a group whole or not at all", () => {
  const group = { "scheduling.x-k8s.io/pod-group": "train" };
  const pods = [pendingPod("a", { cpu: "2" }, {}, group), pendingPod("b", { cpu: "20" }, {}, group)];
  const cluster = snapshot({ catalogues, pods });
  expect(sizes(cluster)).toEqual([1]);
  expect(sizes(cluster, { "pod-groups": "true" })).toEqual([]);
});

test("--queue-order priority gives what a limit leaves to the more important pod", () => {
  const cluster = snapshot({
    catalogues,
    nodePools: [nodePool({ spec: { limits: { cpu: "8" } } })],
    pods: [pendingPod("big", { cpu: "7" }), pendingPod("first", { cpu: "6" }, { priority: 100 })],
  });
  const placed = (flags: Readonly<Record<string, string>>) => plan(cluster, flags).newNodeClaims[0]!.pods;
  expect(placed({})).toEqual(["default/big"]);
  expect(placed({ "queue-order": "priority" })).toEqual(["default/first"]);
});

test("--equal-weight-pools price takes the cheaper of two pools", () => {
  const nodePools = [nodePool({ name: "a", requirements: [] }), nodePool({ name: "b", requirements: [onDemand()] })];
  const cluster = snapshot({ catalogues, nodePools, pods: [pendingPod("p", { cpu: "1" })] });
  expect(plan(cluster).newNodeClaims[0]!.nodePool).toBe("b");
  expect(plan(cluster, { "equal-weight-pools": "price" }).newNodeClaims[0]!.nodePool).toBe("a");
});

test("--max-pods-per-node and --max-workload-share bound what is lost with a node; both read the environment too", () => {
  const cluster = snapshot({ catalogues, pods: workload });
  expect(sizes(cluster)).toEqual([4]);
  expect(sizes(cluster, { "max-pods-per-node": "3" })).toHaveLength(2);
  expect(sizes(cluster, { "max-workload-share": "0.5" })).toEqual([2, 2]);
  expect(sizes(cluster, {}, { MAX_WORKLOAD_SHARE: "0.5" })).toEqual([2, 2]);
});

test("--default-topology-spread spreads a workload that has no spread of its own", () => {
  const spread = { maxSkew: 1, topologyKey: "topology.kubernetes.io/zone", whenUnsatisfiable: "DoNotSchedule" };
  const cluster = snapshot({ catalogues, pods: workload.slice(0, 3) });
  const zones = plan(cluster, { "default-topology-spread": JSON.stringify([spread]) }).newNodeClaims.map(
    ({ cheapest }) => cheapest.zone,
  );
  expect(zones.toSorted()).toEqual(["zone-a", "zone-b", "zone-c"]);
});

test("--subnet-addresses leaves over what has no address", () => {
  const cluster = snapshot({
    catalogues,
    pods: workload,
    freeAddresses: { main: { "zone-a": 3, "zone-b": 0, "zone-c": 0 } },
  });
  expect(plan(cluster).unschedulable).toEqual([]);
  expect(plan(cluster, { "subnet-addresses": "true" }).unschedulable).toHaveLength(2);
});

test("--packing-effort 0 keeps the first packing", () => {
  const cluster = snapshot({ catalogues, pods: workload });
  expect(plan(cluster, { "packing-effort": "0" }).effort).toBeLessThanOrEqual(plan(cluster).effort);
});
