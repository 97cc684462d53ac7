import type { Condition, Pod, ReplicaSet } from "@inlay/resources";
import { isActive, isReady, untilAvailableMs, withCondition } from "../pods/pod-state.ts";
import { byDeletionOrder, type PodRank } from "./deletion-order.ts";

export interface ReplicaSetObservation {
  readonly replicaSet: ReplicaSet;
  /** The set's own pods, finished ones included. */
  readonly pods: readonly Pod[];
  /** On each node, pods of the same owner's other sets too: crowded nodes are thinned first. */
  readonly relatedOnNode: (nodeName: string) => number;
}

export type ReplicaSetIntent =
  { readonly kind: "create"; readonly count: number } | { readonly kind: "delete"; readonly pods: readonly Pod[] };

/** Pods that one sync creates or deletes at most. */
export const BURST = 500;

/** How many pods to make, or which to delete. Nothing for a set that is on its way out. @param now milliseconds */
export function decideReplicas(observed: ReplicaSetObservation, now: number): ReplicaSetIntent | undefined {
  const { replicaSet, pods, relatedOnNode } = observed;
  if (replicaSet.metadata.deletionTimestamp !== undefined) return undefined;
  const active = pods.filter(isActive);
  const missing = (replicaSet.spec.replicas ?? 1) - active.length;
  if (missing > 0) return { kind: "create", count: Math.min(BURST, missing) };
  if (missing === 0) return undefined;
  const ranked: PodRank[] = active.map((pod) => ({ pod, related: relatedOnNode(pod.spec.nodeName ?? "") }));
  const doomed = ranked.toSorted((a, b) => byDeletionOrder(a, b, now)).slice(0, Math.min(BURST, -missing));
  return { kind: "delete", pods: doomed.map(({ pod }) => pod) };
}

export interface ReplicaSetStatusDecision {
  /** Undefined: it is right already. */
  readonly status: ReplicaSet["status"];
  /** When a pod will have been ready for long enough, in milliseconds from now; Infinity: no such pod. */
  readonly againInMs: number;
}

/** @param failure why pods could not be created or deleted in this sync. @param time RFC 3339 */
export function decideReplicaSetStatus(
  { replicaSet, pods }: Omit<ReplicaSetObservation, "relatedOnNode">,
  failure: { readonly reason: "FailedCreate" | "FailedDelete"; readonly message: string } | undefined,
  now: number,
  time: string,
): ReplicaSetStatusDecision {
  const active = pods.filter(isActive);
  const templateLabels = Object.entries(replicaSet.spec.template.metadata?.labels ?? {});
  const waits = active.map((pod) => untilAvailableMs(pod, replicaSet.spec.minReadySeconds ?? 0, now));
  const old = replicaSet.status;
  const conditions = failureCondition(old?.conditions, failure, time);
  const status: ReplicaSet["status"] = {
    replicas: active.length,
    ...nonZero(
      "fullyLabeledReplicas",
      active.filter(({ metadata }) => templateLabels.every(([key, value]) => metadata.labels?.[key] === value)).length,
    ),
    ...nonZero("readyReplicas", active.filter(isReady).length),
    ...nonZero("availableReplicas", waits.filter((wait) => wait === 0).length),
    observedGeneration: replicaSet.metadata.generation,
    ...(conditions && conditions.length > 0 ? { conditions } : {}),
  };
  const same =
    old !== undefined &&
    old.replicas === status.replicas &&
    (old.fullyLabeledReplicas ?? 0) === (status.fullyLabeledReplicas ?? 0) &&
    (old.readyReplicas ?? 0) === (status.readyReplicas ?? 0) &&
    (old.availableReplicas ?? 0) === (status.availableReplicas ?? 0) &&
    old.observedGeneration === status.observedGeneration &&
    conditions === old.conditions;
  const againInMs = Math.min(Infinity, ...waits.filter((wait) => wait > 0));
  return { status: same ? undefined : status, againInMs };
}

function failureCondition(
  conditions: readonly Condition[] | undefined,
  failure: { readonly reason: string; readonly message: string } | undefined,
  time: string,
): readonly Condition[] | undefined {
  if (failure)
    return withCondition(conditions, { type: "ReplicaFailure", status: "True", ...failure }, time) ?? conditions;
  const rest = conditions?.filter((condition) => condition.type !== "ReplicaFailure");
  return rest?.length === conditions?.length ? conditions : rest;
}

function nonZero<K extends string>(key: K, count: number): Partial<Record<K, number>> {
  return count === 0 ? {} : ({ [key]: count } as Record<K, number>);
}
