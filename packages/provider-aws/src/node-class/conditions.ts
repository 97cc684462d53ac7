import type { Condition } from "@inlay/resources";
import { rfc3339 } from "@inlay/resources";

/** Conditions that `Ready` is made of, in the order in which they are reported. */
export const READY_PARTS = [
  "AMIsReady",
  "CapacityReservationsReady",
  "InstanceProfileReady",
  "PlacementGroupReady",
  "SecurityGroupsReady",
  "SubnetsReady",
  "ValidationSucceeded",
] as const;
export type ReadyPart = (typeof READY_PARTS)[number];

/** What a reconciler found out about its part. */
export interface Verdict {
  readonly status: "True" | "False" | "Unknown";
  readonly reason: string;
  readonly message: string;
}

const AWAITING: Verdict = {
  status: "Unknown",
  reason: "AwaitingReconciliation",
  message: "object is awaiting reconciliation",
};

export const isTrue = (type: string): Verdict => ({ status: "True", reason: type, message: "" });

export function conditionOf(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/**
 * Conditions with new verdicts: a transition time changes only with the status; parts nobody has judged yet are Unknown; `Ready` follows
 * from its parts.
 */
export function mergeConditions(
  present: readonly Condition[],
  verdicts: Readonly<Partial<Record<ReadyPart, Verdict>>>,
  generation: number,
  now: number,
): readonly Condition[] {
  const judged = READY_PARTS.map((type) => {
    const old = conditionOf(present, type);
    const verdict = verdicts[type];
    if (verdict) return updated(type, old, verdict, generation, now);
    // What was judged of an older spec says nothing about this one.
    if (old?.observedGeneration === generation) return old;
    return updated(type, old, AWAITING, generation, now);
  });
  const ready = updated("Ready", conditionOf(present, "Ready"), readyVerdict(judged), generation, now);
  return [...judged, ready];
}

export function updated(
  type: string,
  old: Condition | undefined,
  verdict: Verdict,
  generation: number,
  now: number,
): Condition {
  return {
    type,
    ...verdict,
    observedGeneration: generation,
    lastTransitionTime:
      old?.status === verdict.status && old.lastTransitionTime ? old.lastTransitionTime : rfc3339(now),
  };
}

function readyVerdict(parts: readonly Condition[]): Verdict {
  const named = (status: string) => parts.filter((part) => part.status === status);
  const list = (of: readonly Condition[]) => of.map((part) => `${part.type}=${part.status}`).join(", ");
  if (named("False").length > 0)
    return { status: "False", reason: "UnhealthyDependents", message: list(named("False")) };
  if (named("Unknown").length > 0)
    return { status: "Unknown", reason: "ReconcilingDependents", message: list(named("Unknown")) };
  return isTrue("Ready");
}
