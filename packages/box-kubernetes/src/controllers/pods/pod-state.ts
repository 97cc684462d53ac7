import type { Condition, Pod } from "@inlay/resources";

export function conditionOf(
  object: { readonly status?: { readonly conditions?: readonly Condition[] } },
  type: string,
): Condition | undefined {
  return object.status?.conditions?.find((condition) => condition.type === type);
}

export function isTerminal(pod: Pod): boolean {
  return pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed";
}

export function isTerminating(pod: Pod): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}

/** Counts for its controller: neither finished nor on its way out. */
export function isActive(pod: Pod): boolean {
  return !isTerminal(pod) && !isTerminating(pod);
}

export function isReady(pod: Pod): boolean {
  return conditionOf(pod, "Ready")?.status === "True";
}

/**
 * Milliseconds until the pod has been ready for `minReadySeconds`: 0 when it is available, Infinity when it is not ready.
 * @param now milliseconds
 */
export function untilAvailableMs(pod: Pod, minReadySeconds: number, now: number): number {
  const ready = conditionOf(pod, "Ready");
  if (ready?.status !== "True") return Infinity;
  if (minReadySeconds === 0) return 0;
  if (!ready.lastTransitionTime) return Infinity;
  return Math.max(0, Date.parse(ready.lastTransitionTime) + minReadySeconds * 1000 - now);
}

/**
 * The conditions with one replaced or added. `lastTransitionTime` moves only when the status does. Undefined: nothing would change.
 * @param time RFC 3339
 */
export function withCondition(
  conditions: readonly Condition[] | undefined,
  condition: Condition,
  time: string,
): readonly Condition[] | undefined {
  const old = conditions?.find((each) => each.type === condition.type);
  if (old && old.status === condition.status && old.reason === condition.reason && old.message === condition.message)
    return undefined;
  const lastTransitionTime =
    old?.status === condition.status ? (old.lastTransitionTime ?? time) : (condition.lastTransitionTime ?? time);
  const next = { ...condition, lastTransitionTime };
  return old ? conditions!.map((each) => (each === old ? next : each)) : [...(conditions ?? []), next];
}
