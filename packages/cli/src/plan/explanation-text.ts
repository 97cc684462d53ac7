import type { NodeExplanation, PodExplanation } from "@inlay/planner";
import { resourceListOf } from "@inlay/resources";
import { columns } from "../terminal/columns.ts";

type Offering = NonNullable<Extract<PodExplanation, { outcome: "placed" }>["chosen"]>;
type Obstacle = Extract<PodExplanation, { outcome: "unschedulable" }>["pools"][number];

/** Why a pod goes where the plan puts it, or why nowhere, for a person. */
export function podText(explanation: PodExplanation): string {
  const { pod } = explanation;
  switch (explanation.outcome) {
    case "unknown":
      return `there is no pod ${pod}`;
    case "not-pending":
      return explanation.node === undefined
        ? `${pod} does not wait for a node.`
        : `${pod} is on node ${explanation.node} already.`;
    case "refused":
      return `${pod} is not planned for: ${explanation.message || "it opted out"}`;
    case "placed": {
      const { place, chosen, runnerUp } = explanation;
      const lines = [`${pod} goes to ${place}${chosen ? `: ${offeringText(chosen)}` : ""}.`];
      if (chosen) lines.push(runnerUp ? `The runner-up is ${offeringText(runnerUp)}.` : "There is no runner-up.");
      return lines.join("\n");
    }
    case "unschedulable": {
      const { message, pools, nodes, fix } = explanation;
      const poolRows = pools.map((each) => [each.nodePool, each.rule, obstacleText(each)]);
      const nodeRows = nodes.map(({ nodes: number, example, reason }) => [`${number}`, example, reason]);
      return [
        `${pod} stays pending: ${shortReason(message)}`,
        ...(pools.length > 0 ? ["", columns(["POOL", "RULE", "WHY"], poolRows)] : []),
        ...(nodes.length > 0 ? ["", columns(["NODES", "SUCH AS", "WHY"], nodeRows)] : []),
        "",
        fix
          ? `Nearest fix: ${fix.change}; it then goes to ${fix.place}.`
          : "No single change to the pod or a pool would be enough.",
      ].join("\n");
    }
  }
}

/** Why a node stays, or goes, for a person. */
export function nodeText({ node, outcome, reasons, savingsPerHour, replacements = [] }: NodeExplanation): string {
  const heading = {
    unknown: `there is no node or node claim ${node}`,
    leaving: `${node} is leaving:`,
    "would-go": `${node} would go next:`,
    stays: `${node} stays${reasons.length > 0 ? ":" : "."}`,
  };
  const types = replacements.map((names) => names.slice(0, 3).join(", ") + (names.length > 3 ? ", …" : ""));
  const instead = types.length > 0 ? `replacing it with ${types.join(" and ")}` : "its pods fit elsewhere: removing it";
  return [
    heading[outcome],
    ...reasons.map((reason) => `  ${reason}`),
    ...(savingsPerHour === undefined ? [] : [`  ${instead} would save ${savingsPerHour.toFixed(5)} USD per hour`]),
  ].join("\n");
}

/** Karpenter's words without the list of all requirements, which is longer than a screen. */
export function shortReason(message: string): string {
  return message.replaceAll(/, requirements=.*?, resources=\{[^}]*\}/g, "");
}

function offeringText({ instanceType, zone, capacityType, pricePerHour, nodePool }: Offering): string {
  const pool = nodePool === undefined ? "" : ` of pool ${nodePool}`;
  return `${instanceType} in ${zone}${pool}, ${capacityType}, ${pricePerHour.toFixed(5)} USD per hour`;
}

function obstacleText({ message, shortage }: Obstacle): string {
  if (!shortage) return message;
  const { resource, needed, largest } = shortage;
  const amount = (value: number) => resourceListOf({ [resource]: value })[resource] ?? String(value);
  return `${resource}: ${amount(needed)} needed, ${amount(largest)} is the most that a new node has for it`;
}
