import { AwsError } from "../service/aws-error.ts";
import type { Shape } from "../service/operation.ts";
import { text } from "../service/text.ts";
import type { ImageCatalogue } from "./images.ts";
import { instanceType, isOffered } from "./instance-types.ts";
import type { LaunchDecision } from "./instances.ts";
import type { Network } from "./network.ts";
import type { Tag, TagSpecification } from "./tags.ts";

/** What RunInstances or a launch template (with a fleet's override on top) asks for. */
export interface LaunchRequest {
  readonly data: Shape;
  readonly capacityType: "on-demand" | "spot";
  readonly clientToken: string | undefined;
  readonly launchTemplate: { readonly id: string; readonly version: number } | undefined;
}

export interface LaunchParts {
  readonly images: ImageCatalogue;
  readonly network: Network;
  /** Finds an instance profile. @throws AwsError as EC2 words it. */
  readonly profile: (nameOrArn: string) => { readonly arn: string; readonly roleArn: string | undefined };
}

/** Checks a launch as EC2 does, before anything is started. @throws AwsError */
export function decideLaunch(request: LaunchRequest, parts: LaunchParts): LaunchDecision {
  const { data } = request;
  const type = instanceType(text(data.InstanceType ?? "m1.small"));
  const imageId = data.ImageId as string | undefined;
  if (!imageId) throw new AwsError("MissingParameter", "The request must contain the parameter ImageId");
  const ami = parts.images.require(imageId);
  if (ami.architecture !== type.architecture)
    throw new AwsError(
      "InvalidParameterValue",
      `The architecture '${type.architecture}' of the specified instance type does not match the architecture '${ami.architecture}' of the specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.`,
    );
  const interfaces = (data.NetworkInterfaces ?? []) as readonly { SubnetId?: string; Groups?: readonly string[] }[];
  const subnetId = (data.SubnetId as string | undefined) ?? interfaces[0]?.SubnetId;
  if (!subnetId) throw new AwsError("MissingInput", "No subnets found for the default VPC. Please specify a subnet.");
  const subnet = parts.network.subnet(subnetId);
  if (!isOffered(type, subnet.zone))
    throw new AwsError(
      "Unsupported",
      `Your requested instance type (${type.name}) is not supported in your requested Availability Zone (${subnet.zone}).`,
    );
  const groups = interfaces[0]?.Groups ?? (data.SecurityGroupIds as readonly string[] | undefined) ?? [];
  for (const id of groups) {
    if (parts.network.securityGroup(id).vpcId !== subnet.vpcId)
      throw new AwsError(
        "InvalidParameter",
        `Security group ${id} and subnet ${subnetId} belong to different networks.`,
      );
  }
  const wanted = data.IamInstanceProfile as { Arn?: string; Name?: string } | undefined;
  const profileName = wanted?.Arn ?? wanted?.Name;
  const profile = profileName === undefined ? undefined : parts.profile(profileName);
  const mappings = (data.BlockDeviceMappings ?? []) as readonly {
    DeviceName?: string;
    Ebs?: { VolumeSize?: number };
  }[];
  // Bottlerocket keeps itself on the root volume and everything of the pods on the second one.
  const device = ami.dataDeviceName ?? ami.rootDeviceName;
  const root =
    mappings.find((mapping) => mapping.DeviceName === device) ?? (ami.dataDeviceName ? undefined : mappings[0]);
  return {
    instanceType: type.name,
    imageId,
    subnet,
    securityGroupIds: groups,
    capacityType: request.capacityType,
    userData: (data.UserData as string | undefined) ?? "",
    profileArn: profile?.arn,
    roleArn: profile?.roleArn,
    rootVolumeGiB: root?.Ebs?.VolumeSize ?? (ami.dataDeviceName ? 20 : ami.rootVolumeGiB),
    rootDeviceName: ami.rootDeviceName,
    architecture: type.architecture,
    clientToken: request.clientToken,
    launchTemplate: request.launchTemplate,
  };
}

/** Tags of what a launch creates, by type of resource. */
export type LaunchTags = Readonly<
  Record<"instance" | "volume" | "network-interface" | "spot-instances-request", readonly Tag[]>
>;

/**
 * What the launch template and the request say, and on the instance what EC2 adds itself.
 * @param specifications in rising order of weight.
 */
export function launchTags(
  specifications: readonly (readonly TagSpecification[] | undefined)[],
  launchTemplate: { readonly id: string; readonly version: number } | undefined,
  fleetId?: string,
): LaunchTags {
  const own = [
    ...(launchTemplate
      ? [
          { Key: "aws:ec2launchtemplate:id", Value: launchTemplate.id },
          { Key: "aws:ec2launchtemplate:version", Value: String(launchTemplate.version) },
        ]
      : []),
    ...(fleetId === undefined ? [] : [{ Key: "aws:ec2:fleet-id", Value: fleetId }]),
  ];
  return {
    instance: [...tagsFor("instance", ...specifications), ...own],
    volume: tagsFor("volume", ...specifications),
    "network-interface": tagsFor("network-interface", ...specifications),
    "spot-instances-request": tagsFor("spot-instances-request", ...specifications),
  };
}

/** Tags for one type of resource; a later specification wins on equal keys. */
export function tagsFor(
  type: string,
  ...specifications: readonly (readonly TagSpecification[] | undefined)[]
): readonly Tag[] {
  const tags = new Map<string, Tag>();
  for (const list of specifications) {
    for (const specification of list ?? []) {
      if (specification.ResourceType !== type) continue;
      for (const tag of specification.Tags ?? []) tags.set(tag.Key ?? "", tag);
    }
  }
  return [...tags.values()];
}
