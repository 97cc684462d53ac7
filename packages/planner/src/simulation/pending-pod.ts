import type { PodLike } from "../cluster/pod-lifecycle.ts";
import type { PodClass } from "../pods/pod-class.ts";
import type { Policy } from "../snapshot.ts";

/** A pod that needs a place. */
export interface PendingPod {
  readonly key: string;
  readonly pod: PodLike;
  readonly podClass: PodClass;
  /** The node that it leaves, when it runs. */
  readonly from: number | undefined;
  readonly createdMs: number;
}

/** The order in which pods are placed. */
export function inQueueOrder(pods: readonly PendingPod[], order: Policy["queueOrder"]): PendingPod[] {
  const priority = order === "priority" ? ({ pod }: PendingPod) => pod.spec.priority ?? 0 : () => 0;
  // Pods are many, sizes are few: sizes are sorted, then the pods of each.
  const sizes = new Map<number, Map<number, Map<number, PendingPod[]>>>();
  for (const each of pods) {
    const { requests } = each.podClass;
    const ofPriority = inMap(sizes, priority(each), newMap<Map<number, PendingPod[]>>);
    const ofCpu = inMap(ofPriority, requests[0]!, newMap<PendingPod[]>);
    inMap(ofCpu, requests[1]!, newList).push(each);
  }
  const queue: PendingPod[] = [];
  for (const ofPriority of largestFirst(sizes))
    for (const ofCpu of largestFirst(ofPriority))
      for (const alike of largestFirst(ofCpu)) for (const each of alike.sort(compareByAge)) queue.push(each);
  return queue;
}

/** Big pods come first: cpu, then memory, then age, then uid (autoscaler.md §3.4); with a priority order, that before all. */
function compareByAge(a: PendingPod, b: PendingPod): number {
  return (
    a.createdMs - b.createdMs ||
    (a.pod.metadata.uid < b.pod.metadata.uid ? -1 : a.pod.metadata.uid > b.pod.metadata.uid ? 1 : 0)
  );
}

const newMap = <T>(): Map<number, T> => new Map();
const newList = (): PendingPod[] => [];

function inMap<T>(map: Map<number, T>, key: number, make: () => T): T {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

function largestFirst<T>(map: ReadonlyMap<number, T>): T[] {
  return [...map].sort(([a], [b]) => b - a).map(([, value]) => value);
}
