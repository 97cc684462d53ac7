import { AwsError } from "../service/aws-error.ts";
import type { OperationTable } from "../service/operation.ts";
import { text } from "../service/text.ts";
import type { Clock } from "../time/clock.ts";
import type { AccessEntry } from "./access-entries.ts";
import type { Cluster } from "./clusters.ts";

/** A policy of EKS that an access entry has. */
export interface AssociatedAccessPolicy {
  readonly policyArn: string;
  readonly associatedAt: number;
  /** Where it counts, names that may hold `*`; absent: in the whole cluster. */
  readonly namespaces?: readonly string[];
}

/** Rights of a ClusterRole in some namespaces. */
export interface NamespacedAccess {
  /** `admin`, `edit` or `view` */
  readonly clusterRole: string;
  readonly namespaces: readonly string[];
}

const PREFIX = "arn:aws:eks::aws:cluster-access-policy/";
/** EKS's policies and the Kubernetes group that has their rights. */
const GROUPS: Readonly<Record<string, string>> = {
  AmazonEKSClusterAdminPolicy: "system:masters",
  AmazonEKSAdminPolicy: "eks:access-policy:admin",
  AmazonEKSEditPolicy: "eks:access-policy:edit",
  AmazonEKSViewPolicy: "eks:access-policy:view",
};

/** Groups that the policies of an entry put its principal into; the box binds them to the ClusterRoles of the same names. */
export function accessPolicyGroups(policies: readonly AssociatedAccessPolicy[] | undefined): readonly string[] {
  return (policies ?? []).flatMap((policy) => (policy.namespaces ? [] : groupOf(policy)));
}

/** Rights that the policies of an entry give in some namespaces only. */
export function namespacedAccess(policies: readonly AssociatedAccessPolicy[] | undefined): readonly NamespacedAccess[] {
  return (policies ?? []).flatMap((policy) =>
    policy.namespaces ? { clusterRole: groupOf(policy).split(":").at(-1)!, namespaces: policy.namespaces } : [],
  );
}

const groupOf = ({ policyArn }: AssociatedAccessPolicy) => GROUPS[policyArn.slice(PREFIX.length)]!;

export function accessPolicyOperations(
  ownerOf: (name: unknown) => Cluster,
  clock: Clock,
  entryOf: (owner: Cluster, principalArn: string) => AccessEntry,
): OperationTable {
  const described = ({ policyArn, associatedAt, namespaces }: AssociatedAccessPolicy) => ({
    policyArn,
    accessScope: { type: namespaces ? "namespace" : "cluster", namespaces: namespaces ?? [] },
    associatedAt: new Date(associatedAt),
    modifiedAt: new Date(associatedAt),
  });
  return {
    AssociateAccessPolicy: (input, context) => {
      const owner = ownerOf(input.clusterName);
      const entry = entryOf(owner, text(input.principalArn));
      const policyArn = text(input.policyArn);
      if (!policyArn.startsWith(PREFIX) || !Object.hasOwn(GROUPS, policyArn.slice(PREFIX.length)))
        throw new AwsError("InvalidParameterException", `The policyArn parameter format is not valid: ${policyArn}`);
      const namespaces = namespacesOf(input.accessScope, policyArn);
      const policy: AssociatedAccessPolicy = {
        policyArn,
        associatedAt: clock.now(),
        ...(namespaces && { namespaces }),
      };
      entry.policies = [...(entry.policies ?? []).filter((each) => each.policyArn !== policyArn), policy];
      context.touched(`${owner.arn}/access-entry/${entry.principalArn}`);
      return {
        clusterName: owner.name,
        principalArn: entry.principalArn,
        associatedAccessPolicy: described(policy),
      };
    },
    DisassociateAccessPolicy: (input, context) => {
      const owner = ownerOf(input.clusterName);
      const entry = entryOf(owner, text(input.principalArn));
      entry.policies = (entry.policies ?? []).filter((each) => each.policyArn !== input.policyArn);
      context.touched(`${owner.arn}/access-entry/${entry.principalArn}`);
      return {};
    },
    ListAssociatedAccessPolicies: (input) => {
      const owner = ownerOf(input.clusterName);
      const entry = entryOf(owner, text(input.principalArn));
      return {
        clusterName: owner.name,
        principalArn: entry.principalArn,
        associatedAccessPolicies: (entry.policies ?? []).map(described),
      };
    },
    ListAccessPolicies: () => ({
      accessPolicies: Object.keys(GROUPS).map((name) => ({ name, arn: `${PREFIX}${name}` })),
    }),
  };
}

/** @throws AwsError; undefined: everywhere */
function namespacesOf(given: unknown, policyArn: string): readonly string[] | undefined {
  const { type, namespaces = [] } = (given ?? {}) as { type?: string; namespaces?: readonly string[] };
  const refuse = (message: string) => new AwsError("InvalidParameterException", message);
  if (type === "cluster") {
    if (namespaces.length > 0) throw refuse("The namespaces parameter is not valid for the access scope type cluster");
    return undefined;
  }
  if (type !== "namespace") throw refuse("The accessScope type must be cluster or namespace");
  if (namespaces.length === 0) throw refuse("At least one namespace is required for the access scope type namespace");
  if (policyArn.endsWith("/AmazonEKSClusterAdminPolicy"))
    throw refuse("AmazonEKSClusterAdminPolicy can only be associated with the access scope type cluster");
  return namespaces;
}
