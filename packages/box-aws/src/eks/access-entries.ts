import { AwsError } from "../service/aws-error.ts";
import type { OperationTable } from "../service/operation.ts";
import { pageOf } from "../service/paging.ts";
import { text } from "../service/text.ts";
import type { Clock } from "../time/clock.ts";
import { accessPolicyOperations, type AssociatedAccessPolicy } from "./access-policies.ts";
import { assertAccessEntries } from "./authentication-mode.ts";
import { type Cluster, type Clusters, notFound, paging } from "./clusters.ts";

/** Which Kubernetes user an IAM principal is. */
export interface AccessEntry {
  readonly principalArn: string;
  username: string;
  groups: readonly string[];
  readonly type: string;
  readonly createdAt: number;
  /** For the role of a node group. */
  readonly madeByEks?: boolean;
  modifiedAt?: number;
  policies?: readonly AssociatedAccessPolicy[];
}

/** The entry of a principal; that of a role also counts for its sessions. */
export function accessEntryOf(cluster: Cluster, principalArn: string): AccessEntry | undefined {
  const entries = cluster.accessEntries;
  if (Object.hasOwn(entries, principalArn)) return entries[principalArn];
  const session = /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\//.exec(principalArn);
  if (!session) return undefined;
  const [, accountId, roleName] = session;
  return Object.values(entries).find(
    (entry) =>
      entry.principalArn.startsWith(`arn:aws:iam::${accountId}:role/`) && entry.principalArn.endsWith(`/${roleName}`),
  );
}

export function accessEntryOperations(clusters: Clusters, clock: Clock): OperationTable {
  const ownerOf = (name: unknown): Cluster => {
    const owner = clusters.require(name);
    assertAccessEntries(owner.authenticationMode);
    return owner;
  };
  const require = (owner: Cluster, principalArn: string): AccessEntry => {
    if (Object.hasOwn(owner.accessEntries, principalArn)) return owner.accessEntries[principalArn]!;
    throw notFound(
      "The specified principalArn could not be found. You can view your available access entries with 'list-access-entries'.",
    );
  };
  const groupsOf = (given: unknown): readonly string[] => {
    const groups = (given ?? []) as readonly string[];
    const reserved = groups.find((group) => group.startsWith("system:"));
    if (reserved !== undefined)
      throw new AwsError(
        "InvalidParameterException",
        `The kubernetes group name ${reserved} is invalid, it cannot start with system:`,
      );
    return groups;
  };
  return {
    ...accessPolicyOperations(ownerOf, clock, require),
    CreateAccessEntry: (input, context) => {
      const owner = ownerOf(input.clusterName);
      const principalArn = text(input.principalArn);
      if (Object.hasOwn(owner.accessEntries, principalArn))
        throw new AwsError(
          "ResourceInUseException",
          "The specified access entry resource is already in use on this cluster.",
          409,
        );
      const type = text(input.type ?? "STANDARD");
      const node = type === "EC2_LINUX";
      const created: AccessEntry = {
        principalArn,
        type,
        username: text(input.username ?? (node ? "system:node:{{EC2PrivateDNSName}}" : principalArn)),
        groups: node ? ["system:nodes", "system:bootstrappers"] : groupsOf(input.kubernetesGroups),
        createdAt: clock.now(),
      };
      owner.accessEntries[principalArn] = created;
      context.touched(`${owner.arn}/access-entry/${principalArn}`);
      return { accessEntry: describe(owner, created) };
    },
    DescribeAccessEntry: (input) => {
      const owner = ownerOf(input.clusterName);
      return { accessEntry: describe(owner, require(owner, text(input.principalArn))) };
    },
    ListAccessEntries: (input) => {
      const { page, nextToken } = pageOf(Object.keys(ownerOf(input.clusterName).accessEntries), ...paging(input));
      return { accessEntries: page, nextToken };
    },
    UpdateAccessEntry: (input, context) => {
      const owner = ownerOf(input.clusterName);
      const found = require(owner, text(input.principalArn));
      if (input.kubernetesGroups !== undefined) found.groups = groupsOf(input.kubernetesGroups);
      if (input.username !== undefined) found.username = text(input.username);
      found.modifiedAt = clock.now();
      context.touched(`${owner.arn}/access-entry/${found.principalArn}`);
      return { accessEntry: describe(owner, found) };
    },
    DeleteAccessEntry: (input, context) => {
      const owner = ownerOf(input.clusterName);
      const { principalArn } = require(owner, text(input.principalArn));
      delete owner.accessEntries[principalArn];
      context.touched(`${owner.arn}/access-entry/${principalArn}`);
      return {};
    },
  };
}

function describe(owner: Cluster, entry: AccessEntry) {
  return {
    clusterName: owner.name,
    principalArn: entry.principalArn,
    kubernetesGroups: entry.groups,
    username: entry.username,
    type: entry.type,
    createdAt: new Date(entry.createdAt),
    modifiedAt: new Date(entry.modifiedAt ?? entry.createdAt),
    tags: {},
  };
}
