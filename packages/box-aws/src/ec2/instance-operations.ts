import { text } from "../service/text.ts";
import { AwsError, dryRunSucceeded } from "../service/aws-error.ts";
import type { OperationContext, OperationTable, Shape } from "../service/operation.ts";
import { pageOf } from "../service/paging.ts";
import { longId } from "../service/seeded-random.ts";
import { type FleetParts } from "./fleet.ts";
import { type Filter, matchesFilters } from "./filters.ts";
import type { InstanceRecord } from "./instances.ts";
import { decideLaunch, launchTags } from "./launch.ts";
import { assertUserDataFits, type LaunchTemplateSpecification } from "./launch-templates.ts";
import type { TagSpecification } from "./tags.ts";
import { zoneOf } from "./zones.ts";

const STATE_CODES = {
  pending: 0,
  running: 16,
  "shutting-down": 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
} as const;

export interface InstanceOperationParts extends FleetParts {
  readonly accountId: string;
  /** Milliseconds since the epoch, for answers. */
  readonly now: () => number;
}

export function runInstances(input: Shape, parts: InstanceOperationParts, context: OperationContext): Shape {
  const specification = input.LaunchTemplate as LaunchTemplateSpecification | undefined;
  const template = specification && parts.templates.resolve(specification);
  const { TagSpecifications: own, ...direct } = input;
  const data = { ...template?.data, ...direct };
  assertUserDataFits(data);
  const market = data.InstanceMarketOptions as { MarketType?: string } | undefined;
  const capacityType = market?.MarketType === "spot" ? "spot" : "on-demand";
  const decision = decideLaunch(
    {
      data,
      capacityType,
      clientToken: input.ClientToken as string | undefined,
      launchTemplate: template && { id: template.id, version: template.version },
    },
    parts,
  );
  if (input.DryRun === true) throw dryRunSucceeded();
  const { instanceType, subnet } = decision;
  const wanted = Number(input.MaxCount ?? 1);
  const least = Number(input.MinCount ?? 1);
  if (parts.network.freeAddresses(subnet) < least)
    throw new AwsError(
      "InsufficientFreeAddressesInSubnet",
      `There are not enough free addresses in subnet '${subnet.subnetId}' to satisfy the requested number of instances.`,
    );
  const refusal = parts.quota.refusal(instanceType, capacityType, parts.instances.all());
  if (refusal) throw refusal;
  if (parts.capacity.left(instanceType, subnet.zone, capacityType) < least)
    throw new AwsError(
      "InsufficientInstanceCapacity",
      `We currently do not have sufficient ${instanceType} capacity in the Availability Zone you requested (${subnet.zone}).`,
      500,
    );
  const reservationId = longId(parts.random, "r");
  const tags = launchTags(
    [template?.data.TagSpecifications, own] as readonly (readonly TagSpecification[] | undefined)[],
    template,
  );
  const records: InstanceRecord[] = [];
  while (records.length < wanted && parts.network.freeAddresses(subnet) > 0) {
    if (parts.quota.refusal(instanceType, capacityType, parts.instances.all())) break;
    if (!parts.capacity.take(instanceType, subnet.zone, capacityType)) break;
    records.push(parts.instances.launch(decision, reservationId, tags)!);
  }
  context.touched(...records.map((record) => record.instanceId));
  return {
    ReservationId: reservationId,
    OwnerId: parts.accountId,
    Groups: [],
    Instances: records.map((record) => describeInstance(record, parts)),
  };
}

