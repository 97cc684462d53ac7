import type { ObjectCache } from "@inlay/kube";
import type { KubeObject, NodeClaim } from "@inlay/resources";
import type { ClusterCaches } from "./cluster-caches.ts";

type Enqueue = (key: string, afterMs?: number) => void;

/** Feeds a queue with the names of a cache's objects: those that are there, and each that changes. Returns what ends it. */
export function everyObject<T extends KubeObject>(cache: ObjectCache<T>, enqueue: Enqueue): () => void {
  for (const object of cache.all()) enqueue(object.metadata.name);
  return cache.onChange(({ type, object }) => {
    if (type !== "deleted") enqueue(object.metadata.name);
  });
}

/** The claims that carry a node's provider id, whenever the node changes. */
export function claimsOfChangedNodes({ nodes, nodeClaims }: ClusterCaches, enqueue: Enqueue): () => void {
  return nodes.onChange(({ object }) => {
    const { providerID } = object.spec;
    if (!providerID) return;
    for (const claim of nodeClaims.byIndex("providerID", providerID)) enqueue(claim.metadata.name);
  });
}

/** The claims of a pool, whenever the pool changes in a way that matters to `relevant`. */
export function claimsOfChangedPools(
  { nodePools, nodeClaims }: ClusterCaches,
  relevant: (pool: { readonly generation: number | undefined; readonly previous: number | undefined }) => boolean,
  enqueue: Enqueue,
): () => void {
  return nodePools.onChange(({ object, previous }) => {
    if (!relevant({ generation: object.metadata.generation, previous: previous?.metadata.generation })) return;
    const claims: readonly NodeClaim[] = nodeClaims.byIndex("nodePool", object.metadata.name);
    for (const claim of claims) enqueue(claim.metadata.name);
  });
}
