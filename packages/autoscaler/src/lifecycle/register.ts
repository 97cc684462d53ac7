import {
  FINALIZER_TERMINATION,
  KARPENTER_GROUP,
  LABEL_DO_NOT_SYNC_TAINTS,
  LABEL_REGISTERED,
  TAINT_UNREGISTERED,
  type Node,
  type NodeClaim,
  type Taint,
} from "@inlay/resources";

/** What the claim's node must have, as a merge patch; undefined when it has it already. */
export function registrationPatch(claim: NodeClaim, node: Node): { metadata: object; spec: object } | undefined {
  const { labels = {}, annotations = {}, finalizers = [], ownerReferences = [] } = node.metadata;
  const taints = registeredTaints(claim, node);
  const owner = {
    apiVersion: `${KARPENTER_GROUP}/v1`,
    kind: "NodeClaim",
    name: claim.metadata.name,
    uid: claim.metadata.uid,
    blockOwnerDeletion: true,
  };
  const wanted = {
    labels: { ...labels, ...claim.metadata.labels, [LABEL_REGISTERED]: "true" },
    annotations: { ...annotations, ...claim.metadata.annotations },
    finalizers: finalizers.includes(FINALIZER_TERMINATION) ? finalizers : [...finalizers, FINALIZER_TERMINATION],
    ownerReferences: ownerReferences.some(({ uid }) => uid === owner.uid)
      ? ownerReferences
      : [...ownerReferences, owner],
  };
  const same =
    JSON.stringify([wanted, taints]) ===
    JSON.stringify([{ labels, annotations, finalizers, ownerReferences }, node.spec.taints ?? []]);
  return same ? undefined : { metadata: wanted, spec: { taints } };
}

/** The claim's taints join the node's, unless the node says that it looks after them itself; the unregistered taint goes. */
function registeredTaints(claim: NodeClaim, node: Node): readonly Taint[] {
  const own = node.spec.taints ?? [];
  const syncs = node.metadata.labels?.[LABEL_DO_NOT_SYNC_TAINTS] !== "true";
  // Once registered, startup taints are somebody else's to take away and must not come back.
  const first = node.metadata.labels?.[LABEL_REGISTERED] !== "true";
  const claimed = syncs ? [...(claim.spec.taints ?? []), ...(first ? (claim.spec.startupTaints ?? []) : [])] : [];
  const joined = claimed.filter(
    (taint) => !own.some(({ key, effect }) => key === taint.key && effect === taint.effect),
  );
  return [...own, ...joined].filter(({ key }) => key !== TAINT_UNREGISTERED.key);
}