export function instanceOperations(parts: InstanceOperationParts): OperationTable {
  return {
    DescribeInstances: (input) => {
      const ids = input.InstanceIds as readonly string[] | undefined;
      const records = ids ? ids.map((id) => parts.instances.require(id)) : parts.instances.visible();
      const found = records.filter((record) =>
        matchesFilters(input.Filters as readonly Filter[], filterFields(record), parts.tags.of(record.instanceId)),
      );
      const { page, nextToken } = pageOf(
        found,
        input.MaxResults as number | undefined,
        input.NextToken as string | undefined,
      );
      const reservations = Map.groupBy(page, (record) => record.reservationId);
      return {
        Reservations: [...reservations].map(([ReservationId, members]) => ({
          ReservationId,
          OwnerId: parts.accountId,
          Groups: [],
          Instances: members.map((record) => describeInstance(record, parts)),
        })),
        NextToken: nextToken,
      };
    },
    TerminateInstances: (input, context) => {
      const records = ((input.InstanceIds ?? []) as readonly string[]).map((id) => parts.instances.require(id));
      if (input.DryRun === true) throw dryRunSucceeded();
      const changes = records.map((record) => {
        const before = parts.instances.terminate(record, {
          code: "Client.UserInitiatedShutdown",
          message: "Client.UserInitiatedShutdown: User initiated shutdown",
        });
        if (before !== record.state) context.touched(record.instanceId);
        return { InstanceId: record.instanceId, PreviousState: stateOf(before), CurrentState: stateOf(record.state) };
      });
      return { TerminatingInstances: changes };
    },
    DescribeInstanceStatus: (input) => {
      const ids = input.InstanceIds as readonly string[] | undefined;
      const records = (ids ? ids.map((id) => parts.instances.require(id)) : parts.instances.visible()).filter(
        (record) => input.IncludeAllInstances === true || record.state === "running",
      );
      const found = records.filter((record) => {
        const fields = {
          ...filterFields(record),
          "instance-status.status": "ok",
          "instance-status.reachability": "passed",
          "system-status.status": "ok",
          "system-status.reachability": "passed",
          "event.code": undefined,
        };
        return matchesFilters(input.Filters as readonly Filter[], fields, parts.tags.of(record.instanceId));
      });
      const { page, nextToken } = pageOf(
        found,
        input.MaxResults as number | undefined,
        input.NextToken as string | undefined,
      );
      const ok = { Status: "ok", Details: [{ Name: "reachability", Status: "passed" }] };
      return {
        InstanceStatuses: page.map((record) => ({
          InstanceId: record.instanceId,
          AvailabilityZone: record.zone,
          InstanceState: stateOf(record.state),
          InstanceStatus: ok,
          SystemStatus: ok,
          Events: [],
        })),
        NextToken: nextToken,
      };
    },
    GetConsoleOutput: (input) => {
      const record = parts.instances.require(text(input.InstanceId));
      return {
        InstanceId: record.instanceId,
        Output: Buffer.from(record.consoleOutput).toString("base64"),
        Timestamp: new Date(parts.now()),
      };
    },
    DescribeVolumes: (input) => {
      const found = parts.instances
        .visible()
        .filter((record) => record.state !== "terminated")
        .filter((record) =>
          matchesFilters(
            input.Filters as readonly Filter[],
            {
              "volume-id": record.volumeId,
              "attachment.instance-id": record.instanceId,
              status: "in-use",
              "availability-zone": record.zone,
            },
            parts.tags.of(record.volumeId),
          ),
        );
      return {
        Volumes: found.map((record) => ({
          VolumeId: record.volumeId,
          Size: record.rootVolumeGiB,
          VolumeType: "gp3",
          State: "in-use",
          Encrypted: true,
          AvailabilityZone: record.zone,
          CreateTime: new Date(record.launchedAt),
          Attachments: [
            {
              InstanceId: record.instanceId,
              VolumeId: record.volumeId,
              Device: record.rootDeviceName,
              State: "attached",
              DeleteOnTermination: true,
            },
          ],
          Tags: parts.tags.list(record.volumeId),
        })),
      };
    },
    DescribeNetworkInterfaces: (input) => {
      const found = parts.instances
        .visible()
        .filter((record) => record.state !== "terminated")
        .filter((record) =>
          matchesFilters(
            input.Filters as readonly Filter[],
            {
              "network-interface-id": record.networkInterfaceId,
              "attachment.instance-id": record.instanceId,
              "subnet-id": record.subnetId,
              "private-ip-address": record.privateIp,
            },
            parts.tags.of(record.networkInterfaceId),
          ),
        );
      return {
        NetworkInterfaces: found.map((record) => ({
          NetworkInterfaceId: record.networkInterfaceId,
          SubnetId: record.subnetId,
          VpcId: record.vpcId,
          AvailabilityZone: record.zone,
          PrivateIpAddress: record.privateIp,
          PrivateDnsName: record.privateDnsName,
          Status: "in-use",
          OwnerId: parts.accountId,
          TagSet: parts.tags.list(record.networkInterfaceId),
        })),
      };
    },
    // Neither can be made here, so there are none.
    DescribeCapacityReservations: () => ({ CapacityReservations: [] }),
    DescribePlacementGroups: () => ({ PlacementGroups: [] }),
  };
}

