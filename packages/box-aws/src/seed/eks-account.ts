import type { AwsSimulation } from "../aws-simulation.ts";
import { ZONES } from "../ec2/zones.ts";
import { controllerPolicy } from "./controller-policy.ts";

export interface EksAccountOptions {
  readonly clusterName: string;
  readonly region?: string;
}

/** What the account holds once it is seeded. */
export interface EksAccount {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly nodeRoleArn: string;
  /** Role of Karpenter's controller, for its service account. */
  readonly roleArn: string;
  readonly nodeGroup: string;
  /** Name of the queue that the controller should listen to: none, as on the reference page. */
  readonly interruptionQueue: "";
}

const NODE_GROUP = "worker-pool-efgh";

/**
 * An account as somebody has it who followed the reference page's prerequisites: a VPC with three private subnets, an EKS cluster with a
 * node group of two t3.xlarge, the node role, the controller's role with its policy. What is there already is left as it is.
 * The node group's machines start once the cluster's endpoint is set.
 */
export async function seedEksAccount(aws: AwsSimulation, options: EksAccountOptions): Promise<EksAccount> {
  const { clusterName, region = "us-east-1" } = options;
  const identity = await aws.invoke<{ Account: string }>("sts", "GetCallerIdentity", {});
  const accountId = identity.Account;
  const nodeRoleName = `${clusterName}-nodeRole`;
  const nodeRoleArn = `arn:aws:iam::${accountId}:role/${nodeRoleName}`;
  const controllerRoleName = `${clusterName}-karpenterControllerRole`;
  const roleArn = `arn:aws:iam::${accountId}:role/${controllerRoleName}`;
  const account = { nodeRoleArn, roleArn, nodeGroup: NODE_GROUP, interruptionQueue: "" } as const;

  const existing = await aws.invoke<{ clusters: readonly string[] }>("eks", "ListClusters", {});
  if (existing.clusters.includes(clusterName)) {
    const { cluster } = await aws.invoke<{
      cluster: { resourcesVpcConfig: { vpcId: string; subnetIds: string[]; securityGroupIds: string[] } };
    }>("eks", "DescribeCluster", { name: clusterName });
    return { ...account, ...cluster.resourcesVpcConfig };
  }

  const network = await createNetwork(aws, clusterName);
  await aws.invoke("sqs", "CreateQueue", {
    QueueName: clusterName,
    Attributes: { MessageRetentionPeriod: "300" },
  });
  const { cluster } = await aws.invoke<{ cluster: { identity: { oidc: { issuer: string } } } }>(
    "eks",
    "CreateCluster",
    {
      name: clusterName,
      version: "1.32",
      roleArn: `arn:aws:iam::${accountId}:role/${clusterName}-clusterRole`,
      resourcesVpcConfig: { subnetIds: network.subnetIds, securityGroupIds: network.securityGroupIds },
    },
  );
  const { issuer } = cluster.identity.oidc;
  await createRoles(aws, { accountId, region, clusterName, issuer, nodeRoleName, nodeRoleArn, controllerRoleName });
  await aws.invoke("eks", "CreateNodegroup", {
    clusterName,
    nodegroupName: NODE_GROUP,
    nodeRole: nodeRoleArn,
    subnets: network.subnetIds.slice(0, 2),
    instanceTypes: ["t3.xlarge"],
    scalingConfig: { minSize: 1, maxSize: 4, desiredSize: 2 },
  });
  return { ...account, ...network };
}

