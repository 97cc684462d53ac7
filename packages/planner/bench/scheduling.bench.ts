/**
 * How fast pods find places, on one core: Karpenter's own benchmark mix and preference cases, real types, a cluster that runs
 * already. Each figure is the least of five plans of warm code, in CPU time: other work on the machine adds little to it.
 * Karpenter's are from the same kind of machine.
 */
import { printFigures, type Figure } from "../../../bench/figures.ts";
import { benchmarkSnapshot, benchmarkTypes, diversePods, preferringPods } from "./diverse-pods.ts";
import { runningCluster } from "./existing-nodes.ts";
import { ec2Types } from "./packing-inputs.ts";
import { DEFAULT_POLICY, planDisruption, planProvisioning, type Policy, type Snapshot } from "./planner-api.ts";

const figures: Figure[] = [];

function least(run: () => unknown, times = 5): number {
  run();
  const samples = Array.from({ length: times }, () => {
    const started = process.cpuUsage();
    run();
    return milliseconds(process.cpuUsage(started));
  });
  return Math.min(...samples);
}

const milliseconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1000;

const plan = (snapshot: Snapshot, policy: Partial<Policy> = {}) =>
  planProvisioning(snapshot, { ...DEFAULT_POLICY, ...policy });

const fake = benchmarkTypes(400);
// Compiled code first: the controller plans all day.
plan(benchmarkSnapshot(diversePods(20_000), fake));
for (const [count, karpenters] of [
  [500, 529],
  [1000, 499],
  [5000, 455],
  [10_000, 377],
  [20_000, 286],
] as const) {
  const snapshot = benchmarkSnapshot(diversePods(count), fake);
  const result = plan(snapshot);
  const perSecond = (count / least(() => plan(snapshot))) * 1000;
  figures.push({
    what: `diverse mix, ${count} pods × 400 types: ${result.newNodeClaims.length} nodes, $${result.pricePerHour.toFixed(0)}/h (Karpenter ${karpenters} pods/s)`,
    value: perSecond,
    unit: "pods/s",
    ...(count >= 5000 && { goal: { atLeast: 20_000 } }),
  });
}
for (const [preferencePolicy, karpenters] of [
  ["Respect", "46.5 s"],
  ["Ignore", "1.1 s"],
] as const) {
  const snapshot = benchmarkSnapshot(preferringPods(4000), fake);
  const ms = least(() => plan(snapshot, { preferencePolicy }));
  figures.push({
    what: `4 000 pods with preferences, ${preferencePolicy} (Karpenter ${karpenters})`,
    value: ms / 1000,
    unit: "s",
    goal: { atMost: 0.5 },
  });
}
const real = ec2Types(undefined, Infinity).slice(0, 800);
const many = benchmarkSnapshot(diversePods(100_000), real);
const started = process.cpuUsage();
const large = plan(many);
figures.push(
  {
    what: `diverse mix, 100 000 pods × ${real.length} real types: ${large.newNodeClaims.length} nodes`,
    value: milliseconds(process.cpuUsage(started)) / 1000,
    unit: "s",
    goal: { atMost: 30 },
  },
  { what: "memory after it", value: process.memoryUsage().heapUsed / 2 ** 20, unit: "MiB" },
);
const file = runningCluster(5000, 50_000, 2000, real);
// A live cluster's objects come from an API server; those of a file are looked through field by field.
const cluster = { ...file, heldToSchemas: true };
figures.push({
  what: "5 000 nodes, 50 000 pods, 2 000 pending",
  value: least(() => plan(cluster)) / 1000,
  unit: "s",
  goal: { atMost: 1 },
});
figures.push({
  what: "the same from a file: fields checked",
  value: least(() => plan(file)) / 1000,
  unit: "s",
  goal: { atMost: 1 },
});
const quiet = runningCluster(500, 5000, 0, real);
figures.push({
  what: "disruption of 500 nodes, 5 000 pods",
  value: least(() => planDisruption(quiet, DEFAULT_POLICY)) / 1000,
  unit: "s",
});
printFigures(figures);
