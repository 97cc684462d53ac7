import type { Shape } from "../service/operation.ts";
import { type Permission, tagRecord } from "../service/service.ts";
import { text } from "../service/text.ts";
import { tagsFor } from "./launch.ts";
import type { LaunchTemplates, LaunchTemplateSpecification } from "./launch-templates.ts";
import { resourceTypeOf, type Tag, type Tags, type TagSpecification } from "./tags.ts";

export interface Ec2PermissionsParts {
  readonly accountId: string;
  readonly region: string;
  readonly tags: Tags;
  readonly templates: LaunchTemplates;
  /** The role in an instance profile, if there is one. */
  readonly roleArnOf: (profileNameOrArn: string) => string | undefined;
}

/** Types of resources that a launch creates; each is judged with the tags that it would get. */
const LAUNCHED = ["instance", "volume", "network-interface"] as const;

/** What EC2's operations need, resource by resource (service authorization reference, "Actions defined by Amazon EC2"). */
export function ec2Permissions(
  parts: Ec2PermissionsParts,
): (operation: string, input: Shape) => readonly Permission[] | undefined {
  const arn = (type: string, id: string) => {
    const account = type === "image" ? "" : parts.accountId;
    return `arn:aws:ec2:${parts.region}:${account}:${type}/${id}`;
  };
  const existing = (id: string): Permission => ({
    resource: arn(resourceTypeOf(id), id),
    resourceTags: parts.tags.record(id),
  });
  /** A resource that the call would make. */
  const made = (type: string, specifications: readonly (readonly TagSpecification[] | undefined)[]): Permission => {
    const tags = tagRecord(tagsFor(type, ...specifications));
    return { resource: arn(type, "*"), requestTags: tags, resourceTags: tags };
  };
  /** The right to tag what is made, for every type that gets tags. */
  const taggedAtCreation = (operation: string, given: readonly (readonly TagSpecification[] | undefined)[]) =>
    [...new Set(given.flatMap((list) => (list ?? []).map((each) => each.ResourceType ?? "")))].map(
      (type): Permission => ({
        ...made(type, given),
        action: "ec2:CreateTags",
        context: { "ec2:CreateAction": operation },
      }),
    );

  const profileArn = (name: string) => `arn:aws:iam::${parts.accountId}:instance-profile/${name}`;

  function template(specification: LaunchTemplateSpecification | undefined) {
    if (!specification) return undefined;
    try {
      return parts.templates.resolve(specification);
    } catch {
      // The operation itself says that there is none.
      return undefined;
    }
  }

  /** Launching: the right to run instances on everything that takes part, to tag what is made and to pass on the role. */
  function launch(operation: string, data: Shape, templateId: string | undefined, own: unknown): readonly Permission[] {
    const given = [data.TagSpecifications, own] as (readonly TagSpecification[] | undefined)[];
    const interfaces = (data.NetworkInterfaces ?? []) as readonly { SubnetId?: string; Groups?: readonly string[] }[];
    const ids = new Set([
      ...[data.ImageId, data.SubnetId, templateId, ...interfaces.map((each) => each.SubnetId)].map(text),
      ...((data.SecurityGroupIds ?? []) as readonly string[]),
      ...interfaces.flatMap((each) => each.Groups ?? []),
    ]);
    const profile = data.IamInstanceProfile as { Arn?: string; Name?: string } | undefined;
    const profileName = profile?.Arn ?? profile?.Name ?? "";
    const role = parts.roleArnOf(profileName);
    const run = {
      action: "ec2:RunInstances",
      context: {
        ...launchContext(data),
        "ec2:InstanceProfile": profile?.Arn ?? (profileName === "" ? undefined : profileArn(profileName)),
        "ec2:LaunchTemplate": templateId === undefined ? undefined : arn("launch-template", templateId),
      },
    };
    return [
      ...LAUNCHED.map((type) => ({ ...made(type, given), ...run })),
      ...[...ids].filter((id) => id !== "").map((id) => ({ ...existing(id), ...run })),
      ...taggedAtCreation(operation, given),
      ...(role === undefined
        ? []
        : [{ action: "iam:PassRole", resource: role, context: { "iam:PassedToService": "ec2.amazonaws.com" } }]),
    ];
  }

  return (operation, input) => {
    const own = input.TagSpecifications as readonly TagSpecification[] | undefined;
    switch (operation) {
      case "RunInstances": {
        const found = template(input.LaunchTemplate as LaunchTemplateSpecification | undefined);
        const { TagSpecifications: _own, ...direct } = input;
        return launch(operation, { ...found?.data, ...direct }, found?.id, own);
      }
      case "CreateFleet": {
        const configs = (input.LaunchTemplateConfigs ?? []) as readonly {
          LaunchTemplateSpecification?: LaunchTemplateSpecification;
          Overrides?: readonly Shape[];
        }[];
        const target = input.TargetCapacitySpecification as { DefaultTargetCapacityType?: string } | undefined;
        const InstanceMarketOptions = { MarketType: target?.DefaultTargetCapacityType };
        const launches = configs.flatMap((config) => {
          const found = template(config.LaunchTemplateSpecification);
          const types = (config.Overrides ?? []).flatMap(({ InstanceType }) => InstanceType ?? []);
          const InstanceType = types.length > 0 ? types : found?.data.InstanceType;
          const places = new Map(
            (config.Overrides ?? [{}]).map(({ ImageId, SubnetId }) => [
              `${text(ImageId)} ${text(SubnetId)}`,
              { ...(ImageId ? { ImageId } : {}), ...(SubnetId ? { SubnetId } : {}) },
            ]),
          );
          return [...places.values()].flatMap((place) =>
            launch(operation, { ...found?.data, InstanceType, InstanceMarketOptions, ...place }, found?.id, own),
          );
        });
        return distinct([made("fleet", [own]), ...launches]);
      }
      case "CreateLaunchTemplate":
        return [made("launch-template", [own]), ...taggedAtCreation(operation, [own])];
      case "CreateLaunchTemplateVersion":
      case "DeleteLaunchTemplate": {
        const found = template(input);
        return found && [existing(found.id)];
      }
      case "TerminateInstances":
        return ((input.InstanceIds ?? []) as readonly string[]).map(existing);
      case "GetConsoleOutput":
        return [existing(text(input.InstanceId))];
      case "CreateTags":
      case "DeleteTags":
        return ((input.Resources ?? []) as readonly string[]).map((id) => ({
          ...existing(id),
          requestTags: tagRecord(input.Tags as readonly Tag[] | undefined),
        }));
      default:
        return own ? [made(own[0]?.ResourceType ?? "", [own]), ...taggedAtCreation(operation, [own])] : undefined;
    }
  };
}

