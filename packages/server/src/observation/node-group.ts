import { everyPage, isAwsError, type AwsClients } from "@inlay/aws";

/** A managed node group as EKS tells it. */
export type NodeGroup = {
  readonly name: string;
  readonly status: string;
  readonly instanceTypes: readonly string[];
  readonly capacityType: "on-demand" | "spot";
  readonly desiredSize: number;
  readonly minSize: number;
  readonly maxSize: number;
  readonly roleArn: string;
  readonly amiType: string;
  readonly subnets: readonly string[];
  readonly diskSizeGb?: number;
  readonly issues: readonly NodeGroupIssue[];
};
export type NodeGroupIssue = { readonly code: string; readonly message: string; readonly resources: readonly string[] };

const DEADLINE_MS = 20_000;

/** All managed node groups of a cluster, by name. One that goes away meanwhile is left out. */
export async function readNodeGroups(aws: AwsClients, clusterName: string, signal: AbortSignal): Promise<NodeGroup[]> {
  const options = { signal, deadlineMs: DEADLINE_MS };
  const names = await everyPage(async (token) => {
    const page = await aws.call(
      "eks",
      "ListNodegroups",
      { clusterName, ...(token === undefined ? {} : { nextToken: token }) },
      options,
    );
    return { items: page.nodegroups ?? [], next: page.nextToken };
  });
  const groups: NodeGroup[] = [];
  for (const name of names.toSorted((a, b) => a.localeCompare(b, "en"))) {
    const found = await readNodeGroup(aws, clusterName, name, options);
    if (found) groups.push(found);
  }
  return groups;
}

async function readNodeGroup(
  aws: AwsClients,
  clusterName: string,
  nodegroupName: string,
  options: { readonly signal: AbortSignal; readonly deadlineMs: number },
): Promise<NodeGroup | undefined> {
  try {
    const { nodegroup = {} } = await aws.call("eks", "DescribeNodegroup", { clusterName, nodegroupName }, options);
    const { scalingConfig = {} } = nodegroup;
    return {
      name: nodegroupName,
      status: nodegroup.status ?? "",
      instanceTypes: nodegroup.instanceTypes ?? [],
      capacityType: nodegroup.capacityType === "SPOT" ? "spot" : "on-demand",
      desiredSize: scalingConfig.desiredSize ?? 0,
      minSize: scalingConfig.minSize ?? 0,
      maxSize: scalingConfig.maxSize ?? 0,
      roleArn: nodegroup.nodeRole ?? "",
      amiType: nodegroup.amiType ?? "",
      subnets: nodegroup.subnets ?? [],
      ...(nodegroup.diskSize === undefined ? {} : { diskSizeGb: nodegroup.diskSize }),
      issues: (nodegroup.health?.issues ?? []).map(({ code = "", message = "", resourceIds = [] }) => ({
        code,
        message,
        resources: resourceIds,
      })),
    };
  } catch (error) {
    if (isAwsError(error, "ResourceNotFoundException")) return undefined;
    throw error;
  }
}

const FIXES: Readonly<Record<string, string>> = {
  AccessDenied:
    "The role of the nodes is mapped to no user of the cluster: add it to managedControlPlane.iamAuthenticatorConfig.mapRoles of the Kubernetes layer.",
  NodeCreationFailure:
    "The machines run but did not join: see that their role is in managedControlPlane.iamAuthenticatorConfig.mapRoles of the Kubernetes layer.",
};

/** What helps against an issue, where it is known. */
export const fixOf = ({ code }: NodeGroupIssue): string | undefined =>
  Object.hasOwn(FIXES, code) ? FIXES[code] : undefined;
