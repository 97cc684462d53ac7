import type { Pod } from "@inlay/resources";
import { describe, expect, test } from "vitest";
import { planProvisioning } from "../provisioning/plan-provisioning.ts";
import { DEFAULT_POLICY, type Policy, type Snapshot } from "../snapshot.ts";
import { nodePool, onDemand, pendingPod, runningNode, runningPod, snapshot, type } from "../testing/cluster-builder.ts";

const large = type("large", 8, 16, 0.34);
const app = { cpu: "1", memory: "1Gi" };
const zone = "topology.kubernetes.io/zone";
const plan = (of: Snapshot, change: Partial<Policy>) => planProvisioning(of, { ...DEFAULT_POLICY, ...change });
const podsPerClaim = (of: Snapshot, change: Partial<Policy>) =>
  plan(of, change).newNodeClaims.map(({ pods }) => pods.length);

/** Pods of one ReplicaSet. */
function replicas(count: number, labels: Record<string, string> = { app: "web" }): Pod[] {
  return Array.from({ length: count }, (_, index): Pod => {
    const pod = pendingPod(`web-${index}`, app, {}, labels);
    const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "web", uid: "web", controller: true };
    return { ...pod, metadata: { ...pod.metadata, ownerReferences: [owner] } };
  });
}

describe("pod groups", () => {
  const catalogues = { main: [large] };
  const member = (name: string, cpu: string, labels = { "scheduling.x-k8s.io/pod-group": "train" }) =>
    pendingPod(name, { cpu }, {}, labels);

  test("are placed whole when every pod has a place", () => {
    const of = snapshot({ catalogues, pods: [member("a", "2"), member("b", "2")] });
    expect(podsPerClaim(of, { podGroups: true })).toEqual([2]);
  });

  test("are not placed at all when one pod has none; others are", () => {
    const pods = [member("a", "2"), member("b", "20"), pendingPod("alone", app)];
    const result = plan(snapshot({ catalogues, pods }), { podGroups: true });
    expect(result.newNodeClaims.map((claim) => claim.pods)).toEqual([["default/alone"]]);
    expect(result.unschedulable.map(({ pod }) => pod)).toEqual(["default/a", "default/b"]);
    for (const { message } of result.unschedulable)
      expect(message).toMatch(/^pod group default\/train: 1 of 2 pods have no place, so none is placed \(default\/b: /);
    expect(plan(snapshot({ catalogues, pods }), {}).unschedulable.map(({ pod }) => pod)).toEqual(["default/b"]);
  });

  test("that compete for a limit: the first in the queue gets it", () => {
    const other = { "scheduling.x-k8s.io/pod-group": "other" };
    const pods = [member("a1", "3"), member("b1", "3", other), member("a2", "3"), member("b2", "3", other)];
    const nodePools = [nodePool({ spec: { limits: { cpu: "8" } } })];
    const result = plan(snapshot({ catalogues, nodePools, pods }), { podGroups: true });
    expect(result.newNodeClaims.map((claim) => claim.pods)).toEqual([["default/a1", "default/a2"]]);
  });

  test("wait until all their pods exist, as annotated", () => {
    const pod = member("a", "1", {} as never);
    const annotations = { "kueue.x-k8s.io/pod-group-name": "g", "kueue.x-k8s.io/pod-group-total-count": "2" };
    const annotated = { ...pod, metadata: { ...pod.metadata, annotations } };
    expect(plan(snapshot({ catalogues, pods: [annotated] }), { podGroups: true }).unschedulable).toEqual([
      { pod: "default/a", stage: "scheduling", message: "pod group default/g: 1 of 2 pods exist" },
    ]);
  });
});

test("priority decides who gets what a limit leaves, when asked to", () => {
  const pods = [pendingPod("big", { cpu: "7" }), pendingPod("first", { cpu: "6" }, { priority: 100 })];
  const nodePools = [nodePool({ spec: { limits: { cpu: "8" } } })];
  const of = snapshot({ catalogues: { main: [large] }, nodePools, pods });
  const placed = (change: Partial<Policy>) => plan(of, change).newNodeClaims.flatMap((claim) => claim.pods);
  expect(placed({})).toEqual(["default/big"]);
  expect(placed({ queueOrder: "priority" })).toEqual(["default/first"]);
});

test("of pools with the same weight the cheaper one is taken, when asked to; a heavier one goes first all the same", () => {
  const cheap = nodePool({ name: "a", requirements: [] });
  const dear = nodePool({ name: "b", requirements: [onDemand()] });
  const takenOf = (nodePools: Snapshot["nodePools"], change: Partial<Policy>) =>
    plan(snapshot({ nodePools, pods: [pendingPod("p", app)] }), change).newNodeClaims[0]!.nodePool;
  expect(takenOf([cheap, dear], {})).toBe("b");
  expect(takenOf([cheap, dear], { equalWeightPools: "price" })).toBe("a");
  const heavy = { ...dear, spec: { ...dear.spec, weight: 10 } };
  expect(takenOf([cheap, heavy], { equalWeightPools: "price" })).toBe("b");
});

describe("blast radius", () => {
  const catalogues = { main: [large] };
  const small = Array.from({ length: 6 }, (_, index) => pendingPod(`p${index}`, { cpu: "100m" }));

  test("no node gets more pods than the cap, whichever way it is packed", () => {
    for (const packingPolicy of ["cheapest", "upstream"] as const)
      expect(podsPerClaim(snapshot({ catalogues, pods: small }), { maxPodsPerNode: 2, packingPolicy })).toEqual([
        2, 2, 2,
      ]);
    expect(podsPerClaim(snapshot({ catalogues, pods: small }), {})).toEqual([6]);
  });

  test("pods that run on a node count for its cap", () => {
    const { node, claim } = runningNode("n", large);
    const pods = [runningPod("r", "n", app), ...small.slice(0, 2)];
    const result = plan(snapshot({ catalogues, nodes: [node], nodeClaims: [claim], pods }), { maxPodsPerNode: 2 });
    expect(result.existingNodes.map((each) => each.pods)).toEqual([["default/p0"]]);
    expect(result.newNodeClaims.map((each) => each.pods)).toEqual([["default/p1"]]);
  });

  test("no node gets more than its share of a workload, at least one pod", () => {
    const of = snapshot({ catalogues, pods: replicas(4) });
    expect(podsPerClaim(of, {})).toEqual([4]);
    expect(podsPerClaim(of, { maxWorkloadShare: 0.5 })).toEqual([2, 2]);
    expect(podsPerClaim(of, { maxWorkloadShare: 0.1 })).toEqual([1, 1, 1, 1]);
  });

  test("pods without controller are no workload", () => {
    expect(podsPerClaim(snapshot({ catalogues, pods: small }), { maxWorkloadShare: 0.1 })).toEqual([6]);
  });
});

describe("default topology constraints", () => {
  const catalogues = { main: [large] };
  const defaultTopologySpread = [{ maxSkew: 1, topologyKey: zone, whenUnsatisfiable: "DoNotSchedule" as const }];
  const zonesOf = (pods: readonly Pod[]) =>
    plan(snapshot({ catalogues, pods }), { defaultTopologySpread }).newNodeClaims.map(({ cheapest }) => cheapest.zone);

  test("spread a workload that has none of its own", () => {
    expect(zonesOf(replicas(3)).sort()).toEqual(["zone-a", "zone-b", "zone-c"]);
  });

  test("leave pods alone that have their own, and pods without labels or controller", () => {
    const own = { maxSkew: 3, topologyKey: zone, whenUnsatisfiable: "ScheduleAnyway" as const };
    const withOwn = replicas(3).map((pod) => ({ ...pod, spec: { ...pod.spec, topologySpreadConstraints: [own] } }));
    for (const pods of [withOwn, replicas(3, {}), [pendingPod("p", app, {}, { app: "web" })]])
      expect(zonesOf(pods)).toHaveLength(1);
  });
});

describe("IP addresses of subnets", () => {
  const catalogues = { main: [large] };
  const pods = Array.from({ length: 3 }, (_, index) => pendingPod(`p${index}`, { cpu: "5" }));
  const of = (zones: Record<string, number>, of = pods) =>
    snapshot({ catalogues, pods: of, freeAddresses: { main: zones } });

  test("a node goes where its pods and itself have one each", () => {
    const { newNodeClaims, unschedulable } = plan(of({ "zone-a": 0, "zone-b": 2, "zone-c": 7 }), {
      subnetAddresses: true,
    });
    expect(newNodeClaims.map(({ cheapest }) => cheapest.zone).sort()).toEqual(["zone-b", "zone-c", "zone-c"]);
    expect(unschedulable).toEqual([]);
  });

  test("pods that have none stay pending with the counts", () => {
    const result = plan(of({ "zone-a": 2, "zone-b": 0, "zone-c": 1 }), { subnetAddresses: true });
    expect(result.newNodeClaims).toHaveLength(1);
    expect(result.unschedulable.map(({ message }) => message)).toEqual(
      Array<string>(2).fill(
        "subnets have too few free IP addresses: 2 needed, free are zone-a: 0, zone-b: 0, zone-c: 1",
      ),
    );
  });

  test("a node does not take more pods than there are addresses", () => {
    const many = Array.from({ length: 6 }, (_, index) => pendingPod(`p${index}`, { cpu: "100m" }));
    const result = plan(of({ "zone-a": 4, "zone-b": 0, "zone-c": 0 }, many), { subnetAddresses: true });
    expect(result.newNodeClaims.map((claim) => claim.pods.length)).toEqual([3]);
  });

  test("are not looked at unless policy says so", () => {
    expect(plan(of({ "zone-a": 0, "zone-b": 0, "zone-c": 0 }), {}).unschedulable).toEqual([]);
  });
});
