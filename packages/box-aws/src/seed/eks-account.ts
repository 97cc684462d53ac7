import type { AwsSimulation } from "../aws-simulation.ts";
import { ZONES } from "../ec2/zones.ts";
import { controllerPolicy } from "./controller-policy.ts";

export interface EksAccountOptions {
  readonly clusterName: string;
  readonly region?: string;
  /**
   * Whether the reference page's prerequisites and its roles are there (the controller's policy and role, the node role, the discovery tags); they
   * are, unless this is `false`: then the account is as the page finds it, and its node group has a role of its own.
   */
  readonly karpenter?: boolean;
}

/** What the account holds once it is seeded. */
export interface EksAccount {
  readonly vpcId: string;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  /** Role of the node group's machines. */
  readonly nodeRoleArn: string;
  /** Role of Karpenter's controller, for its service account; without Karpenter the name that it is going to have. */
  readonly roleArn: string;
  readonly nodeGroup: string;
  /** Name of the queue that the controller should listen to: none, as on the reference page. */
  readonly interruptionQueue: "";
}

const NODE_GROUP = "worker-pool-efgh";
/** What Cluster API's provider for AWS calls the role of node groups that name none. */
const DEFAULT_NODE_ROLE = "eks-nodegroup.cluster-api-provider-aws.sigs.k8s.io";

/**
 * An account as somebody has it who followed the reference page's prerequisites: a VPC with three private subnets, an EKS cluster with a
 * node group of two t3.xlarge, the node role, the controller's role with its policy. What is there already is left as it is.
 * The node group's machines start once the cluster's endpoint is set.
 */
export async function seedEksAccount(aws: AwsSimulation, options: EksAccountOptions): Promise<EksAccount> {
  const { clusterName, region = "us-east-1", karpenter = true } = options;
  const identity = await aws.invoke<{ Account: string }>("sts", "GetCallerIdentity", {});
  const accountId = identity.Account;
  const nodeRoleName = karpenter ? `${clusterName}-nodeRole` : DEFAULT_NODE_ROLE;
  const nodeRoleArn = `arn:aws:iam::${accountId}:role/${nodeRoleName}`;
  const controllerRoleName = `${clusterName}-karpenterControllerRole`;
  const roleArn = `arn:aws:iam::${accountId}:role/${controllerRoleName}`;
  const account = { nodeRoleArn, roleArn, nodeGroup: NODE_GROUP, interruptionQueue: "" } as const;

  const existing = await aws.invoke<{ clusters: readonly string[] }>("eks", "ListClusters", {});
  if (existing.clusters.includes(clusterName)) {
    const { cluster } = await aws.invoke<{
      cluster: { resourcesVpcConfig: { vpcId: string; subnetIds: string[]; securityGroupIds: string[] } };
    }>("eks", "DescribeCluster", { name: clusterName });
    const { nodegroup } = await aws
      .invoke<{ nodegroup: { nodeRole: string } }>("eks", "DescribeNodegroup", {
        clusterName,
        nodegroupName: NODE_GROUP,
      })
      .catch(() => ({ nodegroup: { nodeRole: nodeRoleArn } }));
    return { ...account, ...cluster.resourcesVpcConfig, nodeRoleArn: nodegroup.nodeRole };
  }

  const network = await createNetwork(aws, clusterName, karpenter);
  if (karpenter)
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
  const providerArn = await createClusterRoles(aws, { clusterName, issuer, nodeRoleName });
  if (karpenter)
    await createControllerRole(aws, {
      accountId,
      region,
      clusterName,
      issuer,
      providerArn,
      nodeRoleArn,
      controllerRoleName,
    });
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

async function createNetwork(aws: AwsSimulation, clusterName: string, karpenter: boolean) {
  const discovery = karpenter ? [{ Key: "karpenter.sh/discovery", Value: clusterName }] : [];
  const tagged = (type: string, name: string) => [
    {
      ResourceType: type,
      Tags: [
        { Key: "Name", Value: name },
        ...discovery,
        { Key: `kubernetes.io/cluster/${clusterName}`, Value: "shared" },
      ],
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

/** The roles of the cluster and of its nodes, and the provider of its service accounts' identities. @returns the provider's ARN. */
async function createClusterRoles(
  aws: AwsSimulation,
  facts: { clusterName: string; issuer: string; nodeRoleName: string },
): Promise<string> {
  const { clusterName, issuer, nodeRoleName } = facts;
  const trust = (service: string) => trustPolicy({ Service: service }, "sts:AssumeRole");
  await aws.invoke("iam", "CreateRole", {
    RoleName: `${clusterName}-clusterRole`,
    AssumeRolePolicyDocument: trust("eks.amazonaws.com"),
  });
  await aws.invoke("iam", "AttachRolePolicy", {
    RoleName: `${clusterName}-clusterRole`,
    PolicyArn: "arn:aws:iam::aws:policy/AmazonEKSClusterPolicy",
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

  const { OpenIDConnectProviderArn } = await aws.invoke<{ OpenIDConnectProviderArn: string }>(
    "iam",
    "CreateOpenIDConnectProvider",
    {
      Url: issuer,
      ClientIDList: ["sts.amazonaws.com"],
      ThumbprintList: ["0".repeat(40)],
    },
  );
  return OpenIDConnectProviderArn;
}

async function createControllerRole(
  aws: AwsSimulation,
  facts: {
    accountId: string;
    region: string;
    clusterName: string;
    issuer: string;
    providerArn: string;
    nodeRoleArn: string;
    controllerRoleName: string;
  },
) {
  const { accountId, issuer, providerArn, controllerRoleName } = facts;
  const host = issuer.replace(/^https?:\/\//, "");
  await aws.invoke("iam", "CreateRole", {
    RoleName: controllerRoleName,
    AssumeRolePolicyDocument: trustPolicy({ Federated: providerArn }, "sts:AssumeRoleWithWebIdentity", {
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
