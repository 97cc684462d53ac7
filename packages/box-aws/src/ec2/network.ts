import { text } from "../service/text.ts";
import { AwsError } from "../service/aws-error.ts";
import type { OperationTable } from "../service/operation.ts";
import { pageOf } from "../service/paging.ts";
import { longId, type Random } from "../service/seeded-random.ts";
import { type Filter, matchesFilters } from "./filters.ts";
import type { Tags, TagSpecification } from "./tags.ts";
import { ZONES, zoneOf } from "./zones.ts";

interface Vpc {
  readonly vpcId: string;
  readonly cidr: string;
}
export interface Subnet {
  readonly subnetId: string;
  readonly vpcId: string;
  readonly cidr: string;
  readonly zone: string;
}
interface SecurityGroup {
  readonly groupId: string;
  readonly groupName: string;
  readonly description: string;
  readonly vpcId: string;
}

/** AWS keeps the first four addresses of a subnet and the last. */
const RESERVED_ADDRESSES = 5;

/** VPCs, subnets with their free addresses, security groups. */
export class Network {
  readonly #vpcs = new Map<string, Vpc>();
  readonly #subnets = new Map<string, Subnet>();
  readonly #groups = new Map<string, SecurityGroup>();
  /** Addresses in use, by subnet, as offsets into its range. */
  readonly #used = new Map<string, Set<number>>();
  readonly #random: Random;
  readonly #tags: Tags;
  readonly #accountId: string;
  readonly #region: string;

  constructor(parts: { random: Random; tags: Tags; accountId: string; region: string }) {
    this.#random = parts.random;
    this.#tags = parts.tags;
    this.#accountId = parts.accountId;
    this.#region = parts.region;
  }

  /** @throws AwsError InvalidSubnetID.NotFound */
  subnet(subnetId: string): Subnet {
    const subnet = this.#subnets.get(subnetId);
    if (!subnet) throw new AwsError("InvalidSubnetID.NotFound", `The subnet ID '${subnetId}' does not exist`);
    return subnet;
  }

  /** @throws AwsError InvalidGroup.NotFound */
  securityGroup(groupId: string): SecurityGroup {
    const group = this.#groups.get(groupId);
    if (!group) throw new AwsError("InvalidGroup.NotFound", `The security group '${groupId}' does not exist`);
    return group;
  }

  has(resourceId: string): boolean {
    return this.#vpcs.has(resourceId) || this.#subnets.has(resourceId) || this.#groups.has(resourceId);
  }

