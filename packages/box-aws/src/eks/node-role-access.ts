import type { Cluster } from "./clusters.ts";
import type { NodeGroup } from "./node-groups.ts";

/**
 * Where there are access entries EKS itself lets a node group's role in. In the mode CONFIG_MAP the role has to be in aws-auth; here EKS does not
 * write it there, so that a mapping that was forgotten is seen.
 */
export function admitNodeRole(owner: Cluster, { nodeRole }: Pick<NodeGroup, "nodeRole">, now: number): void {
  if (owner.authenticationMode === "CONFIG_MAP" || Object.hasOwn(owner.accessEntries, nodeRole)) return;
  owner.accessEntries[nodeRole] = {
    principalArn: nodeRole,
    type: "EC2_LINUX",
    username: "system:node:{{EC2PrivateDNSName}}",
    groups: ["system:nodes"],
    createdAt: now,
    madeByEks: true,
  };
}

/** The last group with a role has gone: so does the entry that EKS made for it. */
export function forgetNodeRole(owner: Cluster, { nodeRole }: NodeGroup, others: Iterable<NodeGroup>): void {
  for (const other of others) if (other.clusterName === owner.name && other.nodeRole === nodeRole) return;
  if (owner.accessEntries[nodeRole]?.madeByEks) delete owner.accessEntries[nodeRole];
}
