import { isAwsError, isNotFoundAtAws, type AwsClients } from "@inlay/aws";
import type { Mapping } from "./aws-auth.ts";

/** Whether the cluster reads access entries only, and not `aws-auth`. */
export async function usesAccessEntriesOnly(
  aws: AwsClients,
  clusterName: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { cluster } = await aws.call("eks", "DescribeCluster", { name: clusterName }, { signal });
  return cluster?.accessConfig?.authenticationMode === "API";
}

/** The same mapping as access entries, for clusters that have no `aws-auth`. @returns whether anything had to be changed. */
export async function mapInAccessEntries(
  aws: AwsClients,
  clusterName: string,
  after: Mapping,
  signal: AbortSignal,
): Promise<boolean> {
  let changed = false;
  const wanted = [
    ...after.mapRoles.map(({ rolearn, ...identity }) => ({ arn: rolearn, ...identity })),
    ...after.mapUsers.map(({ userarn, ...identity }) => ({ arn: userarn, ...identity })),
  ];
  for (const { arn: principalArn, username, groups } of wanted) {
    const entry = await readEntry(aws, clusterName, principalArn, signal);
    const isNode = groups.includes("system:nodes");
    // EKS refuses groups that begin with `system:`; nodes have a type of their own instead.
    const kubernetesGroups = groups.filter((group) => !group.startsWith("system:"));
    if (entry !== undefined) {
      if (isNode || (entry.username === username && sameSet(entry.kubernetesGroups ?? [], kubernetesGroups))) continue;
      await aws.call("eks", "UpdateAccessEntry", { clusterName, principalArn, username, kubernetesGroups }, { signal });
    } else {
      const identity = isNode ? { type: "EC2_LINUX" } : { username, kubernetesGroups };
      await aws
        .call("eks", "CreateAccessEntry", { clusterName, principalArn, ...identity }, { signal })
        .catch((error: unknown) => {
          if (!isAwsError(error, "ResourceInUseException")) throw error;
        });
    }
    changed = true;
  }
  return changed;
}

async function readEntry(aws: AwsClients, clusterName: string, principalArn: string, signal: AbortSignal) {
  try {
    return (await aws.call("eks", "DescribeAccessEntry", { clusterName, principalArn }, { signal })).accessEntry;
  } catch (error) {
    if (isNotFoundAtAws(error)) return undefined;
    throw error;
  }
}

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((each) => b.includes(each));