function stateOf(name: InstanceRecord["state"]) {
  return { Code: STATE_CODES[name], Name: name };
}

function filterFields(record: InstanceRecord) {
  return {
    "instance-id": record.instanceId,
    "instance-state-name": record.state,
    "instance-state-code": STATE_CODES[record.state],
    "instance-type": record.instanceType,
    "image-id": record.imageId,
    "private-dns-name": record.privateDnsName,
    "private-ip-address": record.privateIp,
    "subnet-id": record.subnetId,
    "vpc-id": record.vpcId,
    "availability-zone": record.zone,
    "instance-lifecycle": record.capacityType === "spot" ? "spot" : undefined,
    "client-token": record.clientToken,
    "reservation-id": record.reservationId,
    architecture: record.architecture,
    "iam-instance-profile.arn": record.profileArn,
    "instance.group-id": record.securityGroupIds,
  };
}

function describeInstance(record: InstanceRecord, parts: InstanceOperationParts) {
  const ended = record.state === "terminated";
  const groups = record.securityGroupIds.map((GroupId) => ({
    GroupId,
    GroupName: parts.network.securityGroup(GroupId).groupName,
  }));
  return {
    InstanceId: record.instanceId,
    ImageId: record.imageId,
    InstanceType: record.instanceType,
    State: stateOf(record.state),
    StateReason: record.stateReason,
    StateTransitionReason: record.stateTransitionReason,
    LaunchTime: new Date(record.launchedAt),
    ClientToken: record.clientToken ?? "",
    Architecture: record.architecture,
    Hypervisor: "xen",
    VirtualizationType: "hvm",
    PlatformDetails: "Linux/UNIX",
    UsageOperation: "RunInstances",
    AmiLaunchIndex: 0,
    Monitoring: { State: "disabled" },
    Placement: {
      AvailabilityZone: record.zone,
      AvailabilityZoneId: zoneOf(record.zone).id,
      GroupName: "",
      Tenancy: "default",
    },
    PrivateDnsName: ended ? "" : record.privateDnsName,
    PrivateIpAddress: ended ? undefined : record.privateIp,
    PublicDnsName: "",
    SubnetId: ended ? undefined : record.subnetId,
    VpcId: ended ? undefined : record.vpcId,
    IamInstanceProfile: record.profileArn && {
      Arn: record.profileArn,
      Id: `AIPA${record.instanceId.slice(-16).toUpperCase()}`,
    },
    InstanceLifecycle: record.spotRequestId && "spot",
    SpotInstanceRequestId: record.spotRequestId,
    SecurityGroups: groups,
    NetworkInterfaces: ended
      ? []
      : [
          {
            NetworkInterfaceId: record.networkInterfaceId,
            SubnetId: record.subnetId,
            VpcId: record.vpcId,
            PrivateIpAddress: record.privateIp,
            PrivateDnsName: record.privateDnsName,
            Status: "in-use",
            InterfaceType: "interface",
            Groups: groups,
          },
        ],
    RootDeviceName: record.rootDeviceName,
    RootDeviceType: "ebs",
    BlockDeviceMappings: ended
      ? []
      : [
          {
            DeviceName: record.rootDeviceName,
            Ebs: { VolumeId: record.volumeId, Status: "attached", DeleteOnTermination: true },
          },
        ],
    MetadataOptions: { State: "applied", HttpTokens: "required", HttpEndpoint: "enabled", HttpPutResponseHopLimit: 1 },
    EbsOptimized: true,
    EnaSupport: true,
    Tags: parts.tags.list(record.instanceId),
  };
}
