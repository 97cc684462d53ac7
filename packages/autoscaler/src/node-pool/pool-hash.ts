import type { ControllerDefinition } from "@inlay/kube";
import {
  ANNOTATION_NODEPOOL_HASH,
  ANNOTATION_NODEPOOL_HASH_VERSION,
  KARPENTER_GROUP,
  NODE_POOLS,
  structuralHash,
  type NodeClaim,
  type NodePool,
} from "@inlay/resources";
import { isTrue } from "../conditions/conditions.ts";
import { NODE_POOL_HASH_VERSION } from "../names.ts";
import { everyObject } from "../state/claim-keys.ts";
import type { Environment } from "../state/environment.ts";
import { isManagedPool } from "../state/managed.ts";
import { patchNodeClaim } from "../state/writes.ts";

/** What of a pool makes its nodes drift when it changes: the template without its requirements, which are compared one by one. */
export function nodePoolHash(pool: NodePool): string {
  const { metadata, spec } = pool.spec.template;
  const { requirements: _, ...hashed } = spec;
  return structuralHash({ metadata: { labels: metadata?.labels, annotations: metadata?.annotations }, spec: hashed });
}

export const hashAnnotations = (pool: NodePool) => ({
  [ANNOTATION_NODEPOOL_HASH]: nodePoolHash(pool),
  [ANNOTATION_NODEPOOL_HASH_VERSION]: NODE_POOL_HASH_VERSION,
});

/** What to write on a claim whose hash is of another version; a drifted claim keeps its hash, so that the drift is not forgotten. */
export function restamped(claim: NodeClaim, pool: NodePool): Readonly<Record<string, string>> | undefined {
  const annotations = claim.metadata.annotations ?? {};
  if (annotations[ANNOTATION_NODEPOOL_HASH_VERSION] === NODE_POOL_HASH_VERSION) return undefined;
  const { [ANNOTATION_NODEPOOL_HASH]: hash, ...version } = hashAnnotations(pool);
  return isTrue(claim, "Drifted") ? version : { ...version, [ANNOTATION_NODEPOOL_HASH]: hash! };
}

/** Keeps the hash on every pool; when the version of the hash changes, claims are stamped anew without becoming drifted. */
export function poolHashController(environment: Environment): ControllerDefinition {
  const { caches, client } = environment;
  const provider = environment.provider("nodepool.hash");
  return {
    name: "nodepool.hash",
    forKind: { group: KARPENTER_GROUP, kind: "NodePool" },
    concurrency: 10,
    backoff: { baseMs: 100, maxMs: 60_000 },
    sources: (enqueue) => everyObject(caches.nodePools, enqueue),
    async reconcile(name, { signal }) {
      const pool = caches.nodePools.get(name);
      if (!pool || !isManagedPool(pool, provider)) return;
      // Claims first: a kill in between leaves the pool's old version, and everything is done again.
      if (pool.metadata.annotations?.[ANNOTATION_NODEPOOL_HASH_VERSION] !== NODE_POOL_HASH_VERSION) {
        for (const claim of caches.nodeClaims.byIndex("nodePool", name)) {
          const annotations = restamped(claim, pool);
          if (annotations) await patchNodeClaim(environment, claim, { metadata: { annotations } }, signal);
        }
      }
      const wanted = hashAnnotations(pool);
      const current = pool.metadata.annotations ?? {};
      if (Object.entries(wanted).every(([key, value]) => current[key] === value)) return;
      const { resourceVersion } = pool.metadata;
      const patch = { metadata: { annotations: wanted } };
      const patched = await client.mergePatch<NodePool>(NODE_POOLS, { name }, patch, { resourceVersion, signal });
      caches.nodePools.observe(patched);
    },
  };
}
