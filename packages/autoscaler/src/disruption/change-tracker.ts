import type { CacheEvent } from "@inlay/kube";
import type { KubeObject, Node, NodeClaim, NodePool, Pod, PodDisruptionBudget } from "@inlay/resources";
import { isReady, isTerminal } from "../state/pods.ts";
import type { ClusterCaches } from "../state/cluster-caches.ts";

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * Counts changes that may lead to another decision about disruption (Karpenter's consolidation state): while the number stands still, planning again would
 * find nothing again. Heartbeats, readiness of pods and sums in statuses do not count.
 */
export class ChangeTracker {
  #version = 0;

  get version(): number {
    return this.#version;
  }

  /** Returns what ends it. */
  connect(caches: ClusterCaches): () => void {
    const bump = () => void (this.#version += 1);
    const on = <T extends KubeObject>(
      cache: { onChange(listener: (event: CacheEvent<T>) => void): () => void },
      matters: (event: CacheEvent<T>) => boolean,
    ) => cache.onChange((event) => matters(event) && bump());
    const ends = [
      on(caches.nodes, nodeMatters),
      on(caches.nodeClaims, claimMatters),
      on(caches.pods, podMatters),
      on(caches.nodePools, poolMatters),
      on(caches.podDisruptionBudgets, budgetMatters),
      on(caches.daemonSets, generationMatters),
      on(caches.persistentVolumes, () => true),
      on(caches.persistentVolumeClaims, () => true),
      on(caches.csiNodes, () => true),
      ...[...caches.nodeClasses.values()].map((cache) => on(cache, () => true)),
    ];
    return () => ends.forEach((end) => end());
  }
}

export function nodeMatters({ type, object, previous }: CacheEvent<Node>): boolean {
  if (type !== "modified" || !previous) return true;
  return !(
    same(object.spec, previous.spec) &&
    same(object.metadata.labels, previous.metadata.labels) &&
    same(object.metadata.annotations, previous.metadata.annotations) &&
    object.metadata.deletionTimestamp === previous.metadata.deletionTimestamp &&
    isReady(object) === isReady(previous) &&
    same(object.status?.allocatable, previous.status?.allocatable)
  );
}

export function claimMatters({ type, object, previous }: CacheEvent<NodeClaim>): boolean {
  if (type !== "modified" || !previous) return true;
  const { resourceVersion: _a, ...metadata } = object.metadata;
  const { resourceVersion: _b, ...before } = previous.metadata;
  return !(same(metadata, before) && same(object.status?.conditions, previous.status?.conditions));
}

export function podMatters({ type, object, previous }: CacheEvent<Pod>): boolean {
  if (type !== "modified" || !previous) return true;
  return !(
    object.spec.nodeName === previous.spec.nodeName &&
    object.metadata.deletionTimestamp === previous.metadata.deletionTimestamp &&
    isTerminal(object) === isTerminal(previous) &&
    same(object.metadata.labels, previous.metadata.labels) &&
    same(object.metadata.annotations, previous.metadata.annotations) &&
    same(object.metadata.ownerReferences, previous.metadata.ownerReferences)
  );
}

const poolMatters = ({ type, object, previous }: CacheEvent<NodePool>): boolean =>
  type !== "modified" ||
  object.metadata.generation !== previous?.metadata.generation ||
  !same(object.status?.conditions, previous?.status?.conditions);

const budgetMatters = ({ type, object, previous }: CacheEvent<PodDisruptionBudget>): boolean =>
  type !== "modified" ||
  !same(object.spec, previous?.spec) ||
  object.status?.disruptionsAllowed !== previous?.status?.disruptionsAllowed;

const generationMatters = ({ type, object, previous }: CacheEvent<KubeObject>): boolean =>
  type !== "modified" || object.metadata.generation !== previous?.metadata.generation;
