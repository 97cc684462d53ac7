import { randomUUID } from "node:crypto";
import { ec2InstanceType } from "@inlay/ec2-catalogue";
import { AwsError } from "../service/aws-error.ts";
import type { OperationTable, Shape } from "../service/operation.ts";
import { pageOf } from "../service/paging.ts";
import { text } from "../service/text.ts";
import type { Clock } from "../time/clock.ts";
import type { ImageCatalogue } from "../ec2/images.ts";
import { trustsService } from "../sts/trust.ts";
import { AMI_TYPES, NODE_RELEASE } from "./ami-types.ts";
import { type Clusters, notFound, paging } from "./clusters.ts";
import { patchedVersion } from "./kubernetes-versions.ts";
import { admitNodeRole } from "./node-role-access.ts";

import type { HealthIssue } from "./node-group-health.ts";
import { describeUpdate, newUpdate, type NodeGroupUpdate } from "./node-group-updates.ts";

export interface NodeTaint {
  readonly key?: string;
  readonly value?: string;
  /** `NO_SCHEDULE`, `PREFER_NO_SCHEDULE` or `NO_EXECUTE`. */
  readonly effect?: string;
}

export interface NodeGroup {
  readonly name: string;
  readonly clusterName: string;
  readonly arn: string;
  readonly createdAt: number;
  version: string;
  /** Release of the image that members start from, `20250920`. */
  release?: string;
  readonly amiType: string;
  readonly nodeRole: string;
  /** EKS makes one for every node group. */
  readonly profileName: string;
  readonly subnetIds: readonly string[];
  readonly instanceTypes: readonly string[];
  readonly capacityType: string;
  labels: Record<string, string>;
  taints: readonly NodeTaint[];
  readonly diskSizeGiB: number;
  readonly tags: Readonly<Record<string, string>>;
  scaling: { readonly minSize: number; readonly maxSize: number; readonly desiredSize: number };
  /** Instances that count as members. */
  readonly instanceIds: string[];
  /** Instances on their way out. */
  readonly leavingIds: string[];
  /** It has had its desired size at least once. */
  complete: boolean;
  deleting: boolean;
  /** What is wrong with it now. */
  issue?: HealthIssue;
  /** Pods that budgets keep on members that have to go. */
  evictionIssue?: HealthIssue;
  /** Latest last. At most one version update is in progress, and it is the last one. */
  updates?: NodeGroupUpdate[];
  updateConfig?: { readonly maxUnavailable?: number; readonly maxUnavailablePercentage?: number };
}

export interface NodeGroupParts {
  readonly accountId: string;
  readonly region: string;
  readonly clock: Clock;
  readonly images: ImageCatalogue;
  readonly clusters: Clusters;
  readonly groups: Map<string, NodeGroup>;
  /** The trust policy of a role; undefined: no such role. */
  readonly trustPolicyOf: (roleArn: string) => string | undefined;
  /** Makes the instance profile with the role in it. @throws AwsError */
  readonly createProfile: (name: string, roleArn: string) => Promise<void>;
  /** Brings the group's machines to what it wants now; does not throw. */
  readonly settle: (group: NodeGroup) => Promise<void>;
}

export const groupKey = (clusterName: string, name: string) => `${clusterName}/${name}`;

