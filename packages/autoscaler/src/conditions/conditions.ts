import { rfc3339, type Condition, type KubeObject } from "@inlay/resources";

export interface ConditionChange {
  readonly type: string;
  readonly status: Condition["status"];
  /** Default: the type. */
  readonly reason?: string;
  readonly message?: string;
}

/** Conditions that make up `Ready`, per kind. */
export const NODE_CLAIM_DEPENDENTS = ["Launched", "Registered", "Initialized"] as const;
export const NODE_POOL_DEPENDENTS = ["ValidationSucceeded", "NodeClassReady"] as const;

type WithConditions = KubeObject & { readonly status?: { readonly conditions?: readonly Condition[] } };

export function conditionOf(object: WithConditions, type: string): Condition | undefined {
  return object.status?.conditions?.find((condition) => condition.type === type);
}

export const isTrue = (object: WithConditions, type: string): boolean => conditionOf(object, type)?.status === "True";

/**
 * The object's conditions after the changes, with `Ready` worked out from its dependents (operatorpkg's condition sets); undefined when nothing
 * changes. The time of transition moves only with the status. A dependent nobody has spoken of yet is Unknown since the object's creation.
 * @param removed types to take away.
 */
export function changedConditions(
  object: WithConditions,
  dependents: readonly string[],
  changes: readonly ConditionChange[],
  now: number,
  removed: readonly string[] = [],
): readonly Condition[] | undefined {
  const before = object.status?.conditions ?? [];
  const generation = object.metadata.generation ?? 1;
  const at = rfc3339(now);
  const conditions = new Map(before.map((condition) => [condition.type, condition]));
  for (const type of removed) conditions.delete(type);
  const set = (change: ConditionChange, newSince: string) => {
    const previous = conditions.get(change.type);
    conditions.set(change.type, {
      type: change.type,
      status: change.status,
      reason: change.reason ?? change.type,
      message: change.message ?? "",
      observedGeneration: generation,
      lastTransitionTime: previous?.status === change.status ? previous.lastTransitionTime : previous ? at : newSince,
    });
  };
  for (const change of changes) set(change, at);
  for (const type of dependents) {
    if (conditions.has(type)) continue;
    const message = "object is awaiting reconciliation";
    set({ type, status: "Unknown", reason: "AwaitingReconciliation", message }, object.metadata.creationTimestamp);
  }
  set(
    readiness(
      dependents.map((type) => conditions.get(type)!),
      generation,
    ),
    object.metadata.creationTimestamp,
  );
  const after = [...conditions.values()].sort(byTransition);
  return sameConditions(before, after) ? undefined : after;
}

function readiness(dependents: readonly Condition[], generation: number): ConditionChange {
  const settled = dependents.filter((condition) => (condition.observedGeneration ?? generation) === generation);
  const listed = (conditions: readonly Condition[]) =>
    conditions.map(({ type, status }) => `${type}=${status}`).join(", ");
  if (settled.length === dependents.length && settled.every(({ status }) => status === "True"))
    return { type: "Ready", status: "True" };
  const unhealthy = settled.filter(({ status }) => status === "False");
  if (unhealthy.length > 0)
    return { type: "Ready", status: "False", reason: "UnhealthyDependents", message: listed(unhealthy) };
  const open = dependents.filter((condition) => condition.status !== "True" || !settled.includes(condition));
  return { type: "Ready", status: "Unknown", reason: "ReconcilingDependents", message: listed(open) };
}

/** Oldest first, `Ready` last: for whoever reads them with kubectl. */
function byTransition(a: Condition, b: Condition): number {
  if (a.type === "Ready" || b.type === "Ready") return a.type === b.type ? 0 : a.type === "Ready" ? 1 : -1;
  return Date.parse(a.lastTransitionTime ?? "") - Date.parse(b.lastTransitionTime ?? "");
}

function sameConditions(before: readonly Condition[], after: readonly Condition[]): boolean {
  return (
    before.length === after.length &&
    after.every((condition) => {
      const same = before.find(({ type }) => type === condition.type);
      return (
        same !== undefined &&
        same.status === condition.status &&
        (same.reason ?? "") === (condition.reason ?? "") &&
        (same.message ?? "") === (condition.message ?? "") &&
        same.observedGeneration === condition.observedGeneration
      );
    })
  );
}
