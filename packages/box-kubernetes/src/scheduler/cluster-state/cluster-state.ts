import {
  matchesSelector,
  type CSINode,
  type LabelSelector,
  type Namespace,
  type Node,
  type PersistentVolume,
  type PersistentVolumeClaim,
  type Pod,
  type StorageClass,
} from "@inlay/resources";
import { NodeState } from "./node-state.ts";
import { PodCounts } from "./pod-counts.ts";
import { podInfo, type AffinityTerm, type PodInfo } from "./pod-info.ts";

/** What a cluster holds that decides where a pod may run. */
export interface ClusterObjects {
  readonly nodes: readonly Node[];
  /** Those with `spec.nodeName` count, except finished ones. */
  readonly pods?: readonly Pod[];
  readonly namespaces?: readonly Namespace[];
  readonly volumes?: readonly PersistentVolume[];
  readonly claims?: readonly PersistentVolumeClaim[];
  readonly storageClasses?: readonly StorageClass[];
  readonly csiNodes?: readonly CSINode[];
}

/**
 * The scheduler's picture of the cluster: nodes, the pods on them, volumes and namespaces, with the indexes that keep one
 * scheduling cycle from looking at every pod. Mutable; every change costs what it touches.
 */
export class ClusterState {
  readonly nodes = new Map<string, NodeState>();
  readonly volumes = new Map<string, PersistentVolume>();
  /** By `namespace/name`. */
  readonly claims = new Map<string, PersistentVolumeClaim>();
  readonly storageClasses = new Map<string, StorageClass>();
  readonly csiNodes = new Map<string, CSINode>();
  /** Placed pods that have required anti-affinity, or any affinity that matters for scores. */
  readonly withAntiAffinity = new Set<PodInfo>();
  readonly withAffinity = new Set<PodInfo>();
  readonly counts: PodCounts;
  readonly #namespaces = new Map<string, Namespace>();
  readonly #placed = new Map<string, { readonly info: PodInfo; readonly nodeName: string }>();
  readonly #podsByClaim = new Map<string, Set<PodInfo>>();
  readonly #podsByPriority = new Map<number, number>();
  /** Pods on nodes that are not known (yet). */
  readonly #waiting = new Map<string, Map<string, PodInfo>>();

  #nodeList: readonly NodeState[] | undefined;

  constructor() {
    this.counts = new PodCounts(
      () => this.#pods(),
      (nodeName, key) => this.nodes.get(nodeName)?.node.metadata.labels?.[key],
    );
  }

  static of(objects: ClusterObjects): ClusterState {
    const state = new ClusterState();
    for (const node of objects.nodes) state.setNode(node);
    for (const namespace of objects.namespaces ?? []) state.setNamespace(namespace);
    for (const volume of objects.volumes ?? []) state.volumes.set(volume.metadata.name, volume);
    for (const claim of objects.claims ?? [])
      state.claims.set(`${claim.metadata.namespace}/${claim.metadata.name}`, claim);
    for (const storageClass of objects.storageClasses ?? [])
      state.storageClasses.set(storageClass.metadata.name, storageClass);
    for (const csiNode of objects.csiNodes ?? []) state.csiNodes.set(csiNode.metadata.name, csiNode);
    for (const pod of objects.pods ?? [])
      if (pod.spec.nodeName && pod.status?.phase !== "Succeeded" && pod.status?.phase !== "Failed") state.place(pod);
    return state;
  }

