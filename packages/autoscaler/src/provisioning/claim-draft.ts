import type { PlannedNodeClaim } from "@inlay/planner";
import {
  apiVersionOf,
  FINALIZER_TERMINATION,
  KARPENTER_GROUP,
  LABEL_NODEPOOL,
  NODE_CLAIMS,
  type Draft,
  type NodeClaim,
  type NodePool,
} from "@inlay/resources";
import { ANNOTATION_PLAN_ID } from "../names.ts";
import { hashAnnotations } from "../node-pool/pool-hash.ts";
import { nodeClassLabel } from "../state/cluster-caches.ts";

/**
 * The node claim as it is posted. It carries its finalizer from the start, so there is no moment in which a claim can vanish with an instance behind it.
 * @param name chosen by us: posting again after a lost answer cannot make a second one.
 */
export function claimDraft(
  planned: PlannedNodeClaim,
  pool: NodePool,
  name: string,
  annotations: Readonly<Record<string, string>> = {},
): Draft<NodeClaim> {
  const ref = planned.spec.nodeClassRef;
  return {
    apiVersion: apiVersionOf(NODE_CLAIMS),
    kind: "NodeClaim",
    metadata: {
      name,
      generateName: `${pool.metadata.name}-`,
      labels: { ...planned.labels, [LABEL_NODEPOOL]: pool.metadata.name, [nodeClassLabel(ref)]: ref.name },
      annotations: {
        ...planned.annotations,
        ...hashAnnotations(pool),
        [ANNOTATION_PLAN_ID]: planned.id,
        ...annotations,
      },
      finalizers: [FINALIZER_TERMINATION],
      ownerReferences: [
        {
          apiVersion: `${KARPENTER_GROUP}/v1`,
          kind: "NodePool",
          name: pool.metadata.name,
          uid: pool.metadata.uid,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: planned.spec,
  };
}
