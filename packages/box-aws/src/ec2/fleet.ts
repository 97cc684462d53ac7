import { text } from "../service/text.ts";
import { AwsError, dryRunSucceeded } from "../service/aws-error.ts";
import type { OperationContext, Shape } from "../service/operation.ts";
import { longId, type Random, uuid } from "../service/seeded-random.ts";
import type { Capacity } from "./capacity.ts";
import type { VcpuQuota } from "./vcpu-quota.ts";
import type { InstanceRecord, Instances } from "./instances.ts";
import { decideLaunch, launchTags, type LaunchParts } from "./launch.ts";
import { assertUserDataFits, type LaunchTemplates, type LaunchTemplateSpecification } from "./launch-templates.ts";
import type { Prices } from "./prices.ts";
import type { Tags, TagSpecification } from "./tags.ts";

interface Override extends Shape {
  readonly InstanceType?: string;
  readonly SubnetId?: string;
  readonly AvailabilityZone?: string;
  readonly ImageId?: string;
  readonly Priority?: number;
  readonly MaxPrice?: string;
}

export interface FleetParts extends LaunchParts {
  readonly random: Random;
  readonly instances: Instances;
  readonly capacity: Capacity;
  readonly quota: VcpuQuota;
  readonly templates: LaunchTemplates;
  readonly prices: Prices;
  readonly tags: Tags;
}

/** One way to fill the fleet: a launch template with an override on top. */
interface Candidate {
  readonly specification: {
    readonly LaunchTemplateId: string;
    readonly LaunchTemplateName?: string;
    readonly Version: string;
  };
  readonly override: Override;
  readonly launch: (fleetId: string) => InstanceRecord | AwsError | "no-capacity" | "no-address";
  readonly zone: string;
  readonly pricePerHour: number;
  readonly order: number;
}

/** CreateFleet of type `instant`: fills what it can at once, and says for the rest why not. */
export function createFleet(input: Shape, parts: FleetParts, context: OperationContext): Shape {
  if (input.Type !== "instant")
    throw new AwsError(
      "UnsupportedOperation",
      `CreateFleet of type '${text(input.Type ?? "maintain")}' is not served by this simulation of AWS: use 'instant'.`,
    );
  const target = input.TargetCapacitySpecification as
    { TotalTargetCapacity?: number; DefaultTargetCapacityType?: string } | undefined;
  const wanted = target?.TotalTargetCapacity ?? 0;
  const capacityType = target?.DefaultTargetCapacityType === "spot" ? "spot" : "on-demand";
  const errors = new Map<string, Shape>();
  const fail = (candidate: Pick<Candidate, "specification" | "override">, code: string, message: string) =>
    errors.set(`${code}/${JSON.stringify(candidate.override)}`, {
      LaunchTemplateAndOverrides: {
        LaunchTemplateSpecification: candidate.specification,
        Overrides: candidate.override,
      },
      Lifecycle: capacityType,
      ErrorCode: code,
      ErrorMessage: message,
    });
  const candidates = candidatesOf(input, capacityType, parts, fail).toSorted(byStrategy(input, capacityType));
  if (input.DryRun === true) throw dryRunSucceeded();

  const fleetId = `fleet-${uuid(parts.random)}`;
  const launched = new Map<Candidate, string[]>();
  const exhausted = new Set<Candidate>();
  for (let count = 0; count < wanted; count++) {
    const filled = candidates.some((candidate) => {
      if (exhausted.has(candidate)) return false;
      const result = candidate.launch(fleetId);
      if (typeof result === "string" || result instanceof AwsError) {
        exhausted.add(candidate);
        const [code, message] =
          result instanceof AwsError
            ? [result.code, result.message]
            : result === "no-capacity"
              ? noCapacity(candidate, capacityType)
              : noAddress(candidate);
        fail(candidate, code, message);
        return false;
      }
      launched.set(candidate, [...(launched.get(candidate) ?? []), result.instanceId]);
      return true;
    });
    if (!filled) break;
  }
  parts.tags.apply(fleetId, "fleet", input.TagSpecifications as readonly TagSpecification[]);
  context.touched(...[...launched.values()].flat());
  return {
    FleetId: fleetId,
    Errors: [...errors.values()],
    Instances: [...launched].map(([candidate, InstanceIds]) => ({
      LaunchTemplateAndOverrides: {
        LaunchTemplateSpecification: candidate.specification,
        Overrides: candidate.override,
      },
      Lifecycle: capacityType,
      InstanceIds,
      InstanceType: candidate.override.InstanceType,
    })),
  };
}