export function nodeGroupOperations(parts: NodeGroupParts): OperationTable {
  const { accountId, region, clock, images, clusters, groups, settle } = parts;
  const require = (input: Shape): NodeGroup => {
    const { name } = clusters.require(input.clusterName);
    const found = groups.get(groupKey(name, text(input.nodegroupName)));
    if (!found) throw notFound(`No node group found for name: ${text(input.nodegroupName)}.`);
    return found;
  };
  /** Of the node group that is named, else of the cluster. */
  const updatesOf = (input: Shape): readonly NodeGroupUpdate[] => {
    const owner = clusters.require(input.name);
    const holder = input.nodegroupName === undefined ? owner : require({ ...input, clusterName: owner.name });
    return holder.updates ?? [];
  };
  return {
    CreateNodegroup: async (input, context) => {
      const owner = clusters.require(input.clusterName);
      const name = text(input.nodegroupName);
      if (groups.has(groupKey(owner.name, name)))
        throw new AwsError(
          "ResourceInUseException",
          `NodeGroup already exists with name ${name} and cluster name ${owner.name}`,
          409,
        );
      assertNodeRole(text(input.nodeRole), parts);
      const id = randomUUID();
      const instanceTypes = (input.instanceTypes ?? ["t3.medium"]) as readonly string[];
      const created: NodeGroup = {
        name,
        clusterName: owner.name,
        arn: `arn:aws:eks:${region}:${accountId}:nodegroup/${owner.name}/${name}/${id}`,
        createdAt: clock.now(),
        version: text(input.version ?? owner.version),
        amiType: amiTypeOf(input.amiType as string | undefined, instanceTypes),
        nodeRole: text(input.nodeRole),
        profileName: `eks-${id}`,
        subnetIds: (input.subnets ?? owner.subnetIds) as readonly string[],
        instanceTypes,
        capacityType: text(input.capacityType ?? "ON_DEMAND"),
        labels: { ...(input.labels as Record<string, string>) },
        taints: (input.taints ?? []) as readonly NodeTaint[],
        diskSizeGiB: Number(input.diskSize ?? 20),
        tags: { ...(input.tags as Record<string, string>) },
        scaling: scalingOf({ minSize: 1, maxSize: 2, desiredSize: 1 }, input.scalingConfig),
        instanceIds: [],
        leavingIds: [],
        complete: false,
        deleting: false,
        release: NODE_RELEASE,
        updates: [],
        updateConfig: (input.updateConfig as NodeGroup["updateConfig"]) ?? { maxUnavailable: 1 },
      };
      created.release = releaseOf(images, created, input.releaseVersion as string | undefined) ?? NODE_RELEASE;
      await parts.createProfile(created.profileName, created.nodeRole);
      groups.set(groupKey(owner.name, name), created);
      admitNodeRole(owner, created, clock.now());
      context.touched(created.arn);
      await settle(created);
      return { nodegroup: describeGroup(created) };
    },
    DescribeNodegroup: (input) => ({ nodegroup: describeGroup(require(input)) }),
    ListNodegroups: (input) => {
      const { name } = clusters.require(input.clusterName);
      const names = [...groups.values()].filter((each) => each.clusterName === name).map((each) => each.name);
      const { page, nextToken } = pageOf(names, ...paging(input));
      return { nodegroups: page, nextToken };
    },
    UpdateNodegroupConfig: async (input, context) => {
      const found = require(input);
      if (found.deleting)
        throw new AwsError("ResourceInUseException", `Nodegroup ${found.name} is being deleted.`, 409);
      assertIdle(found);
      found.scaling = scalingOf(found.scaling, input.scalingConfig);
      if (input.updateConfig) found.updateConfig = input.updateConfig as NonNullable<NodeGroup["updateConfig"]>;
      const labels = input.labels as { addOrUpdateLabels?: object; removeLabels?: readonly string[] } | undefined;
      Object.assign(found.labels, labels?.addOrUpdateLabels);
      for (const key of labels?.removeLabels ?? []) delete found.labels[key];
      const taints = input.taints as
        { addOrUpdateTaints?: readonly NodeTaint[]; removeTaints?: readonly NodeTaint[] } | undefined;
      const changed = [...(taints?.addOrUpdateTaints ?? []), ...(taints?.removeTaints ?? [])];
      found.taints = [
        ...found.taints.filter((taint) => !changed.some((each) => each.key === taint.key)),
        ...(taints?.addOrUpdateTaints ?? []),
      ];
      const scaling = (input.scalingConfig ?? {}) as Partial<NodeGroup["scaling"]>;
      const update = newUpdate("ConfigUpdate", clock.now(), {
        MinSize: scaling.minSize,
        MaxSize: scaling.maxSize,
        DesiredSize: scaling.desiredSize,
        LabelsToAdd: labels?.addOrUpdateLabels,
        LabelsToRemove: labels?.removeLabels,
        TaintsToAdd: taints?.addOrUpdateTaints,
        TaintsToRemove: taints?.removeTaints,
      });
      found.updates = [...(found.updates ?? []), update];
      context.touched(found.arn);
      const answer = { update: describeUpdate(update) };
      await settle(found);
      return answer;
    },
    UpdateNodegroupVersion: async (input, context) => {
      const found = require(input);
      assertIdle(found);
      if (found.deleting || !found.complete)
        throw new AwsError(
          "ResourceInUseException",
          "Nodegroup cannot be updated as it is currently not in Active State",
          409,
        );
      const owner = clusters.require(input.clusterName);
      const version = text(input.version ?? found.version);
      if (Number(version.split(".")[1]) > Number(owner.version.split(".")[1]))
        throw new AwsError(
          "InvalidParameterException",
          `Nodegroup Kubernetes version ${version} can't be greater than cluster Kubernetes version ${owner.version}`,
        );
      const wanted = releaseOf(images, { ...found, version }, input.releaseVersion as string | undefined);
      const release = wanted ?? releasesOf(images, { ...found, version }).at(-1);
      if (release === undefined)
        throw new AwsError("InvalidParameterException", `Requested Nodegroup version ${version} is not supported`);
      const target = { version, release, force: input.force === true };
      const update = newUpdate(
        "VersionUpdate",
        clock.now(),
        { Version: version, ReleaseVersion: releaseVersion(version, release) },
        target,
      );
      found.updates = [...(found.updates ?? []), update];
      context.touched(found.arn);
      const answer = { update: describeUpdate(update) };
      await settle(found);
      return answer;
    },
    DescribeUpdate: (input) => {
      const id = text(input.updateId);
      const found = updatesOf(input).find((each) => each.id === id);
      if (!found) throw notFound(`No update found for ID: ${id}`);
      return { update: describeUpdate(found) };
    },
    ListUpdates: (input) => {
      const { page, nextToken } = pageOf(
        updatesOf(input).map((each) => each.id),
        ...paging(input),
      );
      return { updateIds: page, nextToken };
    },
    DeleteNodegroup: async (input, context) => {
      const found = require(input);
      found.deleting = true;
      context.touched(found.arn);
      await settle(found);
      return { nodegroup: describeGroup(found) };
    },
  };
}