async function createNetwork(aws: AwsSimulation, clusterName: string) {
  const discovery = { Key: "karpenter.sh/discovery", Value: clusterName };
  const tagged = (type: string, name: string) => [
    {
      ResourceType: type,
      Tags: [{ Key: "Name", Value: name }, discovery, { Key: `kubernetes.io/cluster/${clusterName}`, Value: "shared" }],
    },
  ];
  const { Vpc } = await aws.invoke<{ Vpc: { VpcId: string } }>("ec2", "CreateVpc", {
    CidrBlock: "10.0.0.0/16",
    TagSpecifications: [{ ResourceType: "vpc", Tags: [{ Key: "Name", Value: `${clusterName}-vpc` }] }],
  });
  const vpcId = Vpc.VpcId;
  const subnetIds: string[] = [];
  for (const [index, zone] of ZONES.entries()) {
    const { Subnet } = await aws.invoke<{ Subnet: { SubnetId: string } }>("ec2", "CreateSubnet", {
      VpcId: vpcId,
      AvailabilityZone: zone.name,
      CidrBlock: `10.0.${index * 64}.0/18`,
      TagSpecifications: tagged("subnet", `${clusterName}-private-${zone.name}`),
    });
    subnetIds.push(Subnet.SubnetId);
  }
  const { GroupId } = await aws.invoke<{ GroupId: string }>("ec2", "CreateSecurityGroup", {
    GroupName: `${clusterName}-node`,
    Description: "Nodes of the cluster",
    VpcId: vpcId,
    TagSpecifications: tagged("security-group", `${clusterName}-node`),
  });
  return { vpcId, subnetIds, securityGroupIds: [GroupId] };
}

async function createRoles(
  aws: AwsSimulation,
  facts: {
    accountId: string;
    region: string;
    clusterName: string;
    issuer: string;
    nodeRoleName: string;
    nodeRoleArn: string;
    controllerRoleName: string;
  },
) {
  const { accountId, clusterName, issuer, nodeRoleName, controllerRoleName } = facts;
  const trust = (service: string) => trustPolicy({ Service: service }, "sts:AssumeRole");
  await aws.invoke("iam", "CreateRole", {
    RoleName: `${clusterName}-clusterRole`,
    AssumeRolePolicyDocument: trust("eks.amazonaws.com"),
  });
  await aws.invoke("iam", "CreateRole", {
    RoleName: nodeRoleName,
    AssumeRolePolicyDocument: trust("ec2.amazonaws.com"),
  });
  for (const policy of [
    "AmazonEKSWorkerNodePolicy",
    "AmazonEKS_CNI_Policy",
    "AmazonEC2ContainerRegistryReadOnly",
    "AmazonSSMManagedInstanceCore",
  ])
    await aws.invoke("iam", "AttachRolePolicy", {
      RoleName: nodeRoleName,
      PolicyArn: `arn:aws:iam::aws:policy/${policy}`,
    });
  await aws.invoke("iam", "CreateInstanceProfile", { InstanceProfileName: nodeRoleName });
  await aws.invoke("iam", "AddRoleToInstanceProfile", { InstanceProfileName: nodeRoleName, RoleName: nodeRoleName });

  const host = issuer.replace(/^https?:\/\//, "");
  const { OpenIDConnectProviderArn } = await aws.invoke<{ OpenIDConnectProviderArn: string }>(
    "iam",
    "CreateOpenIDConnectProvider",
    {
      Url: issuer,
      ClientIDList: ["sts.amazonaws.com"],
      ThumbprintList: ["0".repeat(40)],
    },
  );
  await aws.invoke("iam", "CreateRole", {
    RoleName: controllerRoleName,
    AssumeRolePolicyDocument: trustPolicy({ Federated: OpenIDConnectProviderArn }, "sts:AssumeRoleWithWebIdentity", {
      StringEquals: {
        [`${host}:sub`]: "system:serviceaccount:karpenter:karpenter",
        [`${host}:aud`]: "sts.amazonaws.com",
      },
    }),
  });
  await aws.invoke("iam", "CreatePolicy", {
    PolicyName: "karpenterControllerPolicy",
    PolicyDocument: controllerPolicy(facts),
  });
  await aws.invoke("iam", "AttachRolePolicy", {
    RoleName: controllerRoleName,
    PolicyArn: `arn:aws:iam::${accountId}:policy/karpenterControllerPolicy`,
  });
}

function trustPolicy(principal: object, action: string, condition?: object): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow", Principal: principal, Action: action, ...(condition ? { Condition: condition } : {}) },
    ],
  });
}
