import type { Ec2InstanceType } from "./ec2-instance-type.ts";
import { COMPUTE_OPTIMIZED } from "./families/compute-optimized.ts";
import { expandFamily } from "./families/expand-family.ts";
import type { PricedType } from "./families/expand-family.ts";
import { parseFamilies } from "./families/family-table.ts";
import { GENERAL_PURPOSE } from "./families/general-purpose.ts";
import { MEMORY_OPTIMIZED } from "./families/memory-optimized.ts";
import { STORAGE_AND_ACCELERATED } from "./families/storage-and-accelerated.ts";
import { regionalPriceFactor } from "./prices/regional-price-factor.ts";
import { spotDiscountFactor } from "./prices/spot-walk.ts";

const TABLES = [GENERAL_PURPOSE, COMPUTE_OPTIMIZED, MEMORY_OPTIMIZED, STORAGE_AND_ACCELERATED];

let byName: ReadonlyMap<string, PricedType> | undefined;
let types: readonly Ec2InstanceType[] | undefined;

/** Made at first use: 1 345 types take a few milliseconds. */
function catalogue(): ReadonlyMap<string, PricedType> {
  byName ??= new Map(
    TABLES.flatMap(parseFamilies)
      .flatMap(expandFamily)
      .sort((a, b) => (a.type.name < b.type.name ? -1 : 1))
      .map((priced) => [priced.type.name, priced]),
  );
  return byName;
}

/** Every instance type that the catalogue knows, by name in code unit order. */
export function ec2InstanceTypes(): readonly Ec2InstanceType[] {
  types ??= [...catalogue().values()].map((priced) => priced.type);
  return types;
}

export function ec2InstanceType(name: string): Ec2InstanceType | undefined {
  return catalogue().get(name)?.type;
}

/** On-demand Linux price in USD per hour; undefined where the type is not sold. Region factors are synthetic outside us-east-1. */
export function onDemandPricePerHour(name: string, region: string): number | undefined {
  const usdPerHour = catalogue().get(name)?.usdPerHour;
  return usdPerHour === undefined ? undefined : round(usdPerHour * regionalPriceFactor(region));
}

/**
 * Spot price in USD per hour at a time: a seeded walk per type and zone, synthetic. Undefined where the type has no spot market.
 * @param zone such as `us-east-1a`; its region is the zone without the letter.
 */
export function spotPricePerHour(name: string, zone: string, atMs: number, seed: number): number | undefined {
  if (!ec2InstanceType(name)?.supportedUsageClasses.includes("spot")) return undefined;
  const onDemand = onDemandPricePerHour(name, zone.replace(/[a-z]$/, ""));
  return onDemand === undefined ? undefined : round(onDemand * spotDiscountFactor(`${name}/${zone}`, atMs, seed));
}

function round(usdPerHour: number): number {
  return Number(usdPerHour.toFixed(5));
}