/** The version update that is being played. */
export function currentRoll(
  group: NodeGroup,
): (NodeGroupUpdate & Required<Pick<NodeGroupUpdate, "target">>) | undefined {
  const last = group.updates?.at(-1);
  return last?.status === "InProgress" && last.target ? { ...last, target: last.target } : undefined;
}

function assertIdle(group: NodeGroup): void {
  if (currentRoll(group))
    throw new AwsError(
      "ResourceInUseException",
      "Nodegroup cannot be updated as it is currently not in Active State",
      409,
    );
}

function assertNodeRole(roleArn: string, { accountId, trustPolicyOf }: NodeGroupParts): void {
  const trust = trustPolicyOf(roleArn);
  if (trust === undefined)
    throw new AwsError("InvalidParameterException", `The role with name ${roleArn.split("/").at(-1)} cannot be found.`);
  if (!trustsService(trust, "ec2.amazonaws.com", accountId))
    throw new AwsError(
      "InvalidParameterException",
      `Following required service principals [ec2.amazonaws.com] were not found in the trust relationships of nodeRole ${roleArn}`,
    );
}

/** Releases of the group's image for its version, oldest first. */
function releasesOf(
  images: ImageCatalogue,
  { amiType, version }: Pick<NodeGroup, "amiType" | "version">,
): readonly string[] {
  const prefix = `${AMI_TYPES[amiType]!.namePrefix}-${version}-v`;
  return images.all().flatMap(({ name }) => (name.startsWith(prefix) ? name.slice(prefix.length) : []));
}

/** `1.32.9-20250920`. */
function releaseVersion(version: string, release: string): string {
  return `${patchedVersion(version)}-${release}`;
}

