const READ = ["ec2", "eks", "iam", "ssm", "sqs", "pricing"].flatMap((service) => [
  `${service}:Describe*`,
  `${service}:Get*`,
  `${service}:List*`,
]);

/** Actions of AWS's own policies that roles in a cluster's account usually carry, shortened to the services served here. */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  AdministratorAccess: ["*"],
  AmazonEC2ContainerRegistryPullOnly: ["ecr:Get*", "ecr:Batch*"],
  AmazonEC2ContainerRegistryReadOnly: ["ecr:Get*", "ecr:Batch*", "ecr:List*", "ecr:Describe*"],
  AmazonEC2FullAccess: ["ec2:*", "cloudwatch:*", "elasticloadbalancing:*", "autoscaling:*"],
  AmazonEC2ReadOnlyAccess: ["ec2:Describe*", "ec2:Get*"],
  AmazonEKSClusterPolicy: ["ec2:Describe*", "ec2:CreateTags", "ec2:CreateSecurityGroup", "autoscaling:Describe*"],
  AmazonEKSWorkerNodePolicy: ["ec2:Describe*", "eks:DescribeCluster"],
  AmazonEKSWorkerNodeMinimalPolicy: ["ec2:Describe*"],
  AmazonEKS_CNI_Policy: ["ec2:Describe*", "ec2:CreateTags", "ec2:*NetworkInterface*", "ec2:*PrivateIpAddresses"],
  AmazonSQSFullAccess: ["sqs:*"],
  AmazonSSMManagedInstanceCore: ["ssm:GetParameter", "ssm:GetParameters", "ssmmessages:*", "ec2messages:*"],
  AmazonSSMReadOnlyAccess: ["ssm:Describe*", "ssm:Get*", "ssm:List*"],
  IAMFullAccess: ["iam:*"],
  IAMReadOnlyAccess: ["iam:Get*", "iam:List*"],
  PowerUserAccess: ["ec2:*", "eks:*", "ssm:*", "sqs:*", "pricing:*", "sts:*"],
  ReadOnlyAccess: READ,
};

/** The document of a policy of AWS; undefined: no such policy here. */
export function managedPolicyDocument(name: string): string | undefined {
  if (!Object.hasOwn(ACTIONS, name)) return undefined;
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: ACTIONS[name], Resource: "*" }],
  });
}
