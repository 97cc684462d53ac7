import type { DaemonSet, Node, Pod } from "@inlay/resources";
import { scaledValue } from "../deployment/fenceposts.ts";
import { isReady, isTerminal, isTerminating, untilAvailableMs } from "../pods/pod-state.ts";
import { hashLabelOf } from "../revisions/controller-revisions.ts";
import { placementOn } from "./daemon-placement.ts";

export interface DaemonSetObservation {
  readonly daemonSet: DaemonSet;
  readonly nodes: readonly Node[];
  readonly podsOn: (nodeName: string) => readonly Pod[];
  /** Of the present template. */
  readonly hash: string;
}

export interface DaemonSetDecision {
  readonly create: readonly string[];
  readonly delete: readonly Pod[];
  /** Finished unsuccessfully: deleted, so that another can be made. */
  readonly failed: readonly Pod[];
}

/** One pod on each node where the set belongs, of the present template as far as the update strategy allows. @param now milliseconds */
export function decideDaemons(observed: DaemonSetObservation, now: number): DaemonSetDecision {
  const { daemonSet, nodes, podsOn } = observed;
  const decision = { create: [] as string[], delete: [] as Pod[], failed: [] as Pod[] };
  if (daemonSet.metadata.deletionTimestamp !== undefined) return decision;
  for (const node of nodes) {
    const { shouldRun, mayStay } = placementOn(daemonSet, node);
    const pods = podsOn(node.metadata.name);
    const here = pods.filter((pod) => !isTerminating(pod));
    if (!mayStay) decision.delete.push(...here);
    else {
      decision.failed.push(...here.filter(isTerminal));
      const alive = here.filter((pod) => !isTerminal(pod));
      if (shouldRun && pods.length === 0) decision.create.push(node.metadata.name);
      decision.delete.push(...duplicates(alive, observed));
    }
  }
  if (decision.create.length + decision.delete.length === 0) rollOut(observed, decision, now);
  return decision;
}

/** Of several pods of one template on a node the oldest stays. */
function duplicates(pods: readonly Pod[], { hash }: DaemonSetObservation): readonly Pod[] {
  if (pods.length < 2) return [];
  const oldestFirst = pods.toSorted(
    (a, b) => Date.parse(a.metadata.creationTimestamp) - Date.parse(b.metadata.creationTimestamp),
  );
  const present = oldestFirst.filter((pod) => hashLabelOf(pod) === hash);
  const outdated = oldestFirst.filter((pod) => hashLabelOf(pod) !== hash);
  return [...present.slice(1), ...outdated.slice(1)];
}

function rollOut(
  { daemonSet, nodes, podsOn, hash }: DaemonSetObservation,
  decision: { create: string[]; delete: Pod[] },
  now: number,
): void {
  const { updateStrategy, minReadySeconds = 0 } = daemonSet.spec;
  if (updateStrategy?.type === "OnDelete") return;
  const wanted = nodes.filter((node) => placementOn(daemonSet, node).shouldRun);
  const limit = (value: number | string | undefined) => scaledValue(value ?? 0, wanted.length, Math.ceil);
  const surge = limit(updateStrategy?.rollingUpdate?.maxSurge);
  const budget = surge > 0 ? 0 : limit(updateStrategy?.rollingUpdate?.maxUnavailable ?? 1);
  const available = (pod: Pod) => !isTerminating(pod) && untilAvailableMs(pod, minReadySeconds, now) === 0;
  let unavailable = 0;
  let surged = 0;
  const replaceable: Pod[] = [];
  const growable: string[] = [];
  for (const node of wanted) {
    const pods = podsOn(node.metadata.name);
    const present = pods.find((pod) => hashLabelOf(pod) === hash && !isTerminating(pod));
    const outdated = pods.find((pod) => hashLabelOf(pod) !== hash && !isTerminating(pod));
    if (!outdated) {
      if (!present || !available(present)) unavailable++;
    } else if (present) {
      surged++;
      if (available(present)) decision.delete.push(outdated);
    } else if (!available(outdated)) decision.delete.push(outdated);
    else if (surge > 0) growable.push(node.metadata.name);
    else replaceable.push(outdated);
  }
  // Pods that are of no use anyway take their share of the budget first.
  decision.delete.push(...replaceable.slice(0, Math.max(0, budget - unavailable - decision.delete.length)));
  decision.create.push(...growable.slice(0, Math.max(0, surge - surged)));
}

export interface DaemonSetStatusDecision {
  readonly status: NonNullable<DaemonSet["status"]>;
  /** Until a ready pod becomes available. */
  readonly againInMs: number;
}

export function daemonSetStatus(
  { daemonSet, nodes, podsOn, hash }: DaemonSetObservation,
  now: number,
): DaemonSetStatusDecision {
  let desired = 0;
  let current = 0;
  let misscheduled = 0;
  let ready = 0;
  let available = 0;
  let updated = 0;
  let againInMs = Infinity;
  for (const node of nodes) {
    const pods = podsOn(node.metadata.name);
    if (!placementOn(daemonSet, node).shouldRun) {
      if (pods.length > 0) misscheduled++;
      continue;
    }
    desired++;
    const pod = pods.toSorted((a, b) => Number(isReady(b)) - Number(isReady(a)))[0];
    if (!pod) continue;
    current++;
    if (hashLabelOf(pod) === hash) updated++;
    if (!isReady(pod)) continue;
    ready++;
    const wait = untilAvailableMs(pod, daemonSet.spec.minReadySeconds ?? 0, now);
    if (wait === 0) available++;
    else againInMs = Math.min(againInMs, wait);
  }
  const status = {
    currentNumberScheduled: current,
    numberMisscheduled: misscheduled,
    desiredNumberScheduled: desired,
    numberReady: ready,
    observedGeneration: daemonSet.metadata.generation,
    ...(updated > 0 ? { updatedNumberScheduled: updated } : {}),
    ...(available > 0 ? { numberAvailable: available } : {}),
    ...(desired - available > 0 ? { numberUnavailable: desired - available } : {}),
  };
  return { status, againInMs };
}
