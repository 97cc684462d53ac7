import type { Rejection } from "./filters.ts";
import type { PreemptionDecision } from "./preemption/preemption.ts";

export const NO_NODES = "no nodes available to schedule pods";
const NOT_HELPFUL = "Preemption is not helpful for scheduling";

export interface UnschedulableFindings {
  readonly nodes: number;
  readonly nowhere: Rejection | undefined;
  readonly rejections: ReadonlyMap<string, Rejection>;
  /** Absent when preemption was not tried or found room. */
  readonly preemption?: PreemptionDecision;
}

/**
 * The text of condition PodScheduled and event FailedScheduling (kube-scheduler 1.32, framework.FitError).
 *
 * @example "0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available: 2 No preemption victims found for incoming pod."
 */
export function unschedulableMessage({ nodes, nowhere, rejections, preemption }: UnschedulableFindings): string {
  const why = nowhere
    ? ` ${nowhere.reasons.join(", ")}.`
    : counted([...rejections.values()].map((each) => each.reasons));
  return `0/${nodes} nodes are available:${why}${preemptionText(nodes, preemption)}`;
}

function preemptionText(nodes: number, preemption: PreemptionDecision | undefined): string {
  if (!preemption || preemption.kind === "preempt") return "";
  if (preemption.kind === "not-eligible") return ` preemption: ${preemption.message}`;
  const reasons = [...preemption.reasons.values()];
  const hopeless = Array.from({ length: nodes - reasons.length }, () => [NOT_HELPFUL]);
  return ` preemption: 0/${nodes} nodes are available:${counted([...reasons, ...hopeless])}`;
}

/** `" 1 Insufficient cpu, 2 Too many pods."`: each reason with the number of nodes, sorted as text. */
function counted(reasons: readonly (readonly string[])[]): string {
  const counts = new Map<string, number>();
  for (const each of reasons) for (const reason of each) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  if (counts.size === 0) return "";
  return ` ${[...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(", ")}.`;
}
