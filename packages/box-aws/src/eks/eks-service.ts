import type { Ec2Service } from "../ec2/ec2-service.ts";
import type { ImageCatalogue } from "../ec2/images.ts";
import type { IamService } from "../iam/iam-service.ts";
import type { Service } from "../service/service.ts";
import { text } from "../service/text.ts";
import type { StartSession } from "../sts/role-session.ts";
import type { WebIdentityClaims } from "../sts/trust.ts";
import type { Clock } from "../time/clock.ts";
import { addonOperations } from "./addons.ts";
import { accessPolicyGroups, namespacedAccess, type NamespacedAccess } from "./access-policies.ts";
import { accessEntryOf, accessEntryOperations } from "./access-entries.ts";
import type { AuthenticationMode } from "./authentication-mode.ts";
import type { ClusterNodes } from "./cluster-nodes.ts";
import { type ClusterEndpoint, Clusters } from "./clusters.ts";
import { eksContext, NodeGroupMachines } from "./node-group-machines.ts";
import { ClusterUpdates } from "./cluster-updates.ts";
import { podCredentialOperations } from "./pod-credentials.ts";
import { podIdentityOf, podIdentityOperations } from "./pod-identities.ts";
import { type NodeGroup, nodeGroupOperations } from "./node-groups.ts";

export interface EksOptions {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  readonly speed: number;
  readonly ec2: Ec2Service;
  readonly iam: IamService;
  readonly images: ImageCatalogue;
  readonly startSession: StartSession;
  /** Checks a service account's token. @throws when it is not good */
  readonly verifyToken: (token: string) => Promise<WebIdentityClaims>;
}

export interface EksService extends Service {
  setClusterEndpoint(name: string, endpoint: ClusterEndpoint): void;
  setClusterNodes(name: string, nodes: ClusterNodes): void;
  accessEntryOf(cluster: string, arn: string): EntryAccess | undefined;
  podIdentityRole(cluster: string, namespace: string, serviceAccount: string): string | undefined;
  /** Undefined: no such cluster. */
  clusterFacts(cluster: string): ClusterFacts | undefined;
  close(): void;
}

/** Who an IAM principal is to a cluster by its access entry. */
export interface EntryAccess {
  readonly username: string;
  readonly groups: readonly string[];
  readonly namespaced: readonly NamespacedAccess[];
}

/** What the box has to know of a cluster. */
export interface ClusterFacts {
  /** `1.32` */
  readonly version: string;
  readonly authenticationMode: AuthenticationMode;
}

/** Clusters, who may enter them, and their managed node groups. */
export function createEksService(options: EksOptions): EksService {
  const { accountId, region, clock, speed, ec2, iam, images, startSession, verifyToken } = options;
  const context = () => eksContext(accountId, region);
  const clusters = new Clusters({
    accountId,
    region,
    clock,
    vpcOf: async (subnetIds) => {
      const { Subnets } = await ec2.operations.DescribeSubnets!({ SubnetIds: subnetIds }, context());
      return (Subnets as readonly { VpcId: string }[])[0]!.VpcId;
    },
  });
  const trustPolicyOf = (roleArn: string) => iam.role(roleArn)?.trustPolicy;
  const groups = new Map<string, NodeGroup>();
  const nodes = new Map<string, ClusterNodes>();
  const updates = new ClusterUpdates({ clock, speed, clusters, groups });
  const machines = new NodeGroupMachines({
    clock,
    speed,
    ec2,
    images,
    clusters,
    groups,
    context,
    nodesOf: (name) => nodes.get(name),
    deleteProfile: (name) => iam.deleteServiceProfile(name),
  });

  return {
    operations: {
      ...clusters.operations,
      ...updates.operations,
      ...accessEntryOperations(clusters, clock),
      ...addonOperations(clusters, clock),
      ...podCredentialOperations({ accountId, clusters, role: (arn) => iam.role(arn), startSession, verifyToken }),
      ...podIdentityOperations({ accountId, clock, clusters, trustPolicyOf }),
      ...nodeGroupOperations({
        accountId,
        region,
        clock,
        images,
        clusters,
        groups,
        trustPolicyOf,
        createProfile: (name, roleArn) => iam.createServiceProfile(name, roleArn),
        settle: (group) => machines.settle(group),
      }),
    },
    permissions: (operation, input) => {
      const cluster = text(input.clusterName ?? input.name);
      const arn = (kind: string, id: string) => `arn:aws:eks:${region}:${accountId}:${kind}/${id}`;
      if (operation === "AssumeRoleForPodIdentity")
        return [{ action: `eks-auth:${operation}`, resource: arn("cluster", cluster) }];
      const requestTags = (input.tags ?? {}) as Readonly<Record<string, string>>;
      // Whoever gives a role to EKS must be allowed to pass it on.
      const passed = /^(Create|Update)/.test(operation)
        ? (input.nodeRole ?? input.roleArn ?? input.serviceAccountRoleArn)
        : undefined;
      const service = operation.includes("PodIdentity") ? "pods.eks.amazonaws.com" : "eks.amazonaws.com";
      const passRole =
        passed === undefined
          ? []
          : [{ action: "iam:PassRole", resource: text(passed), context: { "iam:PassedToService": service } }];
      if (input.nodegroupName !== undefined)
        return [{ resource: arn("nodegroup", `${cluster}/${text(input.nodegroupName)}/*`), requestTags }, ...passRole];
      if (cluster === "") return undefined;
      if (passRole.length > 0) return [{ resource: arn("cluster", cluster), requestTags }, ...passRole];
      return [{ resource: arn("cluster", cluster), requestTags, resourceTags: clusters.find(cluster)?.tags ?? {} }];
    },
    setClusterEndpoint: (name, endpoint) => {
      clusters.require(name).endpoint = endpoint;
      for (const group of groups.values()) if (group.clusterName === name) void machines.settle(group);
    },
    setClusterNodes: (name, found) => {
      nodes.set(name, found);
      for (const group of groups.values()) if (group.clusterName === name) void machines.settle(group);
    },
    accessEntryOf: (name, arn) => {
      const cluster = clusters.find(name);
      const entry = cluster?.authenticationMode === "CONFIG_MAP" ? undefined : cluster && accessEntryOf(cluster, arn);
      return (
        entry && {
          username: entry.username,
          groups: [...entry.groups, ...accessPolicyGroups(entry.policies)],
          namespaced: namespacedAccess(entry.policies),
        }
      );
    },
    clusterFacts: (name) => clusters.find(name),
    podIdentityRole: (name, namespace, account) => podIdentityOf(clusters.find(name), namespace, account)?.roleArn,
    close: () => {
      machines.close();
      updates.close();
    },
    save: () => ({ clusters: clusters.save(), groups: [...groups] }),
    restore: (saved) => {
      const state = saved as { clusters: unknown; groups: [string, NodeGroup][] };
      clusters.restore(state.clusters);
      for (const [key, group] of state.groups) groups.set(key, group);
      updates.resume();
    },
  };
}