/** Condition keys of a launch. A fleet may start any of its types: one that a policy allows is enough. */
function launchContext(data: Shape): Readonly<Record<string, string | readonly string[] | undefined>> {
  const market = data.InstanceMarketOptions as { MarketType?: string } | undefined;
  const placement = data.Placement as { AvailabilityZone?: string; Tenancy?: string } | undefined;
  const metadata = data.MetadataOptions as { HttpTokens?: string; HttpPutResponseHopLimit?: number } | undefined;
  return {
    "ec2:InstanceType": data.InstanceType as string | readonly string[] | undefined,
    "ec2:InstanceMarketType": market?.MarketType === "spot" ? "spot" : "on-demand",
    "ec2:AvailabilityZone": placement?.AvailabilityZone,
    "ec2:Tenancy": placement?.Tenancy ?? "default",
    "ec2:MetadataHttpTokens": metadata?.HttpTokens,
    "ec2:MetadataHttpPutResponseHopLimit": metadata?.HttpPutResponseHopLimit?.toString(),
  };
}

/** A fleet asks for the same things once per override. */
function distinct(permissions: readonly Permission[]): readonly Permission[] {
  return [...new Map(permissions.map((each) => [`${each.action ?? ""} ${each.resource ?? ""}`, each])).values()];
}
