/** The IAM policy of the reference page for Karpenter's controller, with its placeholders filled in. */
export function controllerPolicy(facts: {
  readonly accountId: string;
  readonly region: string;
  readonly clusterName: string;
  readonly nodeRoleArn: string;
}): string {
  const { accountId, region, clusterName, nodeRoleArn } = facts;
  const owned = (prefix: string) => ({
    [`aws:${prefix}Tag/kubernetes.io/cluster/${clusterName}`]: "owned",
    [`aws:${prefix}Tag/topology.kubernetes.io/region`]: region,
  });
  const anyNodeClass = (...prefixes: string[]) =>
    Object.fromEntries(prefixes.map((prefix) => [`aws:${prefix}Tag/karpenter.k8s.aws/ec2nodeclass`, "*"]));
  const allow = (Sid: string, Action: string | string[], Resource = "*", Condition?: object) => ({
    Sid,
    Effect: "Allow",
    Action,
    Resource,
    ...(Condition ? { Condition } : {}),
  });
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      allow("Karpenter", [
        "ssm:GetParameter",
        "ec2:DescribeImages",
        "ec2:RunInstances",
        "ec2:DescribeSubnets",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeLaunchTemplates",
        "ec2:DescribeInstances",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeInstanceTypeOfferings",
        "ec2:DeleteLaunchTemplate",
        "ec2:CreateTags",
        "ec2:CreateLaunchTemplate",
        "ec2:CreateFleet",
        "ec2:DescribeSpotPriceHistory",
        "pricing:GetProducts",
      ]),
      allow("ConditionalEC2Termination", "ec2:TerminateInstances", "*", {
        StringLike: { "ec2:ResourceTag/karpenter.sh/nodepool": "*" },
      }),
      allow("PassNodeIAMRole", "iam:PassRole", nodeRoleArn),
      allow(
        "EKSClusterEndpointLookup",
        "eks:DescribeCluster",
        `arn:aws:eks:${region}:${accountId}:cluster/${clusterName}`,
      ),
      allow("AllowScopedInstanceProfileCreationActions", ["iam:CreateInstanceProfile"], "*", {
        StringEquals: owned("Request"),
        StringLike: anyNodeClass("Request"),
      }),
      allow("AllowScopedInstanceProfileTagActions", ["iam:TagInstanceProfile"], "*", {
        StringEquals: { ...owned("Resource"), ...owned("Request") },
        StringLike: anyNodeClass("Resource", "Request"),
      }),
      allow(
        "AllowScopedInstanceProfileActions",
        ["iam:AddRoleToInstanceProfile", "iam:RemoveRoleFromInstanceProfile", "iam:DeleteInstanceProfile"],
        "*",
        { StringEquals: owned("Resource"), StringLike: anyNodeClass("Resource") },
      ),
      allow("AllowInstanceProfileReadActions", "iam:GetInstanceProfile"),
      allow("AllowUnscopedInstanceProfileListAction", "iam:ListInstanceProfiles"),
    ],
  });
}
