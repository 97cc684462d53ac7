import type { ControllerDefinition, KubeClient, ObjectCache } from "@inlay/kube";
import { isConflict, isNotFound } from "@inlay/kube";
import type { EC2NodeClass, NodeClaim } from "@inlay/resources";
import {
  ANNOTATION_EC2NODECLASS_HASH,
  ANNOTATION_EC2NODECLASS_HASH_VERSION,
  EC2_NODE_CLASSES,
  KARPENTER_AWS_GROUP,
  NODE_CLAIMS,
} from "@inlay/resources";
import type { Cluster } from "../cluster/cluster-facts.ts";
import { conditionOf } from "./conditions.ts";
import { HASH_VERSION, nodeClassHash } from "./node-class-hash.ts";

/** Stamps classes with the hash of their content, and their claims anew when hashes are computed in another way than before. */
export function nodeClassHashController(
  kube: KubeClient,
  nodeClasses: ObjectCache<EC2NodeClass>,
  nodeClaims: ObjectCache<NodeClaim>,
  cluster: Cluster,
): ControllerDefinition {
  const stamp = (hash: string | undefined) => ({
    metadata: {
      annotations: {
        ...(hash === undefined ? {} : { [ANNOTATION_EC2NODECLASS_HASH]: hash }),
        [ANNOTATION_EC2NODECLASS_HASH_VERSION]: HASH_VERSION,
      },
    },
  });
  return {
    name: "nodeclass.hash",
    forKind: { group: KARPENTER_AWS_GROUP, kind: "EC2NodeClass" },
    concurrency: 10,
    sources: (enqueue) => {
      const stop = nodeClasses.onChange((event) => {
        if (event.type !== "deleted") enqueue(event.object.metadata.name);
      });
      for (const nodeClass of nodeClasses.all()) enqueue(nodeClass.metadata.name);
      return stop;
    },
    reconcile: async (name, { signal }) => {
      const nodeClass = nodeClasses.get(name);
      if (!nodeClass || nodeClass.metadata.deletionTimestamp) return;
      const hash = nodeClassHash(nodeClass, cluster.facts.caBundle);
      const annotations = nodeClass.metadata.annotations ?? {};
      try {
        if (annotations[ANNOTATION_EC2NODECLASS_HASH_VERSION] !== HASH_VERSION) {
          const outdated = nodeClaims
            .all()
            .filter(
              ({ spec, metadata }) =>
                spec.nodeClassRef.name === name &&
                spec.nodeClassRef.kind === "EC2NodeClass" &&
                metadata.annotations?.[ANNOTATION_EC2NODECLASS_HASH_VERSION] !== undefined &&
                metadata.annotations[ANNOTATION_EC2NODECLASS_HASH_VERSION] !== HASH_VERSION,
            );
          for (const claim of outdated) {
            // A claim that has drifted already keeps its old hash: it stays drifted.
            const drifted = conditionOf(claim.status?.conditions, "Drifted")?.status === "True";
            const key = { name: claim.metadata.name };
            const patched = await kube
              .mergePatch<NodeClaim>(NODE_CLAIMS, key, stamp(drifted ? undefined : hash), { signal })
              .catch((error: unknown) => {
                if (!isNotFound(error)) throw error;
              });
            if (patched) nodeClaims.observe(patched);
          }
        }
        if (
          annotations[ANNOTATION_EC2NODECLASS_HASH] === hash &&
          annotations[ANNOTATION_EC2NODECLASS_HASH_VERSION] === HASH_VERSION
        )
          return;
        const options = { signal, resourceVersion: nodeClass.metadata.resourceVersion };
        nodeClasses.observe(await kube.mergePatch<EC2NodeClass>(EC2_NODE_CLASSES, { name }, stamp(hash), options));
      } catch (error) {
        if (isConflict(error)) return { requeueAfterMs: 100 };
        if (!isNotFound(error)) throw error;
      }
    },
  };
}
