import { objectName } from "../objects/cluster-objects.ts";
import { budgetFix, budgetReason, type BlockingBudget } from "../planning/node-plan.ts";
import { StepFailed } from "./step.ts";

const nameOf = ({ budget: { metadata } }: BlockingBudget): string =>
  objectName({ kind: "PodDisruptionBudget", namespace: metadata.namespace ?? "default", name: metadata.name });

/** What a step says while budgets keep pods on a node, with what helps. */
export const waitsForBudgets = (node: string, blocking: readonly BlockingBudget[]): string =>
  blocking
    .map(
      (each) =>
        `${node} waits for ${nameOf(each)}: it ${budgetReason(each.budget, each.pods)}; ${budgetFix(each.budget)}`,
    )
    .join("; ");

/** The same when the time is over. */
export function stuckByBudgets(node: string, blocking: readonly BlockingBudget[]): StepFailed {
  const [first] = blocking;
  const why = blocking.map((each) => `${nameOf(each)} ${budgetReason(each.budget, each.pods)}`).join("; ");
  return new StepFailed(
    `${node} cannot be drained: ${why}`,
    first ? { object: nameOf(first), fix: budgetFix(first.budget) } : {},
  );
}
