import { podLimits, podSpecRequests, type Pod } from "@inlay/resources";
import { listAt, textAt } from "../../../schema/paths.ts";
import type { ResourceQuota, ScopeRequirement } from "./quota.ts";

/** Whether a quota counts a pod: all its scopes have to match (pkg/quota/v1/evaluator/core). A quota without scopes counts everything. */
export function coversPod({ spec }: ResourceQuota, pod: Pod): boolean {
  const plain = (spec?.scopes ?? []).map((scopeName): ScopeRequirement => ({ scopeName, operator: "Exists" }));
  return [...plain, ...(spec?.scopeSelector?.matchExpressions ?? [])].every((each) => matches(each, pod));
}

/** What is no pod is counted by quotas without scopes only. */
export function hasScopes({ spec }: ResourceQuota): boolean {
  return (spec?.scopes ?? []).length > 0 || (spec?.scopeSelector?.matchExpressions ?? []).length > 0;
}

function matches({ scopeName, operator, values = [] }: ScopeRequirement, pod: Pod): boolean {
  const { activeDeadlineSeconds } = pod.spec as { readonly activeDeadlineSeconds?: number };
  switch (scopeName) {
    case "Terminating":
      return activeDeadlineSeconds !== undefined && activeDeadlineSeconds >= 0;
    case "NotTerminating":
      return activeDeadlineSeconds === undefined;
    case "BestEffort":
      return isBestEffort(pod);
    case "NotBestEffort":
      return !isBestEffort(pod);
    case "PriorityClass":
      return matchesClass(operator, values, textAt(pod, "spec", "priorityClassName"));
    case "CrossNamespacePodAffinity":
      return reachesOtherNamespaces(pod);
    default:
      return false;
  }
}

function matchesClass(operator: string, values: readonly string[], className: string): boolean {
  switch (operator) {
    case "In":
      return values.includes(className);
    case "NotIn":
      return !values.includes(className);
    case "Exists":
      return className !== "";
    default:
      return className === "";
  }
}

function isBestEffort({ spec }: Pod): boolean {
  const amounts = [...Object.values(podSpecRequests(spec)), ...Object.values(podLimits({ spec }))];
  return amounts.every((amount) => amount === 0);
}

function reachesOtherNamespaces({ spec }: Pod): boolean {
  return ["podAffinity", "podAntiAffinity"].some((kind) => {
    const required = listAt(spec.affinity, kind, "requiredDuringSchedulingIgnoredDuringExecution");
    const preferred = listAt(spec.affinity, kind, "preferredDuringSchedulingIgnoredDuringExecution");
    const terms = [...required, ...preferred.map((each) => (each as { podAffinityTerm?: unknown }).podAffinityTerm)];
    return terms.some(
      (term) => listAt(term, "namespaces").length > 0 || (term as { namespaceSelector?: unknown }).namespaceSelector,
    );
  });
}
