import { AwsError } from "../service/aws-error.ts";
import type { OperationTable, Shape } from "../service/operation.ts";
import { pageOf } from "../service/paging.ts";
import { text } from "../service/text.ts";
import type { Clock } from "../time/clock.ts";
import type { AccessEntry } from "./access-entries.ts";
import type { Addon } from "./addons.ts";
import { authenticationModeOf, type AuthenticationMode } from "./authentication-mode.ts";
import type { NodeGroupUpdate } from "./node-group-updates.ts";
import type { PodIdentity } from "./pod-identities.ts";

/** Where the cluster's API server answers. */
export interface ClusterEndpoint {
  /** `https://127.0.0.1:6443` */
  readonly endpoint: string;
  /** Base64 of its CA certificate. */
  readonly certificateAuthority: string;
}

export interface Cluster {
  readonly name: string;
  readonly arn: string;
  version: string;
  readonly roleArn: string;
  readonly createdAt: number;
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly vpcId: string;
  /** Issuer of the cluster's service-account tokens. */
  readonly issuer: string;
  tags: Record<string, string>;
  endpoint?: ClusterEndpoint;
  authenticationMode: AuthenticationMode;
  /** Latest last; only the last one can be in progress. */
  updates?: readonly NodeGroupUpdate[];
  readonly accessEntries: Record<string, AccessEntry>;
  addons?: Readonly<Record<string, Addon>>;
  podIdentities?: readonly PodIdentity[];
}

export const SERVICE_CIDR = "10.100.0.0/16";
/** What the box's API server signs service-account tokens as. */
const ISSUER = "https://kubernetes.default.svc.cluster.local";

export function notFound(message: string): AwsError {
  return new AwsError("ResourceNotFoundException", message, 404);
}

export interface ClustersParts {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  /** The VPC of these subnets. @throws AwsError when one is not there. */
  readonly vpcOf: (subnetIds: readonly string[]) => Promise<string>;
}

/** The account's clusters. A cluster is CREATING until somebody says where its API server answers. */
export class Clusters {
  readonly #clusters = new Map<string, Cluster>();
  readonly #parts: ClustersParts;

  constructor(parts: ClustersParts) {
    this.#parts = parts;
  }

  find(name: string): Cluster | undefined {
    return this.#clusters.get(name);
  }

  /** @throws AwsError ResourceNotFoundException */
  require(name: unknown): Cluster {
    const found = this.#clusters.get(text(name));
    if (!found) throw notFound(`No cluster found for name: ${text(name)}.`);
    return found;
  }

  all(): Iterable<Cluster> {
    return this.#clusters.values();
  }

  #tagged(arn: unknown): Cluster {
    const found = [...this.#clusters.values()].find((each) => each.arn === arn);
    if (!found) throw notFound(`No resource found for arn: ${text(arn)}.`);
    return found;
  }

  readonly operations: OperationTable = {
    CreateCluster: async (input, context) => {
      const { accountId, region, clock } = this.#parts;
      const name = text(input.name);
      if (this.#clusters.has(name))
        throw new AwsError("ResourceInUseException", `Cluster already exists with name: ${name}`, 409);
      const vpc = input.resourcesVpcConfig as
        { subnetIds?: readonly string[]; securityGroupIds?: readonly string[] } | undefined;
      const subnetIds = vpc?.subnetIds ?? [];
      if (subnetIds.length < 2)
        throw new AwsError("InvalidParameterException", "Subnets specified must be in at least two different AZs");
      const created: Cluster = {
        name,
        arn: `arn:aws:eks:${region}:${accountId}:cluster/${name}`,
        version: text(input.version ?? "1.32"),
        roleArn: text(input.roleArn),
        createdAt: clock.now(),
        subnetIds,
        securityGroupIds: vpc?.securityGroupIds ?? [],
        vpcId: await this.#parts.vpcOf(subnetIds),
        issuer: ISSUER,
        tags: { ...(input.tags as Record<string, string>) },
        accessEntries: {},
        authenticationMode: authenticationModeOf(
          (input.accessConfig as { authenticationMode?: unknown } | undefined)?.authenticationMode ?? "CONFIG_MAP",
        ),
      };
      this.#clusters.set(name, created);
      context.touched(created.arn);
      return { cluster: describeCluster(created) };
    },
    DescribeCluster: (input) => ({ cluster: describeCluster(this.require(input.name)) }),
    ListClusters: (input) => {
      const { page, nextToken } = pageOf([...this.#clusters.keys()], ...paging(input));
      return { clusters: page, nextToken };
    },
    TagResource: (input) => {
      Object.assign(this.#tagged(input.resourceArn).tags, input.tags);
      return {};
    },
    UntagResource: (input) => {
      const { tags } = this.#tagged(input.resourceArn);
      for (const key of (input.tagKeys ?? []) as readonly string[]) delete tags[key];
      return {};
    },
    ListTagsForResource: (input) => ({ tags: this.#tagged(input.resourceArn).tags }),
  };

  save(): unknown {
    return [...this.#clusters.values()];
  }

  restore(saved: unknown): void {
    // Clusters of earlier releases had both ways.
    for (const { authenticationMode = "API_AND_CONFIG_MAP", ...each } of saved as Cluster[])
      this.#clusters.set(each.name, { ...each, authenticationMode });
  }
}

/** The arguments of `pageOf` as EKS's lists name them. */
export function paging(input: Shape): [maxResults: number, token: string | undefined, code: string] {
  return [
    (input.maxResults as number | undefined) ?? 100,
    input.nextToken as string | undefined,
    "InvalidParameterException",
  ];
}

function describeCluster(found: Cluster) {
  return {
    name: found.name,
    arn: found.arn,
    version: found.version,
    createdAt: new Date(found.createdAt),
    endpoint: found.endpoint?.endpoint,
    roleArn: found.roleArn,
    status: statusOf(found),
    platformVersion: "eks.20",
    certificateAuthority: { data: found.endpoint?.certificateAuthority },
    resourcesVpcConfig: {
      subnetIds: found.subnetIds,
      securityGroupIds: found.securityGroupIds,
      clusterSecurityGroupId: found.securityGroupIds[0],
      vpcId: found.vpcId,
      endpointPublicAccess: true,
      endpointPrivateAccess: true,
      publicAccessCidrs: ["0.0.0.0/0"],
    },
    kubernetesNetworkConfig: { serviceIpv4Cidr: SERVICE_CIDR, ipFamily: "ipv4" },
    identity: { oidc: { issuer: found.issuer } },
    accessConfig: { authenticationMode: found.authenticationMode },
    logging: { clusterLogging: [] },
    health: { issues: [] },
    tags: found.tags,
  };
}

function statusOf({ endpoint, updates }: Cluster): string {
  if (!endpoint) return "CREATING";
  return updates?.at(-1)?.status === "InProgress" ? "UPDATING" : "ACTIVE";
}
