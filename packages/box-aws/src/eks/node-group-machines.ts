import { randomUUID } from "node:crypto";
import type { Instance } from "../aws-simulation.ts";
import type { Ec2Service } from "../ec2/ec2-service.ts";
import type { Image, ImageCatalogue } from "../ec2/images.ts";
import { AwsError } from "../service/aws-error.ts";
import type { OperationContext } from "../service/operation.ts";
import type { Clock } from "../time/clock.ts";
import { AMI_TYPES, NODE_RELEASE } from "./ami-types.ts";
import type { ClusterNodes, StayingPod } from "./cluster-nodes.ts";
import { type Cluster, type ClusterEndpoint, type Clusters, SERVICE_CIDR } from "./clusters.ts";
import { nodeGroupUserData } from "./node-group-user-data.ts";
import { accessDenied, launchIssue, nodeCreationFailure, podEvictionFailure, stuckPods } from "./node-group-health.ts";
import type { NodeGroupUpdate } from "./node-group-updates.ts";
import { currentRoll, groupKey, type NodeGroup } from "./node-groups.ts";
import { forgetNodeRole } from "./node-role-access.ts";

type RollTarget = NonNullable<NodeGroupUpdate["target"]>;
/** Issues of members that are no nodes; all others are of launches. */
const JOIN_ISSUES: ReadonlySet<string> = new Set(["AccessDenied", "NodeCreationFailure"]);

/** After a failed launch an auto-scaling group waits before it tries again. */
const RETRY_MS = 30_000;

/** EKS looks at nodes that are still to come, and at pods that are still to go. */
const LOOK_MS = 5_000;
/** However fast the machines are: a look goes over all members. */
const SHORTEST_LOOK_MS = 250;
/** Machines that are no node by then have failed to join. */
const JOIN_MS = 20 * 60_000;
/** EKS gives up on a node whose pods are not gone by then; only a forced update goes on. */
const DRAIN_MS = 15 * 60_000;

export interface NodeGroupMachinesParts {
  readonly clock: Clock;
  readonly speed: number;
  readonly ec2: Ec2Service;
  readonly images: ImageCatalogue;
  readonly clusters: Clusters;
  readonly groups: Map<string, NodeGroup>;
  readonly context: () => OperationContext;
  /** Undefined: nobody says what becomes of the machines; one that runs counts as a node. */
  readonly nodesOf: (clusterName: string) => ClusterNodes | undefined;
  /** Removes what was made for a group that has gone. */
  readonly deleteProfile: (name: string) => Promise<void>;
}

/**
 * Keeps every node group at its desired size: launches what is missing, drains and ends what is too much, replaces what has ended, and rolls
 * the group through a version update: a new node first, then an old one is drained.
 */
export class NodeGroupMachines {
  readonly #parts: NodeGroupMachinesParts;
  /** Work on one group is done one after the other, or two launches would fill the same place. */
  readonly #work = new Map<NodeGroup, Promise<void>>();
  readonly #looks = new Map<NodeGroup, () => void>();
  /** Instances that are being drained, with what ends the wait. */
  readonly #drains = new Map<string, () => void>();
  /** Pods that budgets keep on them. */
  readonly #held = new Map<string, readonly StayingPod[]>();
  readonly #stopListening: () => void;
  #closed = false;

  constructor(parts: NodeGroupMachinesParts) {
    this.#parts = parts;
    this.#stopListening = parts.ec2.onInstanceState((instance) => this.#changed(instance));
  }

