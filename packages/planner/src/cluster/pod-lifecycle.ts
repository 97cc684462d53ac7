import { ANNOTATION_DO_NOT_DISRUPT, Duration, type OwnerReference, type Pod } from "@inlay/resources";

export type PodLike = Pick<Pod, "metadata" | "spec" | "status">;

/** `namespace/name`. */
export function podKeyOf(pod: PodLike): string {
  return `${pod.metadata.namespace ?? "default"}/${pod.metadata.name}`;
}

export function isTerminal(pod: PodLike): boolean {
  return pod.status?.phase === "Succeeded" || pod.status?.phase === "Failed";
}

export function isTerminating(pod: PodLike): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}

/** Neither finished nor on its way out. */
export function isActive(pod: PodLike): boolean {
  return !isTerminal(pod) && !isTerminating(pod);
}

export function isOwnedByDaemonSet(pod: PodLike): boolean {
  return hasOwner(pod, (owner) => owner.kind === "DaemonSet" && owner.apiVersion === "apps/v1");
}

/** A static pod of a kubelet, mirrored to the API. */
export function isMirror(pod: PodLike): boolean {
  return hasOwner(pod, (owner) => owner.kind === "Node" && owner.apiVersion === "v1");
}

/** Waits for a node that the planner may make (autoscaler.md §3.1). Neither scheduler name nor phase nor deletion is looked at. */
export function isProvisionable(pod: PodLike): boolean {
  if (pod.spec.nodeName || pod.status?.nominatedNodeName) return false;
  const scheduled = pod.status?.conditions?.find((condition) => condition.type === "PodScheduled");
  return scheduled?.reason === "Unschedulable" && !isOwnedByDaemonSet(pod) && !isMirror(pod);
}

/** Must find another place when its node goes: everything but daemons, static pods and pods that are gone anyway. */
export function isReschedulable(pod: PodLike): boolean {
  if (isOwnedByDaemonSet(pod) || isMirror(pod)) return false;
  return isActive(pod) || (!isTerminal(pod) && hasOwner(pod, (owner) => owner.kind === "StatefulSet"));
}

/** Whether `karpenter.sh/do-not-disrupt` holds now: `true`, or a duration since the pod started that is not over yet. */
export function isProtectedFromDisruption(pod: PodLike, nowMs: number): boolean {
  const text = pod.metadata.annotations?.[ANNOTATION_DO_NOT_DISRUPT];
  if (text === undefined) return false;
  if (text === "true") return true;
  const started = pod.status?.startTime;
  let span: number;
  try {
    span = Duration.parse(text, ANNOTATION_DO_NOT_DISRUPT).milliseconds;
  } catch {
    return false;
  }
  return started !== undefined && Number.isFinite(span) && span > 0 && Date.parse(started) + span > nowMs;
}

function hasOwner(pod: PodLike, matches: (owner: OwnerReference) => boolean): boolean {
  return pod.metadata.ownerReferences?.some(matches) ?? false;
}
