import { randomUUID } from "node:crypto";
import type { Instance } from "../aws-simulation.ts";
import type { Ec2Service } from "../ec2/ec2-service.ts";
import { eksImages } from "../ec2/images.ts";
import { AwsError } from "../service/aws-error.ts";
import type { OperationContext } from "../service/operation.ts";
import type { Clock } from "../time/clock.ts";
import { AMI_TYPES, NODE_RELEASE } from "./ami-types.ts";
import { type Cluster, type ClusterEndpoint, type Clusters, SERVICE_CIDR } from "./clusters.ts";
import { nodeGroupUserData } from "./node-group-user-data.ts";
import { groupKey, type NodeGroup } from "./node-groups.ts";

/** After a failed launch an auto-scaling group waits before it tries again. */
const RETRY_MS = 30_000;

export interface NodeGroupMachinesParts {
  readonly clock: Clock;
  readonly speed: number;
  readonly ec2: Ec2Service;
  readonly clusters: Clusters;
  readonly groups: Map<string, NodeGroup>;
  readonly context: () => OperationContext;
  /** Removes what was made for a group that has gone. */
  readonly deleteProfile: (name: string) => Promise<void>;
}

/** Keeps every node group at its desired size: launches what is missing, ends what is too much, replaces what has ended. */
export class NodeGroupMachines {
  readonly #parts: NodeGroupMachinesParts;
  /** Work on one group is done one after the other, or two launches would fill the same place. */
  readonly #work = new Map<NodeGroup, Promise<void>>();
  readonly #retries = new Map<NodeGroup, () => void>();
  readonly #stopListening: () => void;

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
    for (const group of this.#parts.groups.values()) {
      if (instance.state === "running" && group.instanceIds.includes(instance.instanceId)) this.#noteComplete(group);
      if (instance.state === "terminated" && remove(group.leavingIds, instance.instanceId)) void this.settle(group);
      if (instance.state === "shutting-down" && remove(group.instanceIds, instance.instanceId)) {
        group.leavingIds.push(instance.instanceId);
        void this.settle(group);
      }
    }
  }

  #noteComplete(group: NodeGroup): void {
    const { ec2 } = this.#parts;
    const running = group.instanceIds.filter((id) => ec2.instance(id)?.state === "running").length;
    if (running >= group.scaling.desiredSize) group.complete = true;
  }

  async #reconcile(group: NodeGroup): Promise<void> {
    const owner = this.#parts.clusters.find(group.clusterName);
    // Without an API server to join, machines would boot for nothing.
    if (!owner?.endpoint) return;
    this.#retries.get(group)?.();
    const wanted = group.deleting ? 0 : group.scaling.desiredSize;
    try {
      while (group.instanceIds.length > wanted) await this.#terminate(group.instanceIds.at(-1)!);
      while (group.instanceIds.length < wanted)
        group.instanceIds.push(await this.#launch(owner, owner.endpoint, group));
      delete group.issue;
      this.#noteComplete(group);
      if (group.deleting && group.leavingIds.length === 0) await this.#forget(group);
    } catch (error) {
      if (!(error instanceof AwsError)) console.error(`node group ${group.name}:`, error);
      group.issue =
        error instanceof AwsError
          ? { code: error.code, message: error.message }
          : { code: "InternalError", message: String(error) };
      this.#retries.set(
        group,
        this.#parts.clock.after(RETRY_MS / this.#parts.speed, () => void this.settle(group)),
      );
    }
  }

  async #launch(owner: Cluster, endpoint: ClusterEndpoint, group: NodeGroup): Promise<string> {
    const name = `${AMI_TYPES[group.amiType]!.namePrefix}-${group.version}-v${NODE_RELEASE}`;
    const image = eksImages().find((each) => each.name === name);
    if (!image) throw new AwsError("InvalidAMIID.NotFound", `There is no image ${name}`);
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
    this.#work.delete(group);
    await this.#parts.deleteProfile(group.profileName);
  }

  close(): void {
    this.#stopListening();
    for (const cancel of this.#retries.values()) cancel();
  }
}

function remove(ids: string[], id: string): boolean {
  const index = ids.indexOf(id);
  if (index >= 0) ids.splice(index, 1);
  return index >= 0;
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