  /** Brings the group to what it wants now; what fails is noted on the group and tried again later. */
  settle(group: NodeGroup): Promise<void> {
    const work = (this.#work.get(group) ?? Promise.resolve()).then(() => this.#reconcile(group));
    this.#work.set(group, work);
    return work;
  }

  #changed(instance: Instance): void {
    const { instanceId, state } = instance;
    for (const group of this.#parts.groups.values()) {
      // A look that is due sees this machine too: a thousand that start together are not looked at a thousand times.
      if (state === "running" && !this.#looks.has(group) && group.instanceIds.includes(instanceId))
        this.#noteHealth(group);
      if (state === "terminated" && remove(group.leavingIds, instanceId)) void this.settle(group);
      if (state === "shutting-down") {
        this.#endDrain(instanceId);
        if (this.#held.has(instanceId)) this.#noteHeld(group, instanceId, []);
        if (remove(group.instanceIds, instanceId)) {
          group.leavingIds.push(instanceId);
          void this.settle(group);
        }
      }
    }
  }

  #isNode(group: NodeGroup, instanceId: string): boolean {
    const nodes = this.#parts.nodesOf(group.clusterName);
    return (
      this.#parts.ec2.instance(instanceId)?.state === "running" &&
      (nodes?.state(instanceId).kind ?? "ready") === "ready"
    );
  }

  /** @returns whether all members are nodes. */
  #noteHealth(group: NodeGroup): boolean {
    const { ec2, clock, speed } = this.#parts;
    const missing = group.instanceIds.filter((id) => !this.#isNode(group, id));
    const whole = missing.length === 0 && group.instanceIds.length >= group.scaling.desiredSize;
    if (whole) {
      group.complete = true;
      for (const update of group.updates ?? [])
        if (update.type === "ConfigUpdate" && update.status === "InProgress") update.status = "Successful";
    }
    const nodes = this.#parts.nodesOf(group.clusterName);
    const refused = missing.flatMap((id) => {
      const state = nodes?.state(id);
      return state?.kind === "refused" ? [{ id, why: state.message }] : [];
    });
    const late = missing.filter(
      (id) => nodes && clock.now() - Date.parse(ec2.instance(id)?.launchTime ?? "") > JOIN_MS / speed,
    );
    const ids = refused.map(({ id }) => id);
    if (refused.length > 0) group.issue = accessDenied(refused[0]!.why, ids);
    else if (late.length > 0) group.issue = nodeCreationFailure(late);
    else if (group.issue && JOIN_ISSUES.has(group.issue.code)) delete group.issue;
    return missing.length === 0;
  }

  async #reconcile(group: NodeGroup): Promise<void> {
    const owner = this.#parts.clusters.find(group.clusterName);
    // Without an API server to join, machines would boot for nothing.
    if (!owner?.endpoint || this.#closed) return;
    this.#looks.get(group)?.();
    this.#looks.delete(group);
    const wanted = group.deleting ? 0 : group.scaling.desiredSize;
    try {
      for (const id of group.leavingIds)
        if (this.#parts.ec2.instance(id)?.state === "running") await this.#retire(group, id);
      const roll = group.deleting ? undefined : currentRoll(group);
      if (roll) {
        if (await this.#roll(owner, owner.endpoint, group, roll.target)) finishRoll(group);
      } else {
        while (group.instanceIds.length > wanted) await this.#retire(group, group.instanceIds.pop()!);
        while (group.instanceIds.length < wanted)
          group.instanceIds.push(await this.#launch(owner, owner.endpoint, group));
      }
      if (group.issue && !JOIN_ISSUES.has(group.issue.code)) delete group.issue;
      const joined = this.#noteHealth(group);
      if (group.deleting && group.instanceIds.length === 0 && group.leavingIds.length === 0) await this.#forget(group);
      else if (this.#parts.nodesOf(group.clusterName) && (!joined || currentRoll(group)))
        this.#lookAgain(group, LOOK_MS);
    } catch (error) {
      if (!(error instanceof AwsError)) console.error(`node group ${group.name}:`, error);
      group.issue = launchIssue(error);
      this.#lookAgain(group, RETRY_MS);
    }
  }

  #lookAgain(group: NodeGroup, milliseconds: number): void {
    this.#looks.set(
      group,
      this.#parts.clock.after(
        Math.max(milliseconds / this.#parts.speed, SHORTEST_LOOK_MS),
        () => void this.settle(group),
      ),
    );
  }

  /** One step of a version update. @returns whether it is done. */
  async #roll(owner: Cluster, endpoint: ClusterEndpoint, group: NodeGroup, target: RollTarget): Promise<boolean> {
    const imageId = groupImage(this.#parts.images, { ...group, ...target }).id;
    const isNew = (id: string) => this.#parts.ec2.instance(id)?.imageId === imageId;
    const outdated = group.instanceIds.filter((id) => !isNew(id));
    const desired = group.scaling.desiredSize;
    const surge = Math.min(surgeOf(group), outdated.length);
    while (group.instanceIds.length < desired + surge && group.instanceIds.filter(isNew).length < desired)
      group.instanceIds.push(await this.#launch(owner, endpoint, { ...group, ...target }));
    let ready = group.instanceIds.filter((id) => this.#isNode(group, id)).length;
    for (const id of outdated) {
      // As many nodes as are wanted stay ready; one that never was is no loss.
      const counts = this.#isNode(group, id);
      if ((counts && ready <= desired) || group.leavingIds.length >= surgeOf(group)) continue;
      if (counts) ready--;
      remove(group.instanceIds, id);
      await this.#retire(group, id);
    }
    return (
      group.leavingIds.length === 0 &&
      group.instanceIds.every((id) => isNew(id) && this.#isNode(group, id)) &&
      group.instanceIds.length >= desired
    );
  }

  /** Drains a member as far as its pods' budgets allow within the time that EKS gives them, then ends it. Does not wait for it. */
  async #retire(group: NodeGroup, instanceId: string): Promise<void> {
    if (!group.leavingIds.includes(instanceId)) group.leavingIds.push(instanceId);
    if (this.#drains.has(instanceId)) return;
    const nodes = this.#parts.nodesOf(group.clusterName);
    if (!nodes || nodes.state(instanceId).kind !== "ready") return this.#terminate(instanceId);
    const { clock, speed } = this.#parts;
    const deadline = clock.now() + DRAIN_MS / speed;
    const look = async (): Promise<void> => {
      await nodes.cordon(instanceId).catch(() => undefined);
      const left = await nodes.evict(instanceId).catch((): readonly StayingPod[] => [{ name: instanceId }]);
      if (!this.#drains.has(instanceId) || this.#closed) return;
      this.#noteHeld(
        group,
        instanceId,
        left.filter(({ heldBy }) => heldBy !== undefined),
      );
      const late = clock.now() >= deadline;
      if (left.length > 0 && !late)
        return void this.#drains.set(
          instanceId,
          clock.after(LOOK_MS / speed, () => void look()),
        );
      this.#endDrain(instanceId);
      this.#noteHeld(group, instanceId, []);
      const roll = currentRoll(group);
      if (left.length === 0 || !roll || roll.target.force || group.deleting)
        return this.#terminate(instanceId).catch(() => undefined);
      failRoll(group, this.#nameOf(instanceId), left);
      // It stays, cordoned as it is; the machines that came for it go.
      remove(group.leavingIds, instanceId);
      group.instanceIds.unshift(instanceId);
      await this.settle(group);
    };
    this.#drains.set(instanceId, () => undefined);
    void look();
  }

  #endDrain(instanceId: string): void {
    this.#drains.get(instanceId)?.();
    this.#drains.delete(instanceId);
  }

  #nameOf(instanceId: string): string {
    return this.#parts.ec2.instance(instanceId)?.privateDnsName ?? instanceId;
  }

  /** Says in the group's health what its drains wait for. */
  #noteHeld(group: NodeGroup, instanceId: string, pods: readonly StayingPod[]): void {
    if (pods.length > 0) this.#held.set(instanceId, pods);
    else this.#held.delete(instanceId);
    const stuck = [...group.leavingIds, ...group.instanceIds].filter((id) => this.#held.has(id));
    if (stuck.length === 0) delete group.evictionIssue;
    else
      group.evictionIssue = podEvictionFailure(
        stuck.flatMap((id) => this.#held.get(id) ?? []),
        stuck.map((id) => this.#nameOf(id)),
      );
  }

  async #launch(owner: Cluster, endpoint: ClusterEndpoint, group: NodeGroup): Promise<string> {
    const image = groupImage(this.#parts.images, group);
    const labels = {
      ...group.labels,
      "eks.amazonaws.com/nodegroup-image": image.id,
      "eks.amazonaws.com/capacityType": group.capacityType,
      "eks.amazonaws.com/nodegroup": group.name,
    };
    const tags = [
      { Key: "eks:cluster-name", Value: owner.name },
      { Key: "eks:nodegroup-name", Value: group.name },
      { Key: `kubernetes.io/cluster/${owner.name}`, Value: "owned" },
      { Key: "aws:autoscaling:groupName", Value: `eks-${group.name}-${group.arn.split("/").at(-1)}` },
    ];
    const userData = nodeGroupUserData({
      name: owner.name,
      ...endpoint,
      serviceCidr: SERVICE_CIDR,
      labels,
      taints: group.taints,
    });
    const output = await this.#parts.ec2.operations.RunInstances!(
      {
        ImageId: image.id,
        InstanceType: group.instanceTypes[0],
        MinCount: 1,
        MaxCount: 1,
        SubnetId: this.#emptiestSubnet(group),
        SecurityGroupIds: owner.securityGroupIds,
        IamInstanceProfile: { Name: group.profileName },
        UserData: Buffer.from(userData).toString("base64"),
        TagSpecifications: [
          { ResourceType: "instance", Tags: tags },
          { ResourceType: "volume", Tags: tags },
        ],
        BlockDeviceMappings: [{ DeviceName: image.rootDeviceName, Ebs: { VolumeSize: group.diskSizeGiB } }],
        ...(group.capacityType === "SPOT" ? { InstanceMarketOptions: { MarketType: "spot" } } : {}),
      },
      this.#parts.context(),
    );
    return (output.Instances as readonly { InstanceId: string }[])[0]!.InstanceId;
  }

  /** An auto-scaling group spreads its members over its subnets. */
  #emptiestSubnet(group: NodeGroup): string {
    const members = group.instanceIds.map((id) => this.#parts.ec2.instance(id)?.subnetId);
    const count = (subnetId: string) => members.filter((each) => each === subnetId).length;
    return group.subnetIds.toSorted((a, b) => count(a) - count(b))[0]!;
  }

  async #terminate(instanceId: string): Promise<void> {
    await this.#parts.ec2.operations.TerminateInstances!({ InstanceIds: [instanceId] }, this.#parts.context());
  }

  async #forget(group: NodeGroup): Promise<void> {
    this.#parts.groups.delete(groupKey(group.clusterName, group.name));
    const owner = this.#parts.clusters.find(group.clusterName);
    if (owner) forgetNodeRole(owner, group, this.#parts.groups.values());
    this.#work.delete(group);
    await this.#parts.deleteProfile(group.profileName);
  }

  close(): void {
    this.#closed = true;
    this.#stopListening();
    for (const cancel of [...this.#looks.values(), ...this.#drains.values()]) cancel();
  }
}

function remove(ids: string[], id: string): boolean {
  const index = ids.indexOf(id);
  if (index >= 0) ids.splice(index, 1);
  return index >= 0;
}

/** The image that members of the group start from. @throws AwsError */
function groupImage(
  images: ImageCatalogue,
  { amiType, version, release = NODE_RELEASE }: Pick<NodeGroup, "amiType" | "version" | "release">,
): Image {
  const name = `${AMI_TYPES[amiType]!.namePrefix}-${version}-v${release}`;
  const image = images.all().find((each) => each.name === name);
  if (!image) throw new AwsError("InvalidAMIID.NotFound", `There is no image ${name}`);
  return image;
}

/** How many members an update may replace at a time. */
function surgeOf({ updateConfig, scaling }: NodeGroup): number {
  const percentage = updateConfig?.maxUnavailablePercentage;
  if (percentage !== undefined) return Math.max(1, Math.floor((scaling.desiredSize * percentage) / 100));
  return updateConfig?.maxUnavailable ?? 1;
}

function finishRoll(group: NodeGroup): void {
  const update = group.updates!.at(-1)!;
  update.status = "Successful";
  group.version = update.target!.version;
  group.release = update.target!.release;
}

function failRoll(group: NodeGroup, nodeName: string, left: readonly StayingPod[]): void {
  const update = group.updates!.at(-1)!;
  update.status = "Failed";
  update.errors = [
    {
      errorCode: "PodEvictionFailure",
      errorMessage: `Reached max retries while trying to evict pods from nodes in node group ${group.name}. ${stuckPods(left)}`,
      resourceIds: [nodeName],
    },
  ];
}

/** A call that EKS makes in the account. */
export function eksContext(accountId: string, region: string): OperationContext {
  return {
    principal: {
      accessKeyId: "",
      arn: `arn:aws:sts::${accountId}:assumed-role/AWSServiceRoleForAmazonEKSNodegroup/EKS`,
      accountId,
    },
    accountId,
    region,
    requestId: randomUUID(),
    endpoint: "",
    signal: new AbortController().signal,
    touched: () => {},
  };
}
