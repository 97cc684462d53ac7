import { DEFAULT_POLICY, SNAPSHOT_VERSION, type Snapshot } from "@inlay/planner";
import type { Pod } from "@inlay/resources";
import { expect, test } from "vitest";
import { condition, nodePool, pod } from "../testing/objects.fixture.ts";
import { NearestFixes } from "./nearest-fixes.ts";

const pending = (name: string, cpu: string, owner?: "StatefulSet"): Pod =>
  pod({
    name,
    owner,
    spec: { containers: [{ name: "main", image: "pause", resources: { requests: { cpu } } }] },
    status: { phase: "Pending", conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable" }] },
  });

const snapshot = (pods: readonly Pod[]): Snapshot => ({
  version: SNAPSHOT_VERSION,
  now: "2026-01-02T00:00:00Z",
  nodePools: [nodePool({ status: { conditions: [condition("Ready")] } })],
  nodeClaims: [],
  nodes: [],
  pods,
  daemonSets: [],
  namespaces: [],
  podDisruptionBudgets: [],
  persistentVolumes: [],
  persistentVolumeClaims: [],
  storageClasses: [],
  csiNodes: [],
  catalogues: {
    types: [
      {
        name: "t.4",
        requirements: [
          { key: "node.kubernetes.io/instance-type", operator: "In", values: ["t.4"] },
          { key: "kubernetes.io/os", operator: "In", values: ["linux"] },
          { key: "topology.kubernetes.io/zone", operator: "In", values: ["a"] },
          { key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand"] },
        ],
        offerings: [{ zone: "a", capacityType: "on-demand", pricePerHour: 1, available: true }],
        capacity: { cpu: 4_000, memory: 2 ** 34, pods: 110 },
        overhead: {},
      },
    ],
  },
  catalogueOfNodePool: { default: "types" },
});

const { signal } = new AbortController();
const find = (fixes: NearestFixes, pods: readonly Pod[], message = "too big") =>
  fixes.find(
    snapshot(pods),
    DEFAULT_POLICY,
    pods.map((each) => ({ pod: each, message })),
    signal,
  );

test("a pod that no type can hold is told how much it may ask for", async () => {
  const found = await find(new NearestFixes(), [pending("huge", "64")]);
  expect(found.get("default/huge")).toBe(
    "Nearest fix: lower the pod's request of cpu to 4; it then goes to a new node of pool default.",
  );
});

test("pods of one owner share an answer, whatever their number", async () => {
  const pods = Array.from({ length: 50 }, (_, n) => pending(`huge-${n}`, "64"));
  expect((await find(new NearestFixes(), pods)).size).toBe(50);
});

test("a round explains three reasons at most, the next rounds the others", async () => {
  const fixes = new NearestFixes();
  const pods = Array.from({ length: 5 }, (_, n) => ({
    ...pending(`huge-${n}`, "64"),
    metadata: { ...pending(`huge-${n}`, "64").metadata, ownerReferences: [] },
  }));
  expect((await find(fixes, pods)).size).toBe(3);
  expect((await find(fixes, pods)).size).toBe(5);
});

test("a pod that has a place by now is told nothing", async () => {
  expect((await find(new NearestFixes(), [pending("small", "1")])).size).toBe(0);
});
