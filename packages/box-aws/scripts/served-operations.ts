/** What this room serves, by service; everything else answers UnsupportedOperation. */
export const SERVED: Readonly<Record<string, readonly string[]>> = {
  ec2: [
    "AuthorizeSecurityGroupEgress", "AuthorizeSecurityGroupIngress", "CreateFleet", "CreateLaunchTemplate", "CreateLaunchTemplateVersion",
    "CreateSecurityGroup", "CreateSubnet", "CreateTags", "CreateVpc", "DeleteLaunchTemplate", "DeleteTags", "DescribeAvailabilityZones",
    "DescribeCapacityReservations", "DescribeImages", "DescribeInstanceStatus", "DescribeInstanceTypeOfferings", "DescribeInstanceTypes",
    "DescribeInstances", "DescribeLaunchTemplateVersions", "DescribeLaunchTemplates", "DescribeNetworkInterfaces", "DescribePlacementGroups",
    "DescribeRegions", "DescribeSecurityGroups", "DescribeSpotPriceHistory", "DescribeSubnets", "DescribeTags", "DescribeVolumes",
    "DescribeVpcs", "GetConsoleOutput", "RunInstances", "TerminateInstances",
  ],
  iam: [
    "AddRoleToInstanceProfile", "AttachRolePolicy", "AttachUserPolicy", "CreateAccessKey", "CreateInstanceProfile", "CreateOpenIDConnectProvider", "CreatePolicy", "CreatePolicyVersion", "CreateRole", "CreateUser", "DeleteAccessKey",
    "DeleteInstanceProfile", "DeleteOpenIDConnectProvider", "DeletePolicy", "DeletePolicyVersion", "DeleteRole", "DeleteRolePolicy", "DeleteUser", "DeleteUserPolicy",
    "DetachRolePolicy", "DetachUserPolicy",
    "GetInstanceProfile", "GetOpenIDConnectProvider", "GetPolicy", "GetPolicyVersion", "GetRole", "GetRolePolicy", "GetUser", "GetUserPolicy",
    "ListAccessKeys", "ListAttachedRolePolicies", "ListAttachedUserPolicies", "ListInstanceProfileTags",
    "ListInstanceProfiles", "ListInstanceProfilesForRole", "ListOpenIDConnectProviders", "ListPolicies", "ListPolicyVersions", "ListRolePolicies", "ListRoleTags",
    "ListRoles", "ListUserPolicies", "ListUsers",
    "PutRolePolicy", "PutUserPolicy", "RemoveRoleFromInstanceProfile", "SetDefaultPolicyVersion", "TagInstanceProfile", "TagPolicy", "TagRole",
    "UntagInstanceProfile", "UntagRole", "UpdateAssumeRolePolicy",
  ],
  sts: ["AssumeRole", "AssumeRoleWithWebIdentity", "DecodeAuthorizationMessage", "GetCallerIdentity"],
  ssm: ["GetParameter", "GetParameters", "GetParametersByPath"],
  eks: [
    "AssociateAccessPolicy", "CreateAccessEntry", "CreateAddon", "CreateCluster", "CreateNodegroup", "CreatePodIdentityAssociation",
    "DeleteAccessEntry", "DeleteAddon", "DeleteNodegroup", "DeletePodIdentityAssociation", "DescribeAccessEntry", "DescribeAddon",
    "DescribeAddonVersions", "DescribeCluster", "DescribeNodegroup", "DescribePodIdentityAssociation", "DescribeUpdate",
    "DisassociateAccessPolicy", "ListAccessEntries", "ListAccessPolicies", "ListAddons", "ListAssociatedAccessPolicies", "ListClusters",
    "ListNodegroups", "ListPodIdentityAssociations", "ListTagsForResource", "ListUpdates", "TagResource", "UntagResource",
    "UpdateAccessEntry", "UpdateAddon", "UpdateClusterConfig", "UpdateClusterVersion", "UpdateNodegroupConfig", "UpdateNodegroupVersion", "UpdatePodIdentityAssociation",
  ],
  pricing: ["DescribeServices", "GetProducts"],
  sqs: [
    "CreateQueue", "DeleteMessage", "DeleteMessageBatch", "DeleteQueue", "GetQueueAttributes", "GetQueueUrl", "ListQueues", "PurgeQueue",
    "ReceiveMessage", "SendMessage", "SetQueueAttributes",
  ],
}; // prettier-ignore
