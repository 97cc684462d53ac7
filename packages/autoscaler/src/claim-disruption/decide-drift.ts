import type { InstanceType } from "@inlay/planner";
import {
  ANNOTATION_NODEPOOL_HASH,
  ANNOTATION_NODEPOOL_HASH_VERSION,
  LABEL_CAPACITY_TYPE,
  LABEL_INSTANCE_TYPE,
  LABEL_ZONE,
  satisfiesRequirement,
  type NodeClaim,
  type NodePool,
} from "@inlay/resources";

/** The pool's template changed since the claim was made; "" when not, or when the hashes cannot be compared. */
export function staticDrift(claim: NodeClaim, pool: NodePool): "" | "NodePoolDrifted" {
  const own = claim.metadata.annotations ?? {};
  const wanted = pool.metadata.annotations ?? {};
  const version = wanted[ANNOTATION_NODEPOOL_HASH_VERSION];
  if (version === undefined || own[ANNOTATION_NODEPOOL_HASH_VERSION] !== version) return "";
  const [hash, poolHash] = [own[ANNOTATION_NODEPOOL_HASH], wanted[ANNOTATION_NODEPOOL_HASH]];
  return hash !== undefined && poolHash !== undefined && hash !== poolHash ? "NodePoolDrifted" : "";
}

/** The claim's labels no longer satisfy what the pool asks for. */
export function requirementsDrift(claim: NodeClaim, pool: NodePool): "" | "RequirementsDrifted" {
  const labels = claim.metadata.labels ?? {};
  const broken = pool.spec.template.spec.requirements.some(
    (requirement) => !satisfiesRequirement(requirement, labels[requirement.key]),
  );
  return broken ? "RequirementsDrifted" : "";
}

/** The claim's type, or the way it was bought, is not offered to the pool any more. */
export function instanceTypeDrift(claim: NodeClaim, types: readonly InstanceType[]): "" | "InstanceTypeNotFound" {
  const labels = claim.metadata.labels ?? {};
  const type = types.find(({ name }) => name === labels[LABEL_INSTANCE_TYPE]);
  const offered = type?.offerings.some(
    ({ zone, capacityType }) => zone === labels[LABEL_ZONE] && capacityType === labels[LABEL_CAPACITY_TYPE],
  );
  return offered ? "" : "InstanceTypeNotFound";
}
