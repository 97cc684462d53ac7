/** Messages of conditions and events are cut after so much (Karpenter's limit): what to change has to stand before that. */
const SHOWN = 300;

const CAPACITY = "allow more instance types or zones in the NodePool's requirements; pods get other types meanwhile";

/** What to change, by the reason of a failed launch. */
const REMEDIES: Readonly<Record<string, string>> = {
  Unauthorized: "allow this action in the IAM policy of the controller's role",
  SpotSLRCreationFailed: "create the role AWSServiceRoleForEC2Spot (aws iam create-service-linked-role)",
  AMIAuthorizationFailure: "share the AMI with this account, or correct spec.amiSelectorTerms",
  SecurityGroupSubnetVPCMismatch: "let spec.subnetSelectorTerms and spec.securityGroupSelectorTerms select one VPC",
  InstanceProfileNameInvalid: "correct spec.instanceProfile, or set spec.role",
  UserDataSizeLimitExceeded: "shorten spec.userData",
  InvalidAMIID: "correct spec.amiSelectorTerms",
  AMINotFound: "correct spec.amiSelectorTerms",
  RequestLimitExceeded: "nothing to change, it is tried again; if it stays, raise the account's EC2 API limits",
  FleetQuotaExceeded: "raise the account's quota of EC2 fleets",
  SpotQuotaExceeded: "raise the account's quota of spot instances, or allow on-demand in the NodePool",
  VCPULimitExceeded: "raise the account's quota of vCPUs for this family",
  InsufficientFreeAddressesInSubnet: "free addresses in the subnet, or select others in spec.subnetSelectorTerms",
  InsufficientCapacity: CAPACITY,
};

/** AWS's own words first, then what to change; the former are cut where both would not be shown. */
export function withRemedy(message: string, reason: string): string {
  const remedy = REMEDIES[reason];
  if (!remedy) return message;
  const room = SHOWN - remedy.length - 3;
  const words = message.length <= room ? message : `${message.slice(0, room - 1)}…`;
  return `${words} (${remedy})`;
}
