import type { CapacityType, Offering } from "@inlay/planner";
import type { NodeClaim, RequirementWithMinValues, ResourceAmounts } from "@inlay/resources";
import {
  amountsOf,
  firstShortage,
  LABEL_CAPACITY_TYPE,
  LABEL_INSTANCE_TYPE,
  LABEL_ZONE,
  LABEL_ZONE_ID,
  satisfiesRequirement,
} from "@inlay/resources";
import type { ResolvedInstanceType } from "../instance-types/instance-types.ts";
import {
  RESOURCE_AMD_GPU,
  RESOURCE_GAUDI,
  RESOURCE_NEURON,
  RESOURCE_NEURON_CORE,
  RESOURCE_NVIDIA_GPU,
} from "../labels/aws-names.ts";
import { compatible } from "../labels/label-values.ts";

/** A type with the offerings that a claim may be launched from, cheapest first. */
export interface LaunchCandidate {
  readonly type: ResolvedInstanceType;
  readonly offerings: readonly Offering[];
}

/** EC2 is offered at most so many types: what the reference page's log shows. */
const MAX_TYPES = 60;

const EXOTIC_RESOURCES = [
  RESOURCE_NVIDIA_GPU,
  RESOURCE_AMD_GPU,
  RESOURCE_NEURON,
  RESOURCE_NEURON_CORE,
  RESOURCE_GAUDI,
] as const;

/**
 * Types and offerings that a claim may be launched from, cheapest first: compatible, big enough, available; not exotic and not a spot
 * market above on-demand prices, unless nothing else is left. Empty: nothing that the claim allows can be had right now.
 */
export function launchCandidates(
  nodeClaim: NodeClaim,
  types: readonly ResolvedInstanceType[],
): readonly LaunchCandidate[] {
  const { requirements } = nodeClaim.spec;
  const requests = amountsOf(nodeClaim.spec.resources?.requests, "spec.resources.requests");
  const hasMinValues = requirements.some((requirement) => requirement.minValues !== undefined);
  let candidates = compatibleCandidates(requirements, requests, types);
  if (!hasMinValues) candidates = withoutDearSpot(withoutExotic(candidates));
  return [...candidates].sort(compareCandidates).slice(0, MAX_TYPES);
}

/** Distinct values fewer than a requirement's minValues: the requirement, or undefined when all hold. */
export function brokenMinValues(
  requirements: readonly RequirementWithMinValues[],
  candidates: readonly LaunchCandidate[],
): RequirementWithMinValues | undefined {
  return requirements.find(({ key, minValues }) => {
    if (minValues === undefined) return false;
    const values = new Set(
      candidates.flatMap(({ type }) =>
        key === LABEL_INSTANCE_TYPE ? [type.facts.name] : (type.labels.get(key) ?? []),
      ),
    );
    return values.size < minValues;
  });
}

/** Spot where the claim allows it and some is available, else on-demand. */
export function chooseCapacityType(candidates: readonly LaunchCandidate[]): "on-demand" | "spot" {
  return candidates.some(({ offerings }) => offerings.some((offering) => offering.capacityType === "spot"))
    ? "spot"
    : "on-demand";
}

/** Candidates cut to one way of buying. */
export function ofCapacityType(
  candidates: readonly LaunchCandidate[],
  capacityType: CapacityType,
): readonly LaunchCandidate[] {
  return candidates
    .map(({ type, offerings }) => ({
      type,
      offerings: offerings.filter((offering) => offering.capacityType === capacityType),
    }))
    .filter(({ offerings }) => offerings.length > 0);
}

function compatibleCandidates(
  requirements: readonly RequirementWithMinValues[],
  requests: ResourceAmounts,
  types: readonly ResolvedInstanceType[],
): readonly LaunchCandidate[] {
  return types.flatMap((type) => {
    if (!compatible(requirements, type.labels) || firstShortage(requests, type.allocatable) !== undefined) return [];
    const offerings = type.instanceType.offerings
      .filter((offering) => offering.available && offeringAllowed(requirements, offering))
      .sort((a, b) => a.pricePerHour - b.pricePerHour);
    return offerings.length > 0 ? [{ type, offerings }] : [];
  });
}

function offeringAllowed(requirements: readonly RequirementWithMinValues[], offering: Offering): boolean {
  const labels = new Map<string, readonly string[]>([
    [LABEL_ZONE, [offering.zone]],
    [LABEL_CAPACITY_TYPE, [offering.capacityType]],
  ]);
  const zoneId = offering.labels?.[LABEL_ZONE_ID];
  if (zoneId !== undefined) labels.set(LABEL_ZONE_ID, [zoneId]);
  return compatible(requirements, labels);
}

/** Bare metal and machines with accelerators are for those that leave nothing else. */
function withoutExotic(candidates: readonly LaunchCandidate[]): readonly LaunchCandidate[] {
  const plain = candidates.filter(({ type }) => !isExotic(type));
  return plain.length > 0 ? plain : candidates;
}

function isExotic({ facts, instanceType }: ResolvedInstanceType): boolean {
  const size = facts.name.split(".")[1] ?? "";
  return size.includes("metal") || EXOTIC_RESOURCES.some((resource) => (instanceType.capacity[resource] ?? 0) > 0);
}

/** With both ways of buying at hand, spot markets that are dearer than the cheapest on-demand offering are left out. */
function withoutDearSpot(candidates: readonly LaunchCandidate[]): readonly LaunchCandidate[] {
  const prices = (capacityType: CapacityType) =>
    candidates.flatMap(({ offerings }) =>
      offerings.filter((offering) => offering.capacityType === capacityType).map((offering) => offering.pricePerHour),
    );
  const onDemand = prices("on-demand");
  if (onDemand.length === 0 || prices("spot").length === 0) return candidates;
  const cheapestOnDemand = Math.min(...onDemand);
  return candidates
    .map(({ type, offerings }) => ({
      type,
      offerings: offerings.filter(
        (offering) => offering.capacityType !== "spot" || offering.pricePerHour <= cheapestOnDemand,
      ),
    }))
    .filter(({ offerings }) => offerings.length > 0);
}

function compareCandidates(a: LaunchCandidate, b: LaunchCandidate): number {
  const price = (a.offerings[0]?.pricePerHour ?? Infinity) - (b.offerings[0]?.pricePerHour ?? Infinity);
  return price !== 0 ? price : a.type.facts.name < b.type.facts.name ? -1 : 1;
}

/** Tenancy that the claim allows: the default one first. */
export function chooseTenancy(
  requirements: readonly RequirementWithMinValues[],
  tenancyLabel: string,
): "default" | "dedicated" {
  return requirements.every(
    (requirement) => requirement.key !== tenancyLabel || satisfiesRequirement(requirement, "default"),
  )
    ? "default"
    : "dedicated";
}
