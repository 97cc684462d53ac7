/**
 * The first plan of a process: 1 000 pending pods beside 500 nodes and 400 types, as `bench/controller.bench.ts` has them, with and without the
 * controller's warming up. Each in processes of its own; the least of several, for other work on the machine only ever adds.
 */
import { spawnSync } from "node:child_process";
import { printFigures } from "../../../bench/figures.ts";
import { runningCluster } from "./existing-nodes.ts";
import { DEFAULT_POLICY, planProvisioning, warmUpPlanner, type InstanceType, type Pod } from "./planner-api.ts";

const ZONES = ["zone-a", "zone-b", "zone-c"];
const NOW = "2026-11-01T12:00:00Z";
const GIB = 2 ** 30;
const PROCESSES = 5;
const CPU = [100, 250, 500, 1000, 1500];

function type(cores: number): InstanceType {
  const name = `t.${cores}`;
  return {
    name,
    requirements: [
      { key: "node.kubernetes.io/instance-type", operator: "In", values: [name] },
      { key: "kubernetes.io/arch", operator: "In", values: ["amd64"] },
      { key: "kubernetes.io/os", operator: "In", values: ["linux"] },
      { key: "topology.kubernetes.io/zone", operator: "In", values: ZONES },
      { key: "karpenter.sh/capacity-type", operator: "In", values: ["on-demand", "spot"] },
    ],
    offerings: ZONES.flatMap((zone) => [
      { zone, capacityType: "on-demand", pricePerHour: 0.05 * cores, available: true } as const,
      { zone, capacityType: "spot", pricePerHour: 0.02 * cores, available: true } as const,
    ]),
    capacity: { cpu: 1000 * cores, memory: 4 * GIB * cores, pods: 110 },
    overhead: { cpu: 80 },
  };
}

function pod(name: string, cpu: string, nodeName?: string): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace: "default", uid: name, resourceVersion: "1", creationTimestamp: NOW },
    spec: { containers: [{ name: "main", resources: { requests: { cpu } } }], ...(nodeName && { nodeName }) },
    status: nodeName ? { phase: "Running", startTime: NOW } : { phase: "Pending" },
  };
}

/** Nodes that are just full, and pods that wait. */
function cluster() {
  const base = runningCluster(
    500,
    0,
    0,
    Array.from({ length: 400 }, (_, index) => type(index + 1)),
  );
  const amounts = { cpu: "3920m", memory: "16Gi", pods: "110" };
  const nodes = base.nodes.map((node) => ({ ...node, status: { ...node.status, allocatable: amounts } }));
  const running = nodes.flatMap(({ metadata }) =>
    Array.from({ length: 5 }, (_, index) => pod(`${metadata.name}-${index}`, "780m", metadata.name)),
  );
  const pending = Array.from({ length: 1000 }, (_, index) => pod(`pending-${index}`, `${CPU[index % 5]}m`));
  return { ...base, nodes, pods: [...running, ...pending], heldToSchemas: true };
}

function planOnce(isWarm: boolean): void {
  const snapshot = cluster();
  const started = performance.now();
  const steps = isWarm ? [...warmUpPlanner(DEFAULT_POLICY)].length : 0;
  const warmed = performance.now();
  planProvisioning(snapshot, DEFAULT_POLICY);
  console.log(`${steps === 0 ? 0 : warmed - started} ${performance.now() - warmed}`);
}

function least(mode: "cold" | "warm"): readonly [warmingUp: number, plan: number] {
  const samples = Array.from({ length: PROCESSES }, () =>
    spawnSync(process.execPath, [import.meta.filename, mode], { encoding: "utf8" })
      .stdout.split(" ")
      .map(Number),
  );
  return [0, 1].map((column) => Math.min(...samples.map((sample) => sample[column]!))) as [number, number];
}

const mode = process.argv[2];
if (mode) planOnce(mode === "warm");
else {
  const [, cold] = least("cold");
  const [warmingUp, warm] = least("warm");
  printFigures([
    { what: "first plan of a process, 1 000 pods beside 500 nodes", value: cold, unit: "ms" },
    { what: "the same after warming up", value: warm, unit: "ms" },
    { what: "warming up", value: warmingUp, unit: "ms" },
  ]);
}
