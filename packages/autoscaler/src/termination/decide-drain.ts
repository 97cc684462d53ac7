import { TAINT_DISRUPTED, tolerates, type Pod } from "@inlay/resources";
import { isOwnedByDaemonSet, isOwnedByNode, isTerminal } from "../state/pods.ts";
import { mayNotBeDisrupted } from "./do-not-disrupt.ts";

const CRITICAL = ["system-cluster-critical", "system-node-critical"];
/** Terminating for longer than this after its time: the kubelet will not finish it, and nobody waits. */
const STUCK_MS = 60_000;
const DEFAULT_GRACE_SECONDS = 30;

export interface Drain {
  /** Pods whose end the node waits for. */
  readonly waiting: readonly Pod[];
  readonly evict: readonly Pod[];
  /** To be deleted whatever budgets and annotations say: the node's own time runs out. Grace is never 0, which would only erase the object. */
  readonly deleteNow: readonly { readonly pod: Pod; readonly graceSeconds: number }[];
}

/**
 * What to do with the pods of a leaving node (§6). Four groups leave one after the other: ordinary pods, ordinary daemons, critical pods, critical
 * daemons.
 * @param terminationMs when the node must be gone; undefined: it may take for ever.
 */
export function decideDrain(pods: readonly Pod[], now: number, terminationMs: number | undefined): Drain {
  const waiting = pods.filter((pod) => isDrainable(pod) && !isTerminal(pod) && !isStuck(pod, now));
  const deleteNow = terminationMs === undefined ? [] : waiting.flatMap((pod) => forced(pod, now, terminationMs));
  const forcedPods = new Set(deleteNow.map(({ pod }) => pod));
  const group = Math.min(...waiting.map(groupOf));
  const evict = waiting.filter(
    (pod) =>
      groupOf(pod) === group && !forcedPods.has(pod) && !pod.metadata.deletionTimestamp && !mayNotBeDisrupted(pod, now),
  );
  return { waiting, evict, deleteNow };
}

/** Pods that tolerate the taint stay by their own wish, mirrors of static pods because nobody can move them. */
export function isDrainable(pod: Pod): boolean {
  return (
    !isOwnedByNode(pod) && !(pod.spec.tolerations ?? []).some((toleration) => tolerates(toleration, TAINT_DISRUPTED))
  );
}

function isStuck(pod: Pod, now: number): boolean {
  const { deletionTimestamp } = pod.metadata;
  return deletionTimestamp !== undefined && now - Date.parse(deletionTimestamp) > STUCK_MS;
}

function groupOf(pod: Pod): number {
  const critical = CRITICAL.includes(pod.spec.priorityClassName ?? "");
  return (critical ? 2 : 0) + (isOwnedByDaemonSet(pod) ? 1 : 0);
}

/** A pod must start to leave early enough to get its own grace period before the node goes. */
function forced(pod: Pod, now: number, terminationMs: number): Drain["deleteNow"] {
  const graceSeconds = Math.max(1, Math.round((terminationMs - now) / 1_000));
  const { deletionTimestamp } = pod.metadata;
  if (deletionTimestamp) return Date.parse(deletionTimestamp) > terminationMs ? [{ pod, graceSeconds }] : [];
  const own = pod.spec.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
  return now > terminationMs - own * 1_000 ? [{ pod, graceSeconds }] : [];
}
