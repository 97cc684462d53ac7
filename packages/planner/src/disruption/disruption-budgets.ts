import { Duration, Schedule, type DisruptionBudget, type NodePool } from "@inlay/resources";
import type { StateNode } from "../cluster/state-node.ts";
import type { DisruptionReason } from "../snapshot.ts";
import type { World } from "../simulation/world.ts";

export type AllowedDisruptions = Readonly<Record<string, Readonly<Record<DisruptionReason, number>>>>;

/** Nodes of each pool that may be disrupted now, per reason (autoscaler.md §5.8). A pool without a limit has Infinity. */
export function allowedDisruptions(world: World): AllowedDisruptions {
  const allowed: Record<string, Record<DisruptionReason, number>> = {};
  const byName = (a: NodePool, b: NodePool) => (a.metadata.name < b.metadata.name ? -1 : 1);
  for (const pool of [...world.snapshot.nodePools].sort(byName)) {
    const nodes = world.nodes.filter((node) => node.nodePool === pool.metadata.name && isCounted(node));
    const disrupting = nodes.filter((node) => node.leaving || !isReady(node)).length;
    allowed[pool.metadata.name] = {
      Empty: allowedBy(pool, "Empty", nodes.length, disrupting, world.nowMs),
      Underutilized: allowedBy(pool, "Underutilized", nodes.length, disrupting, world.nowMs),
      Drifted: allowedBy(pool, "Drifted", nodes.length, disrupting, world.nowMs),
    };
  }
  return allowed;
}

function allowedBy(pool: NodePool, reason: DisruptionReason, nodes: number, disrupting: number, nowMs: number): number {
  let allowed = Infinity;
  for (const budget of pool.spec.disruption?.budgets ?? [{ nodes: "10%" }]) {
    if (budget.reasons && !budget.reasons.includes(reason)) continue;
    allowed = Math.min(allowed, budgetAllows(budget, nodes, nowMs));
  }
  return Math.max(0, allowed - disrupting);
}

/** Infinity while the budget's window is closed; 0 for one that cannot be read: it must not be taken for a permission. */
function budgetAllows(budget: DisruptionBudget, nodes: number, nowMs: number): number {
  try {
    if (budget.schedule !== undefined) {
      const window = Duration.parse(budget.duration ?? "0s", "spec.disruption.budgets.duration").milliseconds;
      if (!Schedule.parse(budget.schedule, "spec.disruption.budgets.schedule").isOpen(window, nowMs)) return Infinity;
    }
  } catch {
    return 0;
  }
  const amount = Number.parseInt(budget.nodes, 10);
  if (Number.isNaN(amount)) return 0;
  return budget.nodes.endsWith("%") ? Math.ceil((amount * nodes) / 100) : amount;
}

function isCounted(node: StateNode): boolean {
  const terminating = node.claim?.status?.conditions?.some(
    ({ type, status }) => type === "InstanceTerminating" && status === "True",
  );
  return node.claim !== undefined && node.initialized && !terminating;
}

function isReady(node: StateNode): boolean {
  return node.node?.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
}