function candidatesOf(
  input: Shape,
  capacityType: "on-demand" | "spot",
  parts: FleetParts,
  fail: (candidate: Pick<Candidate, "specification" | "override">, code: string, message: string) => void,
): Candidate[] {
  const candidates: Candidate[] = [];
  for (const config of (input.LaunchTemplateConfigs ?? []) as readonly {
    LaunchTemplateSpecification?: LaunchTemplateSpecification;
    Overrides?: readonly Override[];
  }[]) {
    const template = parts.templates.resolve(config.LaunchTemplateSpecification ?? {});
    assertUserDataFits(template.data);
    const specification = { LaunchTemplateId: template.id, Version: String(template.version) };
    for (const override of config.Overrides ?? [{}]) {
      const { Priority: _priority, MaxPrice: _maxPrice, ...placement } = override;
      const data = { ...template.data, ...placement };
      const reservationId = longId(parts.random, "r");
      try {
        const decision = decideLaunch(
          {
            data,
            capacityType,
            clientToken: input.ClientToken as string | undefined,
            launchTemplate: { id: template.id, version: template.version },
          },
          parts,
        );
        const { zone } = decision.subnet;
        const price =
          capacityType === "spot"
            ? parts.prices.spot(decision.instanceType, zone)
            : parts.prices.onDemand(decision.instanceType);
        if (capacityType === "spot" && price !== undefined && Number(override.MaxPrice ?? Infinity) < price)
          throw new AwsError(
            "SpotMaxPriceTooLow",
            `Your Spot request price of ${override.MaxPrice} is lower than the minimum required Spot request fulfillment price of ${price}.`,
          );
        candidates.push({
          specification,
          override: { ...override, InstanceType: decision.instanceType, AvailabilityZone: zone },
          zone,
          pricePerHour: price ?? Infinity,
          order: candidates.length,
          launch: (fleetId) => {
            if (parts.network.freeAddresses(decision.subnet) <= 0) return "no-address";
            const refusal = parts.quota.refusal(decision.instanceType, capacityType, parts.instances.all());
            if (refusal) return refusal;
            if (!parts.capacity.take(decision.instanceType, zone, capacityType)) return "no-capacity";
            const tags = launchTags(
              [template.data.TagSpecifications, input.TagSpecifications] as (readonly TagSpecification[] | undefined)[],
              template,
              fleetId,
            );
            return parts.instances.launch(decision, reservationId, tags) ?? "no-address";
          },
        });
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        fail({ specification, override }, error.code, error.message);
      }
    }
  }
  return candidates;
}

/** On-demand: lowest price, or priority; spot: the cheaper pools first (every pool is as deep here), or priority. */
function byStrategy(input: Shape, capacityType: "on-demand" | "spot"): (a: Candidate, b: Candidate) => number {
  const options = (capacityType === "spot" ? input.SpotOptions : input.OnDemandOptions) as
    { AllocationStrategy?: string } | undefined;
  const prioritized =
    options?.AllocationStrategy === "prioritized" || options?.AllocationStrategy === "capacity-optimized-prioritized";
  const priority = (candidate: Candidate) => (prioritized ? (candidate.override.Priority ?? Infinity) : 0);
  return (a, b) => compare(priority(a), priority(b)) || compare(a.pricePerHour, b.pricePerHour) || a.order - b.order;
}

const compare = (a: number, b: number) => (a < b ? -1 : a > b ? 1 : 0);

function noCapacity({ override, zone }: Candidate, capacityType: string): [string, string] {
  return capacityType === "spot"
    ? ["InsufficientInstanceCapacity", "There is no Spot capacity available that matches your request."]
    : [
        "InsufficientInstanceCapacity",
        `We currently do not have sufficient ${override.InstanceType} capacity in the Availability Zone you requested (${zone}). Our system will be working on provisioning additional capacity.`,
      ];
}

function noAddress({ override }: Candidate): [string, string] {
  return [
    "InsufficientFreeAddressesInSubnet",
    `There are not enough free addresses in subnet '${String(override.SubnetId ?? "")}' to satisfy the requested number of instances.`,
  ];
}
