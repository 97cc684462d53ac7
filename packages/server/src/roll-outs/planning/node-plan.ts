import type { PoolRepave } from "@inlay/profiles";
import { matchesSelector, type Node, type Pod, type PodDisruptionBudget } from "@inlay/resources";
import type { RollOutPlan } from "../roll-out-plan.ts";
import type { InsideSight } from "./cluster-sight.ts";

export const LABEL_NODE_GROUP = "eks.amazonaws.com/nodegroup";

/** Machines that a roll-out replaces, what moves from them, and which budgets would not let it go now. */
export function planNodes(
  pools: readonly PoolRepave[],
  sight: InsideSight,
): Pick<RollOutPlan, "nodes" | "podsMoved" | "budgets"> {
  const nodes = pools.flatMap((pool) =>
    sight.nodes
      .filter(({ metadata }) => metadata.labels?.[LABEL_NODE_GROUP] === pool.nodeGroup)
      .map(({ metadata }) => ({ pool: pool.nodeGroup, name: metadata.name, reason: reasonOf(pool) }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  );
  const names = new Set(nodes.map(({ name }) => name));
  const moved = sight.pods.filter((pod) => names.has(pod.spec.nodeName ?? "") && mustMove(pod));
  return {
    nodes,
    podsMoved: moved.length,
    budgets: blockingBudgets(moved, sight.budgets).map(({ budget, pods }) => ({
      namespace: budget.metadata.namespace ?? "",
      name: budget.metadata.name,
      reason: budgetReason(budget, pods),
    })),
  };
}

const reasonOf = ({ reasons }: PoolRepave): string => reasons.map(({ field, why }) => `${field}: ${why}`).join("; ");

/** Pods that a drain takes away: not those of DaemonSets, not static ones, not those that have ended. */
export function mustMove({ metadata, status }: Pod): boolean {
  const owned = metadata.ownerReferences?.find(({ controller }) => controller);
  const isStatic = metadata.annotations?.["kubernetes.io/config.mirror"] !== undefined || owned?.kind === "Node";
  return owned?.kind !== "DaemonSet" && !isStatic && status?.phase !== "Succeeded" && status?.phase !== "Failed";
}

export type BlockingBudget = { readonly budget: PodDisruptionBudget; readonly pods: readonly Pod[] };

/** Budgets that let none of these pods go at the moment. */
export function blockingBudgets(
  pods: readonly Pod[],
  budgets: readonly PodDisruptionBudget[],
): readonly BlockingBudget[] {
  return budgets
    .filter(({ status }) => (status?.disruptionsAllowed ?? 0) === 0)
    .map((budget) => ({
      budget,
      pods: pods.filter(
        ({ metadata }) =>
          metadata.namespace === budget.metadata.namespace && matchesSelector(budget.spec.selector, metadata.labels),
      ),
    }))
    .filter((each) => each.pods.length > 0);
}

/** Why a budget keeps its pods where they are. */
export function budgetReason({ status }: PodDisruptionBudget, pods: readonly Pod[]): string {
  const names = pods.map(({ metadata }) => metadata.name).sort();
  return `needs ${status?.desiredHealthy ?? "all"} healthy pods and has ${status?.currentHealthy ?? 0}: none of ${names.join(", ")} may go now`;
}

/** What somebody can do about a budget that blocks. */
export const budgetFix = ({ metadata }: PodDisruptionBudget): string =>
  `give its workload another replica, or let the budget go down: kubectl edit pdb ${metadata.name} --namespace ${metadata.namespace ?? "default"}; it goes on by itself, or with Retry`;

/** Where a node belongs: its node group, or undefined. */
export const nodeGroupOf = ({ metadata }: Node): string | undefined => metadata.labels?.[LABEL_NODE_GROUP];
