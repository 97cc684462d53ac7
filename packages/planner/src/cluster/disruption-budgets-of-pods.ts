import { matchesSelector, TAINT_DISRUPTED, tolerates, type PodDisruptionBudget } from "@inlay/resources";
import { isActive, isMirror, podKeyOf, type PodLike } from "./pod-lifecycle.ts";

/** PodDisruptionBudgets by namespace, and what they say about a pod. */
export class PodBudgets {
  readonly #byNamespace = new Map<string, PodDisruptionBudget[]>();

  constructor(budgets: readonly PodDisruptionBudget[]) {
    for (const budget of [...budgets].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))) {
      const namespace = budget.metadata.namespace ?? "default";
      const list = this.#byNamespace.get(namespace);
      if (list) list.push(budget);
      else this.#byNamespace.set(namespace, [budget]);
    }
  }

  /** Whether no eviction of the pod will ever be allowed: such a pod is not planned for when its node goes. */
  isFullyBlocked(pod: PodLike): boolean {
    const matching = this.#matching(pod);
    return matching.length > 1 || matching.some(neverAllows);
  }

  /** The budgets that forbid evicting the pod now, `namespace/name`; none for a pod that is not evicted. */
  blockersOf(pod: PodLike): readonly string[] {
    if (!isActive(pod) || isMirror(pod)) return [];
    if ((pod.spec.tolerations ?? []).some((toleration) => tolerates(toleration, TAINT_DISRUPTED))) return [];
    const matching = this.#matching(pod);
    const names = matching.map((budget) => `${budget.metadata.namespace ?? "default"}/${budget.metadata.name}`);
    if (matching.length > 1) return names;
    const unhealthy = pod.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "False");
    return names.filter((_, index) => {
      const budget = matching[index]!;
      if (budget.spec.unhealthyPodEvictionPolicy === "AlwaysAllow" && unhealthy) return false;
      return (budget.status?.disruptionsAllowed ?? 0) === 0;
    });
  }

  #matching(pod: PodLike): PodDisruptionBudget[] {
    const namespace = pod.metadata.namespace ?? "default";
    const labels = pod.metadata.labels ?? {};
    return (this.#byNamespace.get(namespace) ?? []).filter((budget) => matchesSelector(budget.spec.selector, labels));
  }
}

function neverAllows({ spec }: PodDisruptionBudget): boolean {
  const { maxUnavailable, minAvailable } = spec;
  return maxUnavailable === 0 || maxUnavailable === "0" || maxUnavailable === "0%" || minAvailable === "100%";
}

/** In Karpenter's words. */
export function budgetBlockMessage(pod: PodLike, blockers: readonly string[]): string {
  return blockers.length > 1
    ? `eviction does not support multiple PDBs (Pod=${podKeyOf(pod)}, PodDisruptionBudget(s)=[${blockers.join(", ")}])`
    : `pdb prevents pod evictions (PodDisruptionBudget=[${blockers.join(", ")}])`;
}
