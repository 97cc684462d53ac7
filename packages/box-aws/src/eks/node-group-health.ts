import { AwsError } from "../service/aws-error.ts";
import type { StayingPod } from "./cluster-nodes.ts";

/** What is wrong with a node group, in the codes of EKS. */
export interface HealthIssue {
  readonly code: string;
  readonly message: string;
  readonly resourceIds?: readonly string[];
}

const LAUNCH_CODES: Readonly<Record<string, string>> = {
  InsufficientFreeAddressesInSubnet: "InsufficientFreeAddresses",
  InstanceLimitExceeded: "InstanceLimitExceeded",
  VcpuLimitExceeded: "InstanceLimitExceeded",
  "InvalidSubnetID.NotFound": "Ec2SubnetNotFound",
  "InvalidGroup.NotFound": "Ec2SecurityGroupNotFound",
  InvalidParameterValue: "IamInstanceProfileNotFound",
};

/** Why EC2 did not launch a member. */
export function launchIssue(error: unknown): HealthIssue {
  if (!(error instanceof AwsError)) return { code: "InternalFailure", message: String(error) };
  return {
    code: LAUNCH_CODES[error.code] ?? "AsgInstanceLaunchFailures",
    message: `${error.code}: ${error.message}`,
  };
}

/** The cluster refuses the group's machines. */
export function accessDenied(why: string, instanceIds: readonly string[]): HealthIssue {
  return {
    code: "AccessDenied",
    message: `Your worker nodes do not have access to the cluster: ${why}`,
    resourceIds: instanceIds,
  };
}

/** Budgets keep pods where they are. */
export function podEvictionFailure(pods: readonly StayingPod[], nodeNames: readonly string[]): HealthIssue {
  return { code: "PodEvictionFailure", message: stuckPods(pods), resourceIds: nodeNames };
}

/** `Pod default/web-1 cannot be evicted: the disruption budget web needs …`, for each. */
export function stuckPods(pods: readonly StayingPod[]): string {
  return pods
    .map(({ name, heldBy }) =>
      heldBy === undefined
        ? `Pod ${name} has not ended`
        : `Pod ${name} cannot be evicted: ${heldBy.replace(/^T/, "t")}`,
    )
    .join("; ");
}

export function nodeCreationFailure(instanceIds: readonly string[]): HealthIssue {
  return {
    code: "NodeCreationFailure",
    message: "Instances failed to join the kubernetes cluster",
    resourceIds: instanceIds,
  };
}
