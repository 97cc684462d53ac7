import { ec2InstanceTypes, onDemandPricePerHour, spotPricePerHour } from "@inlay/ec2-catalogue";
import type { OperationTable } from "../service/operation.ts";
import { pageOf } from "../service/paging.ts";
import type { Clock } from "../time/clock.ts";
import { isOffered } from "./instance-types.ts";
import { type Filter, matchesFilters } from "./filters.ts";
import { ZONES, zoneOf } from "./zones.ts";

/** Prices in USD per hour: the catalogue's, unless the box has set another. */
export class Prices {
  readonly #overrides = new Map<string, number>();
  readonly #clock: Clock;
  readonly #region: string;
  readonly #seed: number;

  constructor(clock: Clock, region: string, seed: number) {
    this.#clock = clock;
    this.#region = region;
    this.#seed = seed;
  }

  /** @param price undefined: the catalogue's again. */
  set(type: string, capacityType: "on-demand" | "spot", price: number | undefined, zone?: string): void {
    for (const key of capacityType === "spot" ? this.#spotKeys(type, zone) : [`on-demand:${type}`]) {
      if (price === undefined) this.#overrides.delete(key);
      else this.#overrides.set(key, price);
    }
  }

  #spotKeys(type: string, zone: string | undefined): string[] {
    return (zone === undefined ? ZONES.map((each) => each.name) : [zone]).map((each) => `spot:${type}:${each}`);
  }

  onDemand(type: string): number | undefined {
    return this.#overrides.get(`on-demand:${type}`) ?? onDemandPricePerHour(type, this.#region);
  }

  spot(type: string, zone: string): number | undefined {
    return this.#overrides.get(`spot:${type}:${zone}`) ?? spotPricePerHour(type, zone, this.#clock.now(), this.#seed);
  }

  readonly operations: OperationTable = {
    DescribeSpotPriceHistory: (input) => {
      const names = input.InstanceTypes as readonly string[] | undefined;
      const product = ((input.ProductDescriptions as readonly string[] | undefined) ?? ["Linux/UNIX"])[0];
      const found = ec2InstanceTypes()
        .filter((type) => type.supportedUsageClasses.includes("spot") && (!names || names.includes(type.name)))
        .flatMap((type) =>
          ZONES.filter(
            (zone) => isOffered(type, zone.name) && (!input.AvailabilityZone || input.AvailabilityZone === zone.name),
          ).map((zone) => ({
            InstanceType: type.name,
            AvailabilityZone: zone.name,
            AvailabilityZoneId: zoneOf(zone.name).id,
            ProductDescription: product,
            SpotPrice: this.spot(type.name, zone.name)?.toFixed(6),
            Timestamp: new Date(this.#clock.now()),
          })),
        )
        .filter((price) => price.SpotPrice !== undefined)
        .filter((price) =>
          matchesFilters(
            input.Filters as readonly Filter[],
            {
              "availability-zone": price.AvailabilityZone,
              "instance-type": price.InstanceType,
              "product-description": price.ProductDescription,
              "spot-price": price.SpotPrice,
            },
            new Map(),
          ),
        );
      const { page, nextToken } = pageOf(
        found,
        (input.MaxResults as number | undefined) ?? 1000,
        input.NextToken as string | undefined,
      );
      return { SpotPriceHistory: page, NextToken: nextToken ?? "" };
    },
  };

  save(): unknown {
    return [...this.#overrides];
  }

  restore(saved: unknown): void {
    for (const [key, price] of saved as [string, number][]) this.#overrides.set(key, price);
  }
}
