import type { Instance } from "@inlay/aws";
import type { CloudInstance } from "@inlay/cloud";
import {
  LABEL_CAPACITY_TYPE,
  LABEL_EC2NODECLASS,
  LABEL_INSTANCE_TYPE,
  LABEL_NODEPOOL,
  LABEL_ZONE,
  LABEL_ZONE_ID,
  rfc3339,
} from "@inlay/resources";
import type { StringMap } from "@inlay/resources";
import { TAG_EC2NODECLASS, TAG_NODECLAIM, TAG_NODECLAIM_UID, TAG_NODEPOOL } from "../labels/aws-names.ts";

/** An EC2 instance as far as it is read. */
export interface InstanceFacts {
  readonly id: string;
  readonly state: string;
  readonly instanceType: string;
  readonly imageId: string;
  readonly zone: string;
  readonly zoneId: string | undefined;
  readonly subnetId: string | undefined;
  readonly securityGroupIds: readonly string[];
  readonly capacityType: "on-demand" | "spot";
  readonly launchedAt: number;
  readonly tags: StringMap;
}

export function instanceFacts(instance: Instance): InstanceFacts | undefined {
  const { InstanceId, Placement, Tags } = instance;
  if (!InstanceId) return undefined;
  return {
    id: InstanceId,
    state: instance.State?.Name ?? "pending",
    instanceType: instance.InstanceType ?? "",
    imageId: instance.ImageId ?? "",
    zone: Placement?.AvailabilityZone ?? "",
    zoneId: Placement?.AvailabilityZoneId,
    subnetId: instance.SubnetId,
    securityGroupIds: (instance.SecurityGroups ?? []).flatMap((group) => group.GroupId ?? []),
    capacityType: instance.SpotInstanceRequestId || instance.InstanceLifecycle === "spot" ? "spot" : "on-demand",
    launchedAt: instance.LaunchTime?.getTime() ?? 0,
    tags: Object.fromEntries((Tags ?? []).flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value ?? ""]]))),
  };
}

export const isTerminating = ({ state }: InstanceFacts): boolean => state === "shutting-down" || state === "terminated";

export function providerIdOf(zone: string, instanceId: string): string {
  return `aws:///${zone}/${instanceId}`;
}

/** `aws:///us-east-1a/i-0123` as `i-0123`; undefined where it is something else. */
export function instanceIdOf(providerID: string): string | undefined {
  return /^[^:]+:\/\/\/[^/]+\/([^/]+)$/.exec(providerID)?.[1];
}

/** What the autoscaler sees of an instance that it finds at EC2: capacity is known only to who launched it. */
export function cloudInstanceOf(facts: InstanceFacts): CloudInstance {
  const nodePoolName = facts.tags[TAG_NODEPOOL];
  const nodeClaimName = facts.tags[TAG_NODECLAIM];
  const nodeClassName = facts.tags[TAG_EC2NODECLASS];
  return {
    providerID: providerIdOf(facts.zone, facts.id),
    imageID: facts.imageId,
    instanceType: facts.instanceType,
    zone: facts.zone,
    capacityType: facts.capacityType,
    labels: {
      [LABEL_INSTANCE_TYPE]: facts.instanceType,
      [LABEL_ZONE]: facts.zone,
      ...(facts.zoneId ? { [LABEL_ZONE_ID]: facts.zoneId } : {}),
      [LABEL_CAPACITY_TYPE]: facts.capacityType,
      ...(nodePoolName ? { [LABEL_NODEPOOL]: nodePoolName } : {}),
      ...(nodeClassName ? { [LABEL_EC2NODECLASS]: nodeClassName } : {}),
    },
    annotations: {},
    capacity: {},
    allocatable: {},
    ...(nodeClaimName ? { nodeClaimName } : {}),
    ...(nodePoolName ? { nodePoolName } : {}),
    launchTime: rfc3339(facts.launchedAt),
    terminating: isTerminating(facts),
  };
}

export const nodeClaimUidOf = (facts: InstanceFacts): string | undefined => facts.tags[TAG_NODECLAIM_UID];
