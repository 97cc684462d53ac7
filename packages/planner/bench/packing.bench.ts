/**
 * Packing quality: price beside the lower bound on four mixes of pods, on real EC2 types, all sizes and at most 32 vCPU.
 * Times are CPU time: other work on the machine adds little to them. Goals: gap at most 7 % with a second's effort, at most 3 % with ten.
 */
import { printFigures, type Figure } from "../../../bench/figures.ts";
import { benchmarkSnapshot, diversePods } from "./diverse-pods.ts";
import { ec2Types, mixPods } from "./packing-inputs.ts";
import { DEFAULT_POLICY, planProvisioning, type Policy } from "./planner-api.ts";

const diverse = diversePods(5000).map((pod) => ({
  ...pod,
  metadata: { ...pod.metadata, labels: {} },
  spec: { containers: pod.spec.containers },
}));
const mixes = { services: mixPods("services"), "heavy-tail": mixPods("heavy-tail"), gpu: mixPods("gpu"), diverse };
const EFFORTS = [
  { name: "1 s", packingEffort: 3_000_000, atMost: 7, seconds: 1 },
  { name: "10 s", packingEffort: 90_000_000, atMost: 3, seconds: 10 },
];

const figures: Figure[] = [];
for (const mostVcpus of [Infinity, 32]) {
  for (const [name, pods] of Object.entries(mixes)) {
    const snapshot = benchmarkSnapshot(pods, ec2Types(name === "gpu" ? undefined : "cmr", mostVcpus));
    const run = (policy: Partial<Policy>) => {
      const started = process.cpuUsage();
      const plan = planProvisioning(snapshot, { ...DEFAULT_POLICY, packingTolerance: 0, ...policy });
      const { user, system } = process.cpuUsage(started);
      return { plan, ms: (user + system) / 1000 };
    };
    const sizes = mostVcpus === Infinity ? "all sizes" : `≤${mostVcpus} vCPU`;
    const karpenters = run({ packingPolicy: "upstream" }).plan;
    const runs = EFFORTS.map((effort) => ({ ...effort, ...run({ packingEffort: effort.packingEffort }) }));
    // A bound holds for every packing of the same pods: all are held against the best.
    const bound = Math.max(...runs.map(({ plan }) => plan.lowerBoundPerHour));
    const gap = (price: number) => (price / bound - 1) * 100;
    const told = (order: string, { pricePerHour, newNodeClaims }: typeof karpenters) =>
      `${name}, ${sizes}: ${order}, $${pricePerHour.toFixed(2)}/h on ${newNodeClaims.length} nodes, gap`;
    figures.push({ what: told("Karpenter's order", karpenters), value: gap(karpenters.pricePerHour), unit: "%" });
    for (const { name: effort, plan, ms, atMost, seconds } of runs)
      figures.push(
        { what: told(`effort of ${effort}`, plan), value: gap(plan.pricePerHour), unit: "%", goal: { atMost } },
        {
          what: `${name}, ${sizes}: effort of ${effort}, time`,
          value: ms / 1000,
          unit: "s",
          goal: { atMost: seconds },
        },
      );
  }
}
printFigures(figures);
