/** One statement of a policy of AWS; `Resource` is `*` where it is left out. */
interface ManagedStatement {
  readonly Action?: readonly string[];
  readonly NotAction?: readonly string[];
  readonly Resource?: string;
}

const actions = (service: string, ...names: readonly string[]): readonly string[] =>
  names.map((name) => `${service}:${name}`);
const allow = (...Action: readonly string[]): ManagedStatement => ({ Action });

const READ = ["ec2", "eks", "iam", "ssm", "sqs", "pricing", "sts", "ecr"].flatMap((service) =>
  actions(service, "Describe*", "Get*", "List*"),
);
const ECR_PULL = actions(
  "ecr",
  "GetAuthorizationToken",
  "BatchCheckLayerAvailability",
  "GetDownloadUrlForLayer",
  "BatchGetImage",
);

/**
 * AWS's own policies by path and name: what the roles of nodes, clusters, add-ons and people carry. Their statements are AWS's as far as
 * they speak of the services served here; those of the node and cluster roles are whole.
 */
const POLICIES: Readonly<Record<string, readonly ManagedStatement[]>> = {
  AdministratorAccess: [allow("*")],
  AmazonEC2ContainerRegistryPullOnly: [allow(...ECR_PULL, "ecr:BatchImportUpstreamImage")],
  AmazonEC2ContainerRegistryReadOnly: [
    allow(
      ...ECR_PULL,
      ...actions(
        "ecr",
        "GetRepositoryPolicy",
        "DescribeRepositories",
        "ListImages",
        "DescribeImages",
        "GetLifecyclePolicy",
      ),
      ...actions("ecr", "GetLifecyclePolicyPreview", "ListTagsForResource", "DescribeImageScanFindings"),
    ),
  ],
  AmazonEC2FullAccess: [allow("ec2:*", "cloudwatch:*", "elasticloadbalancing:*", "autoscaling:*")],
  AmazonEC2ReadOnlyAccess: [
    allow("ec2:Describe*", "ec2:Get*", "elasticloadbalancing:Describe*", "autoscaling:Describe*"),
  ],
  AmazonEKSClusterPolicy: [
    allow(
      ...actions("autoscaling", "DescribeAutoScalingGroups", "UpdateAutoScalingGroup"),
      ...actions(
        "ec2",
        "AttachVolume",
        "AuthorizeSecurityGroupIngress",
        "CreateRoute",
        "CreateSecurityGroup",
        "CreateTags",
      ),
      ...actions("ec2", "CreateVolume", "DeleteRoute", "DeleteSecurityGroup", "DeleteVolume", "DescribeInstances"),
      ...actions("ec2", "DescribeRouteTables", "DescribeSecurityGroups", "DescribeSubnets", "DescribeVolumes"),
      ...actions(
        "ec2",
        "DescribeVolumesModifications",
        "DescribeVpcs",
        "DescribeDhcpOptions",
        "DescribeNetworkInterfaces",
      ),
      ...actions(
        "ec2",
        "DescribeAvailabilityZones",
        "DescribeAccountAttributes",
        "DescribeAddresses",
        "DescribeInternetGateways",
      ),
      ...actions(
        "ec2",
        "DescribeInstanceTopology",
        "DetachVolume",
        "ModifyInstanceAttribute",
        "ModifyVolume",
        "RevokeSecurityGroupIngress",
      ),
      "elasticloadbalancing:*",
      "kms:DescribeKey",
    ),
  ],
  AmazonEKSVPCResourceController: [
    allow(
      ...actions(
        "ec2",
        "CreateNetworkInterface",
        "DescribeNetworkInterfaces",
        "DetachNetworkInterface",
        "ModifyNetworkInterfaceAttribute",
      ),
    ),
    allow(
      ...actions(
        "ec2",
        "DeleteNetworkInterface",
        "AttachNetworkInterface",
        "UnassignPrivateIpAddresses",
        "AssignPrivateIpAddresses",
      ),
    ),
  ],
  AmazonEKSWorkerNodePolicy: [
    allow(
      ...actions("ec2", "DescribeInstances", "DescribeInstanceTypes", "DescribeRouteTables", "DescribeSecurityGroups"),
      ...actions("ec2", "DescribeSubnets", "DescribeVolumes", "DescribeVolumesModifications", "DescribeVpcs"),
      "eks:DescribeCluster",
      "eks-auth:AssumeRoleForPodIdentity",
    ),
  ],
  AmazonEKSWorkerNodeMinimalPolicy: [allow("eks-auth:AssumeRoleForPodIdentity", "ec2:DescribeInstances")],
  AmazonEKS_CNI_Policy: [
    allow(
      ...actions(
        "ec2",
        "AssignPrivateIpAddresses",
        "AttachNetworkInterface",
        "CreateNetworkInterface",
        "DeleteNetworkInterface",
      ),
      ...actions(
        "ec2",
        "DescribeInstances",
        "DescribeTags",
        "DescribeNetworkInterfaces",
        "DescribeInstanceTypes",
        "DescribeSubnets",
      ),
      ...actions("ec2", "DetachNetworkInterface", "ModifyNetworkInterfaceAttribute", "UnassignPrivateIpAddresses"),
    ),
    { Action: ["ec2:CreateTags"], Resource: "arn:aws:ec2:*:*:network-interface/*" },
  ],
  "service-role/AmazonEBSCSIDriverPolicy": [
    allow(
      ...actions(
        "ec2",
        "DescribeAvailabilityZones",
        "DescribeInstances",
        "DescribeSnapshots",
        "DescribeTags",
        "DescribeVolumes",
      ),
      ...actions(
        "ec2",
        "DescribeVolumesModifications",
        "DescribeVolumeStatus",
        "AttachVolume",
        "DetachVolume",
        "ModifyVolume",
      ),
      ...actions("ec2", "CreateVolume", "DeleteVolume", "CreateSnapshot", "DeleteSnapshot", "CreateTags", "DeleteTags"),
    ),
  ],
  AmazonSQSFullAccess: [allow("sqs:*")],
  AmazonSSMManagedInstanceCore: [
    allow(
      ...actions(
        "ssm",
        "DescribeAssociation",
        "GetDeployablePatchSnapshotForInstance",
        "GetDocument",
        "DescribeDocument",
      ),
      ...actions("ssm", "GetManifest", "GetParameter", "GetParameters", "ListAssociations", "ListInstanceAssociations"),
      ...actions("ssm", "PutInventory", "PutComplianceItems", "PutConfigurePackageResult", "UpdateAssociationStatus"),
      ...actions("ssm", "UpdateInstanceAssociationStatus", "UpdateInstanceInformation"),
      ...actions("ssmmessages", "CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"),
      ...actions(
        "ec2messages",
        "AcknowledgeMessage",
        "DeleteMessage",
        "FailMessage",
        "GetEndpoint",
        "GetMessages",
        "SendReply",
      ),
    ),
  ],
  AmazonSSMReadOnlyAccess: [allow(...actions("ssm", "Describe*", "Get*", "List*"))],
  IAMFullAccess: [allow("iam:*")],
  IAMReadOnlyAccess: [allow(...actions("iam", "Get*", "List*", "GenerateCredentialReport", "SimulatePrincipalPolicy"))],
  PowerUserAccess: [
    { NotAction: ["iam:*", "organizations:*", "account:*"] },
    allow(
      ...actions("iam", "CreateServiceLinkedRole", "DeleteServiceLinkedRole", "ListRoles"),
      "organizations:DescribeOrganization",
    ),
  ],
  ReadOnlyAccess: [allow(...READ)],
};

/**
 * The document of a policy of AWS; undefined: no such policy here.
 * @param pathAndName `AmazonEKSWorkerNodePolicy`, `service-role/AmazonEBSCSIDriverPolicy`.
 */
export function managedPolicyDocument(pathAndName: string): string | undefined {
  if (!Object.hasOwn(POLICIES, pathAndName)) return undefined;
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: POLICIES[pathAndName]!.map((statement) => ({ Effect: "Allow", Resource: "*", ...statement })),
  });
}
