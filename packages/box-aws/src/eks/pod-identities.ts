import { randomBytes } from "node:crypto";
import { AwsError } from "../service/aws-error.ts";
import type { OperationTable, Shape } from "../service/operation.ts";
import { pageOf } from "../service/paging.ts";
import { text } from "../service/text.ts";
import { trustsService } from "../sts/trust.ts";
import type { Clock } from "../time/clock.ts";
import { type Cluster, type Clusters, notFound, paging } from "./clusters.ts";

/** A role for a service account, without an identity provider: EKS itself vouches for the pods of its clusters. */
export interface PodIdentity {
  readonly id: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly createdAt: number;
  readonly tags: Readonly<Record<string, string>>;
  roleArn: string;
  modifiedAt: number;
}

export interface PodIdentityParts {
  readonly accountId: string;
  readonly clock: Clock;
  readonly clusters: Clusters;
  /** The trust policy of a role; undefined: no such role. */
  readonly trustPolicyOf: (roleArn: string) => string | undefined;
}

export function podIdentityOperations({ accountId, clock, clusters, trustPolicyOf }: PodIdentityParts): OperationTable {
  const find = (input: Shape): [Cluster, PodIdentity] => {
    const owner = clusters.require(input.clusterName);
    const id = text(input.associationId);
    const found = owner.podIdentities?.find((each) => each.id === id);
    if (!found) throw notFound(`Association not found: ${id}`);
    return [owner, found];
  };
  const assertRole = (roleArn: string): void => {
    const trust = trustPolicyOf(roleArn);
    if (trust === undefined) throw new AwsError("InvalidParameterException", `Role ${roleArn} does not exist`);
    const trusted = ["sts:AssumeRole", "sts:TagSession"].every((action) =>
      trustsService(trust, "pods.eks.amazonaws.com", accountId, action),
    );
    if (!trusted)
      throw new AwsError(
        "InvalidParameterException",
        `Trust policy of ${roleArn} must allow pods.eks.amazonaws.com to sts:AssumeRole and sts:TagSession`,
      );
  };
  return {
    CreatePodIdentityAssociation: (input, context) => {
      const owner = clusters.require(input.clusterName);
      const namespace = text(input.namespace);
      const serviceAccount = text(input.serviceAccount);
      const roleArn = text(input.roleArn);
      assertRole(roleArn);
      const other = podIdentityOf(owner, namespace, serviceAccount);
      if (other) throw new AwsError("ResourceInUseException", `Association already exists: ${other.id}`, 409);
      const now = clock.now();
      const created: PodIdentity = {
        id: `a-${randomBytes(8).toString("hex")}`,
        namespace,
        serviceAccount,
        roleArn,
        createdAt: now,
        modifiedAt: now,
        tags: { ...(input.tags as Record<string, string>) },
      };
      owner.podIdentities = [...(owner.podIdentities ?? []), created];
      context.touched(created.id);
      return { association: describe(owner, created) };
    },
    DescribePodIdentityAssociation: (input) => ({ association: describe(...find(input)) }),
    ListPodIdentityAssociations: (input) => {
      const owner = clusters.require(input.clusterName);
      const found = (owner.podIdentities ?? []).filter(
        (each) =>
          (input.namespace ?? each.namespace) === each.namespace &&
          (input.serviceAccount ?? each.serviceAccount) === each.serviceAccount,
      );
      const { page, nextToken } = pageOf(found, ...paging(input));
      return { associations: page.map((each) => summary(owner, each)), nextToken };
    },
    UpdatePodIdentityAssociation: (input, context) => {
      const [owner, found] = find(input);
      if (input.roleArn !== undefined) {
        assertRole(text(input.roleArn));
        found.roleArn = text(input.roleArn);
      }
      found.modifiedAt = clock.now();
      context.touched(found.id);
      return { association: describe(owner, found) };
    },
    DeletePodIdentityAssociation: (input, context) => {
      const [owner, found] = find(input);
      owner.podIdentities = owner.podIdentities?.filter((each) => each !== found) ?? [];
      context.touched(found.id);
      return { association: describe(owner, found) };
    },
  };
}

/** The association of a service account. */
export function podIdentityOf(
  owner: Cluster | undefined,
  namespace: string,
  serviceAccount: string,
): PodIdentity | undefined {
  return owner?.podIdentities?.find((each) => each.namespace === namespace && each.serviceAccount === serviceAccount);
}

export function summary(owner: Cluster, { id, namespace, serviceAccount }: PodIdentity) {
  return {
    clusterName: owner.name,
    namespace,
    serviceAccount,
    associationId: id,
    associationArn: `${owner.arn.replace(":cluster/", ":podidentityassociation/")}/${id}`,
  };
}

function describe(owner: Cluster, found: PodIdentity) {
  return {
    ...summary(owner, found),
    roleArn: found.roleArn,
    createdAt: new Date(found.createdAt),
    modifiedAt: new Date(found.modifiedAt),
    tags: found.tags,
  };
}