  freeAddresses(subnet: Subnet): number {
    return addressCount(subnet.cidr) - RESERVED_ADDRESSES - (this.#used.get(subnet.subnetId)?.size ?? 0);
  }

  /** A free address, drawn by chance; undefined when the subnet has none left. */
  takeAddress(subnet: Subnet): string | undefined {
    if (this.freeAddresses(subnet) <= 0) return undefined;
    let used = this.#used.get(subnet.subnetId);
    if (!used) this.#used.set(subnet.subnetId, (used = new Set()));
    const usable = addressCount(subnet.cidr) - RESERVED_ADDRESSES;
    let offset = 4 + Math.floor(this.#random() * usable);
    while (used.has(offset)) offset = offset + 1 < usable + 4 ? offset + 1 : 4;
    used.add(offset);
    return addressAt(subnet.cidr, offset);
  }

  releaseAddress(subnet: Subnet, address: string): void {
    this.#used.get(subnet.subnetId)?.delete(numberOf(address) - numberOf(subnet.cidr.split("/")[0]!));
  }

  readonly operations: OperationTable = {
    CreateVpc: (input, context) => {
      const vpc = { vpcId: longId(this.#random, "vpc"), cidr: text(input.CidrBlock ?? "10.0.0.0/16") };
      this.#vpcs.set(vpc.vpcId, vpc);
      this.#tags.apply(vpc.vpcId, "vpc", input.TagSpecifications as readonly TagSpecification[]);
      context.touched(vpc.vpcId);
      return { Vpc: this.#describeVpc(vpc) };
    },
    DescribeVpcs: (input) => {
      const ids = input.VpcIds as readonly string[] | undefined;
      const found = [...this.#vpcs.values()].filter(
        (vpc) =>
          (!ids || ids.includes(vpc.vpcId)) &&
          matchesFilters(
            input.Filters as readonly Filter[],
            { "vpc-id": vpc.vpcId, cidr: vpc.cidr, state: "available" },
            this.#tags.of(vpc.vpcId),
          ),
      );
      return { Vpcs: found.map((vpc) => this.#describeVpc(vpc)) };
    },
    CreateSubnet: (input, context) => {
      const zone = zoneOf(text(input.AvailabilityZone ?? ZONES[0].name)).name;
      const subnet: Subnet = {
        subnetId: longId(this.#random, "subnet"),
        vpcId: text(input.VpcId),
        cidr: text(input.CidrBlock),
        zone,
      };
      if (!this.#vpcs.has(subnet.vpcId))
        throw new AwsError("InvalidVpcID.NotFound", `The vpc ID '${subnet.vpcId}' does not exist`);
      this.#subnets.set(subnet.subnetId, subnet);
      this.#tags.apply(subnet.subnetId, "subnet", input.TagSpecifications as readonly TagSpecification[]);
      context.touched(subnet.subnetId);
      return { Subnet: this.#describeSubnet(subnet) };
    },
    DescribeSubnets: (input) => {
      const ids = input.SubnetIds as readonly string[] | undefined;
      for (const id of ids ?? []) this.subnet(id);
      const found = [...this.#subnets.values()].filter((subnet) => {
        const fields = {
          "subnet-id": subnet.subnetId,
          "vpc-id": subnet.vpcId,
          "availability-zone": subnet.zone,
          "availability-zone-id": zoneOf(subnet.zone).id,
          "cidr-block": subnet.cidr,
          state: "available",
        };
        return (
          (!ids || ids.includes(subnet.subnetId)) &&
          matchesFilters(input.Filters as readonly Filter[], fields, this.#tags.of(subnet.subnetId))
        );
      });
      const { page, nextToken } = pageOf(
        found,
        input.MaxResults as number | undefined,
        input.NextToken as string | undefined,
      );
      return { Subnets: page.map((subnet) => this.#describeSubnet(subnet)), NextToken: nextToken };
    },
    CreateSecurityGroup: (input, context) => {
      const group: SecurityGroup = {
        groupId: longId(this.#random, "sg"),
        groupName: text(input.GroupName),
        description: text(input.Description ?? ""),
        vpcId: text(input.VpcId ?? ""),
      };
      if (
        [...this.#groups.values()].some((other) => other.vpcId === group.vpcId && other.groupName === group.groupName)
      )
        throw new AwsError(
          "InvalidGroup.Duplicate",
          `The security group '${group.groupName}' already exists for VPC '${group.vpcId}'`,
        );
      this.#groups.set(group.groupId, group);
      this.#tags.apply(group.groupId, "security-group", input.TagSpecifications as readonly TagSpecification[]);
      context.touched(group.groupId);
      return { GroupId: group.groupId, Tags: this.#tags.list(group.groupId) };
    },
    DescribeSecurityGroups: (input) => {
      const ids = input.GroupIds as readonly string[] | undefined;
      for (const id of ids ?? []) this.securityGroup(id);
      const found = [...this.#groups.values()].filter((group) => {
        const fields = {
          "group-id": group.groupId,
          "group-name": group.groupName,
          "vpc-id": group.vpcId,
          description: group.description,
        };
        return (
          (!ids || ids.includes(group.groupId)) &&
          matchesFilters(input.Filters as readonly Filter[], fields, this.#tags.of(group.groupId))
        );
      });
      const { page, nextToken } = pageOf(
        found,
        input.MaxResults as number | undefined,
        input.NextToken as string | undefined,
      );
      return {
        SecurityGroups: page.map((group) => ({
          GroupId: group.groupId,
          GroupName: group.groupName,
          Description: group.description,
          VpcId: group.vpcId,
          OwnerId: this.#accountId,
          IpPermissions: [],
          IpPermissionsEgress: [],
          Tags: this.#tags.list(group.groupId),
        })),
        NextToken: nextToken,
      };
    },
    // Traffic is not simulated: rules are accepted for groups that exist.
    AuthorizeSecurityGroupIngress: (input) => ({ Return: this.securityGroup(text(input.GroupId)) !== undefined }),
    AuthorizeSecurityGroupEgress: (input) => ({ Return: this.securityGroup(text(input.GroupId)) !== undefined }),
  };

  #describeVpc(vpc: Vpc) {
    return {
      VpcId: vpc.vpcId,
      CidrBlock: vpc.cidr,
      State: "available",
      OwnerId: this.#accountId,
      InstanceTenancy: "default",
      IsDefault: false,
      Tags: this.#tags.list(vpc.vpcId),
    };
  }

  #describeSubnet(subnet: Subnet) {
    return {
      SubnetId: subnet.subnetId,
      SubnetArn: `arn:aws:ec2:${this.#region}:${this.#accountId}:subnet/${subnet.subnetId}`,
      VpcId: subnet.vpcId,
      CidrBlock: subnet.cidr,
      AvailabilityZone: subnet.zone,
      AvailabilityZoneId: zoneOf(subnet.zone).id,
      AvailableIpAddressCount: this.freeAddresses(subnet),
      State: "available",
      OwnerId: this.#accountId,
      MapPublicIpOnLaunch: false,
      DefaultForAz: false,
      Tags: this.#tags.list(subnet.subnetId),
    };
  }

  save(): unknown {
    return {
      vpcs: [...this.#vpcs.values()],
      subnets: [...this.#subnets.values()],
      groups: [...this.#groups.values()],
      used: [...this.#used].map(([id, offsets]) => [id, [...offsets]]),
    };
  }

  restore(saved: unknown): void {
    const state = saved as { vpcs: Vpc[]; subnets: Subnet[]; groups: SecurityGroup[]; used: [string, number[]][] };
    for (const vpc of state.vpcs) this.#vpcs.set(vpc.vpcId, vpc);
    for (const subnet of state.subnets) this.#subnets.set(subnet.subnetId, subnet);
    for (const group of state.groups) this.#groups.set(group.groupId, group);
    for (const [id, offsets] of state.used) this.#used.set(id, new Set(offsets));
  }
}

function addressCount(cidr: string): number {
  return 2 ** (32 - Number(cidr.split("/")[1] ?? "32"));
}

function numberOf(address: string): number {
  return address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
}

function addressAt(cidr: string, offset: number): string {
  const number = numberOf(cidr.split("/")[0]!) + offset;
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join(".");
}
