/**
 * Packing quality: price beside the lower bound on four mixes of pods, on real EC2 types, all sizes and at most 32 vCPU.
 * Goals: gap at most 7 % with a second's effort, at most 3 % with ten.
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
  { name: "10 s", packingEffort: 30_000_000, atMost: 3, seconds: 10 },
];

const figures: Figure[] = [];
for (const mostVcpus of [Infinity, 32]) {
  for (const [name, pods] of Object.entries(mixes)) {
    const snapshot = benchmarkSnapshot(pods, ec2Types(name === "gpu" ? undefined : "cmr", mostVcpus));
    const run = (policy: Partial<Policy>) => {
      const started = performance.now();
      const plan = planProvisioning(snapshot, { ...DEFAULT_POLICY, ...policy });
      return { plan, ms: performance.now() - started };
    };
    const sizes = mostVcpus === Infinity ? "all sizes" : `≤${mostVcpus} vCPU`;
    const gap = ({ plan }: ReturnType<typeof run>) => (plan.pricePerHour / plan.lowerBoundPerHour - 1) * 100;
    const karpenters = run({ packingPolicy: "upstream" });
    figures.push({ what: `${name}, ${sizes}: Karpenter's order, gap`, value: gap(karpenters), unit: "%" });
    for (const { name: effort, packingEffort, atMost, seconds } of EFFORTS) {
      const cheapest = run({ packingEffort });
      const nodes = cheapest.plan.newNodeClaims.length;
      figures.push(
        {
          what: `${name}, ${sizes}: cheapest, effort of ${effort}, gap (${nodes} nodes)`,
          value: gap(cheapest),
          unit: "%",
          goal: { atMost },
        },
        {
          what: `${name}, ${sizes}: cheapest, effort of ${effort}, time`,
          value: cheapest.ms / 1000,
          unit: "s",
          goal: { atMost: seconds },
        },
      );
    }
  }
}
printFigures(figures);
