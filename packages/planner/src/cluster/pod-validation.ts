import { LABEL_NODEPOOL, type NodeSelectorRequirement } from "@inlay/resources";
import { labelRestriction, stableLabelKey, type LabelRules } from "../requirements/well-known-labels.ts";
import type { PodLike } from "./pod-lifecycle.ts";
import type { Storage } from "./storage.ts";

export interface PodProblem {
  readonly message: string;
  /** The pod said so itself: nobody needs to be told. */
  readonly optedOut: boolean;
}

/** Why a pending pod is not planned at all, in Karpenter's words (autoscaler.md §3.2). */
export function podProblem(pod: PodLike, rules: LabelRules, storage: Storage): PodProblem | undefined {
  if (optsOut(pod))
    return {
      message: `configured to not run on a Karpenter provisioned node (requirement=${LABEL_NODEPOOL} DoesNotExist)`,
      optedOut: true,
    };
  const message = labelProblem(pod, rules) ?? storage.problemOf(pod);
  return message === undefined ? undefined : { message, optedOut: false };
}

function optsOut(pod: PodLike): boolean {
  const terms = requiredTerms(pod);
  return terms.some((term) =>
    term.matchExpressions?.some(({ key, operator }) => key === LABEL_NODEPOOL && operator === "DoesNotExist"),
  );
}

function labelProblem(pod: PodLike, rules: LabelRules): string | undefined {
  for (const key of Object.keys(pod.spec.nodeSelector ?? {}).sort()) {
    const problem = labelRestriction(stableLabelKey(key), rules);
    if (problem) return problem;
  }
  const preferred =
    pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution?.map((each) => each.preference) ??
    [];
  for (const term of [...requiredTerms(pod), ...preferred]) {
    if (term.matchFields?.length) return "node selector term with matchFields is not supported";
    for (const expression of term.matchExpressions ?? []) {
      const problem = labelRestriction(stableLabelKey(expression.key), rules) ?? operatorProblem(expression);
      if (problem) return problem;
    }
  }
  return undefined;
}

function operatorProblem({ key, operator, values = [] }: NodeSelectorRequirement): string | undefined {
  const known = ["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt", "Gte", "Lte"];
  if (!known.includes(operator))
    return `key ${key} has an unsupported operator ${operator} not in [${known.join(" ")}]`;
  if (operator === "In" && values.length === 0) return `key ${key} with operator ${operator} must have a value defined`;
  const isBound = operator === "Gt" || operator === "Lt" || operator === "Gte" || operator === "Lte";
  if (isBound && (values.length !== 1 || !/^\d+$/.test(values[0]!)))
    return `key ${key} with operator ${operator} must have a single positive integer value`;
  return undefined;
}

function requiredTerms(pod: PodLike) {
  return pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
}
