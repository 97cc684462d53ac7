import type { Pod, StatefulSet } from "@inlay/resources";
import { isReady, isTerminal, isTerminating, untilAvailableMs } from "../pods/pod-state.ts";
import { hashLabelOf } from "../revisions/controller-revisions.ts";

export interface StatefulSetObservation {
  readonly statefulSet: StatefulSet;
  readonly pods: readonly Pod[];
  /** Hashes of the template that the set had when it was last all of one revision, and of the present one. */
  readonly currentHash: string;
  readonly updateHash: string;
}

export interface StatefulSetDecision {
  readonly create: readonly { readonly ordinal: number; readonly hash: string }[];
  readonly delete: readonly Pod[];
}

const NOTHING: StatefulSetDecision = { create: [], delete: [] };

/** `web-3` → 3; undefined for a pod that does not follow the set's naming. */
export function ordinalOf(statefulSet: StatefulSet, pod: Pod): number | undefined {
  const prefix = `${statefulSet.metadata.name}-`;
  const text = pod.metadata.name.startsWith(prefix) ? pod.metadata.name.slice(prefix.length) : "";
  return /^\d+$/.test(text) ? Number(text) : undefined;
}

/**
 * The next step of a StatefulSet: pods in order of their ordinals, each running and ready before the next (unless Parallel), the
 * highest going first on the way down and in a rolling update. @param now milliseconds
 */
export function decideStatefulPods(observed: StatefulSetObservation, now: number): StatefulSetDecision {
  const { statefulSet, pods, currentHash, updateHash } = observed;
  if (statefulSet.metadata.deletionTimestamp !== undefined) return NOTHING;
  const { spec } = statefulSet;
  const start = spec.ordinals?.start ?? 0;
  const end = start + (spec.replicas ?? 1);
  const ordered = spec.podManagementPolicy !== "Parallel";
  const byOrdinal = new Map<number, Pod>();
  for (const pod of pods) {
    const ordinal = ordinalOf(statefulSet, pod);
    if (ordinal !== undefined) byOrdinal.set(ordinal, pod);
  }
  const healthy = (pod: Pod) =>
    !isTerminating(pod) &&
    pod.status?.phase === "Running" &&
    untilAvailableMs(pod, spec.minReadySeconds ?? 0, now) === 0;
  const partition = start + (spec.updateStrategy?.rollingUpdate?.partition ?? 0);
  const create: { ordinal: number; hash: string }[] = [];
  const gone: Pod[] = [];
  let waiting = false;
  for (let ordinal = start; ordinal < end; ordinal++) {
    const pod = byOrdinal.get(ordinal);
    if (pod && healthy(pod)) continue;
    waiting = true;
    if (!pod) create.push({ ordinal, hash: ordinal < partition ? currentHash : updateHash });
    else if (isTerminal(pod) && !isTerminating(pod)) gone.push(pod);
    if (ordered) return { create, delete: gone };
  }
  const condemned = [...byOrdinal]
    .filter(([ordinal]) => ordinal < start || ordinal >= end)
    .sort(([a], [b]) => b - a)
    .map(([, pod]) => pod);
  if (condemned.length > 0) {
    const leaving = condemned.filter((pod) => !isTerminating(pod));
    if (!ordered) return { create, delete: [...gone, ...leaving] };
    return isTerminating(condemned[0]!) ? NOTHING : { create, delete: [condemned[0]!] };
  }
  if (create.length + gone.length > 0 || spec.updateStrategy?.type === "OnDelete") return { create, delete: gone };
  if (waiting && ordered) return NOTHING;
  for (let ordinal = end - 1; ordinal >= Math.max(start, partition); ordinal--) {
    const pod = byOrdinal.get(ordinal);
    if (pod && hashLabelOf(pod) !== updateHash) return isTerminating(pod) ? NOTHING : { create, delete: [pod] };
    if (!pod || !healthy(pod)) return NOTHING;
  }
  return NOTHING;
}

export function statefulSetStatus(
  { statefulSet, pods, currentHash, updateHash }: StatefulSetObservation,
  now: number,
): NonNullable<StatefulSet["status"]> {
  const { name } = statefulSet.metadata;
  const active = pods.filter((pod) => !isTerminal(pod));
  const kept = active.filter((pod) => !isTerminating(pod));
  const count = (key: string, matching: readonly Pod[]) => (matching.length > 0 ? { [key]: matching.length } : {});
  const updated = kept.filter((pod) => hashLabelOf(pod) === updateHash);
  const done = updated.length === kept.length && updated.length === (statefulSet.spec.replicas ?? 1);
  const allReady = done && updated.every(isReady);
  return {
    observedGeneration: statefulSet.metadata.generation,
    replicas: active.length,
    ...count("readyReplicas", active.filter(isReady)),
    ...count(
      "currentReplicas",
      kept.filter((pod) => hashLabelOf(pod) === (allReady ? updateHash : currentHash)),
    ),
    ...count("updatedReplicas", updated),
    currentRevision: `${name}-${allReady ? updateHash : currentHash}`,
    updateRevision: `${name}-${updateHash}`,
    collisionCount: 0,
    ...count(
      "availableReplicas",
      active.filter((pod) => untilAvailableMs(pod, statefulSet.spec.minReadySeconds ?? 0, now) === 0),
    ),
  };
}
