import type { Snapshot } from "@inlay/planner";
import { LABEL_CAPACITY_TYPE, LABEL_INSTANCE_TYPE, LABEL_ZONE } from "@inlay/resources";
import { columns } from "../terminal/columns.ts";
import { styled } from "../terminal/style.ts";
import { shortReason } from "./explanation-text.ts";
import type { PlanResult } from "./plan-result.ts";

const WIDTH = 110;
const INDENT = "    ";

/** The plan for a person: nodes with their pods, what stays pending and why, what it costs. */
export function planTable(
  result: PlanResult,
  { nodes: there, nodeClaims }: Pick<Snapshot, "nodes" | "nodeClaims">,
): string {
  const rows = [
    ...result.existingNodes.map(({ name, pods }) => {
      const object = [...there, ...nodeClaims].find(({ metadata }) => metadata.name === name);
      const labels = [LABEL_INSTANCE_TYPE, LABEL_ZONE, LABEL_CAPACITY_TYPE].map(
        (key) => object?.metadata.labels?.[key] ?? "",
      );
      return { cells: [name, ...labels, "", `${pods.length}`], pods };
    }),
    ...result.newNodeClaims.map(({ nodePool, pods, cheapest }, index) => {
      const { instanceType, zone, capacityType, price } = cheapest;
      return {
        cells: [`new-${index + 1} (${nodePool})`, instanceType, zone, capacityType, price.toFixed(5), `${pods.length}`],
        pods,
      };
    }),
  ];
  const headings = ["NODE", "TYPE", "ZONE", "CAPACITY", "USD/HOUR", "PODS"];
  const [heading = "", ...lines] = columns(
    headings,
    rows.map(({ cells }) => cells),
  ).split("\n");
  const nodes =
    rows.length === 0
      ? []
      : [styled("bold", heading), ...rows.flatMap(({ pods }, index) => [lines[index]!, ...wrapped(pods)]), ""];
  return [...nodes, ...pendingLines(result), ...leftOutLines(result), summary(result), ""].join("\n");
}

/** Pods that wait for the same reason are told together. */
function pendingLines({ unschedulable }: PlanResult): string[] {
  const byReason = new Map<string, string[]>();
  for (const { pod, message, optedOut } of unschedulable) {
    const reason = shortReason(message) || optedOut || "it opted out";
    byReason.set(reason, [...(byReason.get(reason) ?? []), pod]);
  }
  if (byReason.size === 0) return [];
  const groups = [...byReason].flatMap(([reason, pods]) => [...wrapped(pods), `${INDENT}${INDENT}${reason}`]);
  return [styled("bold", "PENDING"), ...groups, `${INDENT}More: inlay explain pod NAME -f FILE`, ""];
}

function leftOutLines({
  skippedNodePools = [],
  unreadable = [],
  notes = [],
  notTried = [],
  partial,
}: PlanResult): string[] {
  const lines = [
    ...skippedNodePools.map(({ nodePool, reason }) => `NodePool ${nodePool} was left out: ${reason}`),
    ...unreadable.map(({ kind, name, reason }) => `${kind} ${name} was left out: ${reason}`),
    ...(partial ? [`the effort limit was reached: ${notTried.join("; ")}`] : []),
    ...notes,
  ];
  return lines.length === 0 ? [] : [...lines.map((line) => styled("dim", `Note: ${line}`)), ""];
}

function summary({ nodeClaimCount, price, lowerBound, gap, effort, unschedulable }: PlanResult): string {
  const pending = unschedulable.length === 0 ? "" : `, ${count(unschedulable.length, "pod")} pending`;
  if (nodeClaimCount === 0) return `No new node${pending}; effort ${effort}.`;
  const bound = `at least ${lowerBound.toFixed(5)} is needed (gap ${(gap * 100).toFixed(1)} %)`;
  return `${count(nodeClaimCount, "new node")} for ${price.toFixed(5)} USD per hour; ${bound}${pending}; effort ${effort}.`;
}

const count = (number: number, what: string) => `${number} ${what}${number === 1 ? "" : "s"}`;

function wrapped(pods: readonly string[]): string[] {
  const lines: string[] = [];
  for (const pod of pods) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + pod.length + 2 <= WIDTH) lines[lines.length - 1] = `${last}, ${pod}`;
    else lines.push(`${INDENT}${pod}`);
  }
  return lines;
}