  /** All nodes, in the order in which they came. */
  get nodeList(): readonly NodeState[] {
    return (this.#nodeList ??= [...this.nodes.values()]);
  }

  setNode(node: Node): void {
    const { name } = node.metadata;
    const known = this.nodes.get(name);
    if (known) {
      if (known.node.metadata.labels !== node.metadata.labels) this.counts.labelsChanged();
      return known.setNode(node);
    }
    this.#nodeList = undefined;
    const state = new NodeState(node);
    this.nodes.set(name, state);
    for (const info of this.#waiting.get(name)?.values() ?? []) this.#add(info, name);
    this.#waiting.delete(name);
  }

  removeNode(name: string): void {
    const state = this.nodes.get(name);
    if (!state) return;
    for (const info of state.pods.values()) {
      this.#remove(info, name);
      this.#wait(info, name);
    }
    this.nodes.delete(name);
    this.#nodeList = undefined;
  }

  setNamespace(namespace: Namespace): void {
    const known = this.#namespaces.get(namespace.metadata.name);
    this.#namespaces.set(namespace.metadata.name, namespace);
    if (known?.metadata.labels !== namespace.metadata.labels) this.counts.clear();
  }

  removeNamespace(name: string): void {
    this.#namespaces.delete(name);
  }

  /** Puts a pod on its node (`spec.nodeName`), or replaces what was known of it. */
  place(pod: Pod): void {
    const { uid } = pod.metadata;
    const nodeName = pod.spec.nodeName!;
    const before = this.#placed.get(uid);
    if (before && before.nodeName === nodeName && sameForScheduling(before.info.pod, pod)) return;
    if (before) this.unplace(uid);
    const info = podInfo(pod);
    this.#placed.set(uid, { info, nodeName });
    if (this.nodes.has(nodeName)) this.#add(info, nodeName);
    else this.#wait(info, nodeName);
  }

  /** Takes a pod off its node. */
  unplace(uid: string): void {
    const placed = this.#placed.get(uid);
    if (!placed) return;
    this.#placed.delete(uid);
    const { info, nodeName } = placed;
    if (this.nodes.get(nodeName)?.pods.has(uid)) this.#remove(info, nodeName);
    const waiting = this.#waiting.get(nodeName);
    waiting?.delete(uid);
    if (waiting?.size === 0) this.#waiting.delete(nodeName);
  }

  nodeNameOf(uid: string): string | undefined {
    return this.#placed.get(uid)?.nodeName;
  }

  podsUsingClaim(claimKey: string): Iterable<PodInfo> {
    return this.#podsByClaim.get(claimKey) ?? [];
  }

  /** Whether any placed pod has a lower priority: else preemption need not be tried. */
  hasBelow(priority: number): boolean {
    for (const each of this.#podsByPriority.keys()) if (each < priority) return true;
    return false;
  }

  /** Whether the term's namespaces and selector match the pod. */
  termMatches(term: AffinityTerm, pod: Pod): boolean {
    return (
      this.inNamespaces(term.namespaces, term.namespaceSelector, pod.metadata.namespace ?? "default") &&
      matchesSelector(term.selector, pod.metadata.labels)
    );
  }

  inNamespaces(namespaces: readonly string[], selector: LabelSelector | undefined, namespace: string): boolean {
    if (namespaces.includes(namespace)) return true;
    if (!selector) return false;
    const labels = this.#namespaces.get(namespace)?.metadata.labels;
    return matchesSelector(selector, { "kubernetes.io/metadata.name": namespace, ...labels });
  }

  *#pods(): Iterable<readonly [string, PodInfo]> {
    for (const node of this.nodes.values()) for (const info of node.pods.values()) yield [node.name, info];
  }

  #wait(info: PodInfo, nodeName: string): void {
    const waiting = this.#waiting.get(nodeName) ?? new Map<string, PodInfo>();
    waiting.set(info.pod.metadata.uid, info);
    this.#waiting.set(nodeName, waiting);
  }

  #add(info: PodInfo, nodeName: string): void {
    this.nodes.get(nodeName)!.add(info);
    this.counts.change(nodeName, info, 1);
    this.#podsByPriority.set(info.priority, (this.#podsByPriority.get(info.priority) ?? 0) + 1);
    if (info.antiAffinity.length > 0) this.withAntiAffinity.add(info);
    if (info.affinity.length + info.preferredAffinity.length + info.preferredAntiAffinity.length > 0)
      this.withAffinity.add(info);
    for (const { claimName } of info.claims) {
      const key = `${info.pod.metadata.namespace}/${claimName}`;
      const users = this.#podsByClaim.get(key) ?? new Set();
      this.#podsByClaim.set(key, users.add(info));
    }
  }

  #remove(info: PodInfo, nodeName: string): void {
    this.nodes.get(nodeName)!.remove(info);
    this.counts.change(nodeName, info, -1);
    const rest = this.#podsByPriority.get(info.priority)! - 1;
    if (rest === 0) this.#podsByPriority.delete(info.priority);
    else this.#podsByPriority.set(info.priority, rest);
    this.withAntiAffinity.delete(info);
    this.withAffinity.delete(info);
    for (const { claimName } of info.claims) {
      const key = `${info.pod.metadata.namespace}/${claimName}`;
      const users = this.#podsByClaim.get(key);
      users?.delete(info);
      if (users?.size === 0) this.#podsByClaim.delete(key);
    }
  }
}

/** Status changes of a running pod do not matter to the scheduler: most pod events end here. */
function sameForScheduling(a: Pod, b: Pod): boolean {
  return (
    a === b ||
    (a.spec === b.spec &&
      a.metadata.labels === b.metadata.labels &&
      a.metadata.deletionTimestamp === b.metadata.deletionTimestamp)
  );
}
