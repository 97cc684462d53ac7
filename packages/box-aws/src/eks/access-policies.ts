import { AwsError } from "../service/aws-error.ts";
import type { OperationTable } from "../service/operation.ts";
import { text } from "../service/text.ts";
import type { Clock } from "../time/clock.ts";
import type { AccessEntry } from "./access-entries.ts";
import type { Cluster } from "./clusters.ts";

/** A policy of EKS that an access entry has, for the whole cluster. */
export interface AssociatedAccessPolicy {
  readonly policyArn: string;
  readonly associatedAt: number;
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
  return (policies ?? []).map(({ policyArn }) => GROUPS[policyArn.slice(PREFIX.length)]!);
}

export function accessPolicyOperations(
  ownerOf: (name: unknown) => Cluster,
  clock: Clock,
  entryOf: (owner: Cluster, principalArn: string) => AccessEntry,
): OperationTable {
  const described = ({ policyArn, associatedAt }: AssociatedAccessPolicy) => ({
    policyArn,
    accessScope: { type: "cluster", namespaces: [] },
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
      const scope = input.accessScope as { readonly type?: string } | undefined;
      if (scope?.type !== "cluster")
        throw new AwsError(
          "InvalidParameterException",
          "This simulation of AWS serves access policies for whole clusters: use the access scope cluster, or a RoleBinding for a group of the entry.",
        );
      const policy: AssociatedAccessPolicy = { policyArn, associatedAt: clock.now() };
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
