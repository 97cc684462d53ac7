import type { Ec2InstanceType } from "./ec2-instance-type.ts";

/** Every instance type that the catalogue knows, by name in code unit order. */
export function ec2InstanceTypes(): readonly Ec2InstanceType[] {
  return [];
}

export function ec2InstanceType(name: string): Ec2InstanceType | undefined {
  return ec2InstanceTypes().find((type) => type.name === name);
}

/** On-demand Linux price in USD per hour; undefined where the type is not sold. Region factors are synthetic outside us-east-1. */
export function onDemandPricePerHour(_name: string, _region: string): number | undefined {
  return undefined;
}

/** Spot price in USD per hour at a time: a seeded walk per type and zone, synthetic. */
export function spotPricePerHour(_name: string, _zone: string, _atMs: number, _seed: number): number | undefined {
  return undefined;
}
