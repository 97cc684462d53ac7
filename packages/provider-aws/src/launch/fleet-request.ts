import { createHash } from "node:crypto";
import type {
  CreateFleetRequest,
  FleetLaunchTemplateConfigRequest,
  FleetLaunchTemplateOverridesRequest,
} from "@inlay/aws";
import type { NodeClaim, StringMap } from "@inlay/resources";
import { ANNOTATION_MIN_VALUES_RELAXED } from "@inlay/resources";
import type { SubnetChoice } from "../network/subnets.ts";
import { tagList } from "../launch-template/tags.ts";
import { TAG_NODECLAIM, TAG_NODECLAIM_UID } from "../labels/aws-names.ts";
import type { LaunchCandidate } from "./select-types.ts";

/** Types that one launch template serves. */
export interface TemplateGroup {
  readonly templateName: string;
  readonly imageId: string;
  readonly candidates: readonly LaunchCandidate[];
}

/** One launch template with the offerings to try, each type and zone once. */
export function fleetConfig(
  { templateName, imageId, candidates }: TemplateGroup,
  subnets: ReadonlyMap<string, SubnetChoice>,
): FleetLaunchTemplateConfigRequest | undefined {
  const overrides = new Map<string, FleetLaunchTemplateOverridesRequest>();
  for (const { type, offerings } of candidates)
    for (const { zone, pricePerHour } of offerings) {
      const subnet = subnets.get(zone);
      const key = `${type.facts.name}/${zone}`;
      if (!subnet || overrides.has(key)) continue;
      overrides.set(key, {
        InstanceType: type.facts.name as FleetLaunchTemplateOverridesRequest["InstanceType"],
        SubnetId: subnet.id,
        ImageId: imageId,
        AvailabilityZone: zone,
        Priority: pricePerHour,
      });
    }
  if (overrides.size === 0) return undefined;
  return {
    LaunchTemplateSpecification: { LaunchTemplateName: templateName, Version: "$Latest" },
    Overrides: [...overrides.values()],
  };
}

/** The request for one claim's instance. Fleets are per claim: then EC2's own idempotency guards each of them. */
export function fleetRequest(input: {
  readonly nodeClaim: NodeClaim;
  readonly configs: readonly FleetLaunchTemplateConfigRequest[];
  readonly capacityType: "on-demand" | "spot";
  readonly context: string | undefined;
  readonly tags: StringMap;
  readonly clientToken: string;
}): CreateFleetRequest {
  const { nodeClaim, capacityType, tags } = input;
  const instanceTags = {
    ...tags,
    [TAG_NODECLAIM]: nodeClaim.metadata.name,
    [TAG_NODECLAIM_UID]: nodeClaim.metadata.uid,
  };
  const context =
    nodeClaim.metadata.annotations?.[ANNOTATION_MIN_VALUES_RELAXED] === "true" ? undefined : input.context;
  return {
    Type: "instant",
    ClientToken: input.clientToken,
    ...(context ? { Context: context } : {}),
    LaunchTemplateConfigs: [...input.configs],
    TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: capacityType },
    ...(capacityType === "spot"
      ? { SpotOptions: { AllocationStrategy: "price-capacity-optimized" } }
      : { OnDemandOptions: { AllocationStrategy: "lowest-price" } }),
    TagSpecifications: [
      { ResourceType: "instance", Tags: tagList(instanceTags) },
      { ResourceType: "volume", Tags: tagList(tags) },
      { ResourceType: "fleet", Tags: tagList(tags) },
    ],
  };
}

/** Equal for every try of the same attempt, also after a crash: EC2 answers them with the same instance. */
export function clientTokenOf(nodeClaimUid: string, attempt: number): string {
  return createHash("sha256").update(`${nodeClaimUid}/${attempt}`).digest("hex");
}
