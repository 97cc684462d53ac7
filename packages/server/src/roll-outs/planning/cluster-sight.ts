import type { AwsClients, OutputOf } from "@inlay/aws";
import { everyPage, isNotFoundAtAws } from "@inlay/aws";
import type { ClusterFacts } from "@inlay/profiles";
import { NODES, POD_DISRUPTION_BUDGETS, PODS, type Node, type Pod, type PodDisruptionBudget } from "@inlay/resources";
import type { ClusterAccess } from "../../cluster-access/cluster-access.ts";

export type NodeGroup = NonNullable<OutputOf<"eks", "DescribeNodegroup">["nodegroup"]>;

/** What a cluster shows inside: its machines, what runs on them, what protects it. */
export type InsideSight = {
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
  readonly budgets: readonly PodDisruptionBudget[];
};

/** What EKS and IAM show of it. */
export type AwsSight = {
  readonly nodeGroups: readonly NodeGroup[];
  readonly facts: ClusterFacts;
  /** `1.32`, as the control plane says. */
  readonly kubernetesVersion: string;
};

export async function lookInside({ kube }: ClusterAccess, signal: AbortSignal): Promise<InsideSight> {
  const [nodes, pods, budgets] = await Promise.all([
    kube.list<Node>(NODES, { signal }),
    kube.list<Pod>(PODS, { signal }),
    kube.list<PodDisruptionBudget>(POD_DISRUPTION_BUDGETS, { signal }),
  ]);
  return { nodes: nodes.items, pods: pods.items, budgets: budgets.items };
}

/** @param policyArns policies whose documents are wanted. */
export async function lookAtAws(
  { aws, eksClusterName }: ClusterAccess,
  policyArns: readonly string[],
  signal: AbortSignal,
): Promise<AwsSight> {
  const { cluster } = await aws.call("eks", "DescribeCluster", { name: eksClusterName }, { signal });
  const [, partition = "aws", , region = aws.region, accountId = ""] = (cluster?.arn ?? "").split(":");
  const [nodeGroups, policies, tags] = await Promise.all([
    readNodeGroups(aws, eksClusterName, signal),
    readPolicies(aws, policyArns, signal),
    readTags(aws, cluster?.resourcesVpcConfig ?? {}, signal),
  ]);
  return {
    nodeGroups,
    kubernetesVersion: cluster?.version ?? "",
    facts: {
      nodeGroups: nodeGroups.map(({ nodegroupName = "", scalingConfig }) => ({
        name: nodegroupName,
        size: scalingConfig?.desiredSize ?? 0,
      })),
      ...(accountId !== "" && { accountId }),
      partition,
      region,
      policies,
      ...tags,
    },
  };
}

/** All managed node groups. One that goes away in between is left out. */
export async function readNodeGroups(
  aws: AwsClients,
  clusterName: string,
  signal: AbortSignal,
): Promise<readonly NodeGroup[]> {
  const names = await everyPage(async (nextToken) => {
    const input = { clusterName, ...(nextToken === undefined ? {} : { nextToken }) };
    const page = await aws.call("eks", "ListNodegroups", input, { signal });
    return { items: page.nodegroups ?? [], next: page.nextToken };
  });
  const found = await Promise.all(names.map((name) => readNodeGroup(aws, clusterName, name, signal)));
  return found.flatMap((group) => group ?? []);
}

/** Undefined: there is none of that name. */
export async function readNodeGroup(
  aws: AwsClients,
  clusterName: string,
  nodegroupName: string,
  signal: AbortSignal,
): Promise<NodeGroup | undefined> {
  try {
    return (await aws.call("eks", "DescribeNodegroup", { clusterName, nodegroupName }, { signal })).nodegroup;
  } catch (error) {
    if (isNotFoundAtAws(error)) return undefined;
    throw error;
  }
}

async function readPolicies(
  aws: AwsClients,
  arns: readonly string[],
  signal: AbortSignal,
): Promise<NonNullable<ClusterFacts["policies"]>> {
  const documents = await Promise.all(
    [...new Set(arns)].map(async (PolicyArn) => {
      try {
        const { Policy } = await aws.call("iam", "GetPolicy", { PolicyArn }, { signal });
        const version = { PolicyArn, VersionId: Policy?.DefaultVersionId ?? "v1" };
        const { PolicyVersion } = await aws.call("iam", "GetPolicyVersion", version, { signal });
        return [[PolicyArn, JSON.parse(decodeURIComponent(PolicyVersion?.Document ?? "{}")) as never]] as const;
      } catch (error) {
        if (isNotFoundAtAws(error)) return [[PolicyArn, null]] as const;
        // Who may not read policies may still attach them: then nothing is known of this one.
        return [];
      }
    }),
  );
  return Object.fromEntries(documents.flat());
}

type Network = { readonly subnetIds?: readonly string[]; readonly securityGroupIds?: readonly string[] };

async function readTags(
  aws: AwsClients,
  { subnetIds = [], securityGroupIds = [] }: Network,
  signal: AbortSignal,
): Promise<Pick<ClusterFacts, "subnetTags" | "securityGroupTags">> {
  const asMap = (tags: readonly { readonly Key?: string; readonly Value?: string }[] = []) =>
    Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
  try {
    const [subnets, groups] = await Promise.all([
      aws.call("ec2", "DescribeSubnets", { SubnetIds: [...subnetIds] }, { signal }),
      aws.call("ec2", "DescribeSecurityGroups", { GroupIds: [...securityGroupIds] }, { signal }),
    ]);
    return {
      subnetTags: (subnets.Subnets ?? []).map(({ Tags }) => asMap(Tags)),
      securityGroupTags: (groups.SecurityGroups ?? []).map(({ Tags }) => asMap(Tags)),
    };
  } catch {
    return {};
  }
}
