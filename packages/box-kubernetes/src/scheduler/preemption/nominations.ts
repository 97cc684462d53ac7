import type { ClusterState } from "../cluster-state/cluster-state.ts";
import type { NodeState } from "../cluster-state/node-state.ts";
import type { PodInfo } from "../cluster-state/pod-info.ts";
import { podFilters, type Rejection } from "../filters.ts";

/** Pods for which others were preempted, by the node where room was made. */
export class Nominations {
  readonly #byNode = new Map<string, Map<string, PodInfo>>();
  readonly #nodeOf = new Map<string, string>();

  set(info: PodInfo, nodeName: string): void {
    this.delete(info.pod.metadata.uid);
    const pods = this.#byNode.get(nodeName) ?? new Map<string, PodInfo>();
    this.#byNode.set(nodeName, pods.set(info.pod.metadata.uid, info));
    this.#nodeOf.set(info.pod.metadata.uid, nodeName);
  }

  delete(uid: string): void {
    const nodeName = this.#nodeOf.get(uid);
    if (nodeName === undefined) return;
    this.#nodeOf.delete(uid);
    const pods = this.#byNode.get(nodeName)!;
    pods.delete(uid);
    if (pods.size === 0) this.#byNode.delete(nodeName);
  }

  on(nodeName: string): readonly PodInfo[] {
    return [...(this.#byNode.get(nodeName)?.values() ?? [])];
  }
}

/** The node was made free for pods of at least this priority: they count as if they were there already. */
export function fitsBesideNominated(
  info: PodInfo,
  node: NodeState,
  state: ClusterState,
  nominations: Nominations,
): Rejection | undefined {
  const before = nominations
    .on(node.name)
    .filter((other) => other.priority >= info.priority && other.pod.metadata.uid !== info.pod.metadata.uid);
  if (before.length === 0) return undefined;
  return withPods(state, node.name, before, () => podFilters(info, state).check(node));
}

/** What `look` sees with these pods on the node as well. */
function withPods<T>(state: ClusterState, nodeName: string, infos: readonly PodInfo[], look: () => T): T {
  const added = infos.filter(({ pod }) => state.nodeNameOf(pod.metadata.uid) === undefined);
  for (const { pod } of added) state.place({ ...pod, spec: { ...pod.spec, nodeName } });
  try {
    return look();
  } finally {
    for (const { pod } of added) state.unplace(pod.metadata.uid);
  }
}

/** What `look` sees without these pods. */
export function withoutPods<T>(state: ClusterState, infos: readonly PodInfo[], look: () => T): T {
  for (const { pod } of infos) state.unplace(pod.metadata.uid);
  try {
    return look();
  } finally {
    for (const { pod } of infos) state.place(pod);
  }
}
