import type { EC2NodeClass, NodeClaim } from "@inlay/resources";
import {
  ANNOTATION_EC2NODECLASS_HASH,
  ANNOTATION_EC2NODECLASS_HASH_VERSION,
  LABEL_INSTANCE_TYPE,
} from "@inlay/resources";
import { imageFor } from "../images/images.ts";
import type { InstanceFacts } from "../instances/instance-facts.ts";
import type { LabelValues } from "../labels/label-values.ts";

export type DriftReason = "" | "NodeClassDrift" | "AMIDrift" | "SecurityGroupDrift" | "SubnetDrift";

/** A class's status that drift cannot be judged by. */
export class DriftUndecidable extends Error {
  readonly code = "DRIFT_UNDECIDABLE";
}

/** Whether the class's own settings have changed since the launch. Judged only by hashes of one version. */
export function hasStaticDrift(nodeClaim: NodeClaim, nodeClass: EC2NodeClass): boolean {
  const launched = nodeClaim.metadata.annotations ?? {};
  const current = nodeClass.metadata.annotations ?? {};
  const version = launched[ANNOTATION_EC2NODECLASS_HASH_VERSION];
  const hash = launched[ANNOTATION_EC2NODECLASS_HASH];
  return (
    version !== undefined &&
    hash !== undefined &&
    current[ANNOTATION_EC2NODECLASS_HASH] !== undefined &&
    current[ANNOTATION_EC2NODECLASS_HASH_VERSION] === version &&
    current[ANNOTATION_EC2NODECLASS_HASH] !== hash
  );
}

/**
 * Whether image, security groups or subnet of an instance are not what the class resolves to now.
 * @param labels of the instance's type. @throws DriftUndecidable while the class has resolved nothing
 */
export function resolvedDrift(
  nodeClaim: NodeClaim,
  nodeClass: EC2NodeClass,
  labels: LabelValues | undefined,
  instance: InstanceFacts,
): DriftReason {
  const { amis = [], securityGroups = [], subnets = [] } = nodeClass.status ?? {};
  const { name } = nodeClass.metadata;
  if (amis.length === 0) throw new DriftUndecidable(`EC2NodeClass ${name} has no AMIs in its status`);
  if (securityGroups.length === 0)
    throw new DriftUndecidable(`EC2NodeClass ${name} has no security groups in its status`);
  if (subnets.length === 0) throw new DriftUndecidable(`EC2NodeClass ${name} has no subnets in its status`);
  if (!labels) {
    const type = nodeClaim.metadata.labels?.[LABEL_INSTANCE_TYPE] ?? "";
    throw new DriftUndecidable(`instance type ${type} of NodeClaim ${nodeClaim.metadata.name} is not known`);
  }
  const imageId = nodeClaim.status?.imageID ?? instance.imageId;
  if (imageFor(amis, labels)?.id !== imageId) return "AMIDrift";
  const wanted = new Set(securityGroups.map((group) => group.id));
  const attached = new Set(instance.securityGroupIds);
  if (wanted.size !== attached.size || [...wanted].some((id) => !attached.has(id))) return "SecurityGroupDrift";
  if (!subnets.some((subnet) => subnet.id === instance.subnetId)) return "SubnetDrift";
  return "";
}