/** @throws AwsError when there is no such release; undefined when none is asked for. */
function releaseOf(
  images: ImageCatalogue,
  group: Pick<NodeGroup, "amiType" | "version">,
  wanted: string | undefined,
): string | undefined {
  if (wanted === undefined) return undefined;
  const found = releasesOf(images, group).find((release) => releaseVersion(group.version, release) === wanted);
  if (found === undefined)
    throw new AwsError(
      "InvalidParameterException",
      `Requested release version ${wanted} is not valid for kubernetes version ${group.version}.`,
    );
  return found;
}

function amiTypeOf(wanted: string | undefined, instanceTypes: readonly string[]): string {
  const types = instanceTypes.map((name) => {
    const type = ec2InstanceType(name);
    if (!type)
      throw new AwsError("InvalidParameterException", `The following supplied instance types do not exist: [${name}]`);
    return type;
  });
  const architecture = types[0]?.architecture ?? "x86_64";
  const chosen = wanted ?? (architecture === "arm64" ? "AL2023_ARM_64_STANDARD" : "AL2023_x86_64_STANDARD");
  const ami = Object.hasOwn(AMI_TYPES, chosen) ? AMI_TYPES[chosen] : undefined;
  if (!ami)
    throw new AwsError(
      "InvalidParameterException",
      `AMI type ${chosen} is not served by this simulation of AWS: use one of ${Object.keys(AMI_TYPES).join(", ")}.`,
    );
  const other = types.find((type) => type.architecture !== ami.architecture);
  if (other)
    throw new AwsError(
      "InvalidParameterException",
      `[${other.name}] is not a valid instance type for requested amiType ${chosen}`,
    );
  return chosen;
}

function scalingOf(before: NodeGroup["scaling"], wanted: unknown): NodeGroup["scaling"] {
  const scaling = { ...before, ...(wanted as Partial<NodeGroup["scaling"]> | undefined) };
  const refuse = (message: string) => new AwsError("InvalidParameterException", message);
  if (scaling.minSize < 0 || scaling.maxSize < 1)
    throw refuse("Minimum capacity must be at least 0, maximum capacity at least 1");
  if (scaling.minSize > scaling.maxSize)
    throw refuse(`Minimum capacity ${scaling.minSize} can't be greater than maximum capacity ${scaling.maxSize}`);
  if (scaling.desiredSize < scaling.minSize)
    throw refuse(`Minimum capacity ${scaling.minSize} can't be greater than desired size ${scaling.desiredSize}`);
  if (scaling.desiredSize > scaling.maxSize)
    throw refuse(`Desired capacity ${scaling.desiredSize} can't be greater than max size ${scaling.maxSize}`);
  return scaling;
}

function describeGroup(found: NodeGroup) {
  return {
    nodegroupName: found.name,
    nodegroupArn: found.arn,
    clusterName: found.clusterName,
    version: found.version,
    releaseVersion: releaseVersion(found.version, found.release ?? NODE_RELEASE),
    createdAt: new Date(found.createdAt),
    modifiedAt: new Date(found.createdAt),
    status: statusOf(found),
    capacityType: found.capacityType,
    scalingConfig: found.scaling,
    instanceTypes: found.instanceTypes,
    subnets: found.subnetIds,
    amiType: found.amiType,
    nodeRole: found.nodeRole,
    labels: found.labels,
    taints: found.taints,
    diskSize: found.diskSizeGiB,
    resources: { autoScalingGroups: [{ name: `eks-${found.name}-${found.arn.split("/").at(-1)}` }] },
    health: {
      issues: [found.issue, found.evictionIssue].flatMap((issue) => (issue ? [{ resourceIds: [], ...issue }] : [])),
    },
    updateConfig: found.updateConfig ?? { maxUnavailable: 1 },
    tags: found.tags,
  };
}

function statusOf(found: NodeGroup): string {
  if (found.deleting) return "DELETING";
  if (!found.complete) return found.issue?.code === "NodeCreationFailure" ? "CREATE_FAILED" : "CREATING";
  if (currentRoll(found)) return "UPDATING";
  return found.issue || found.evictionIssue ? "DEGRADED" : "ACTIVE";
}
