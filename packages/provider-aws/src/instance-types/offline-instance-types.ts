import { ec2InstanceTypes, spotPricePerHour, zonesOffering } from "@inlay/ec2-catalogue";
import type { InstanceType } from "@inlay/planner";
import { systemClock, type EC2NodeClass } from "@inlay/resources";
import { UnavailableOfferings } from "../offerings/unavailable-offerings.ts";
import { parseProviderOptions } from "../options/provider-options.ts";
import { PriceBook } from "../pricing/price-book.ts";
import { factsOfCatalogue } from "./catalogue-facts.ts";
import { DiscoveredCapacity } from "./discovered-capacity.ts";
import { InstanceTypes } from "./instance-types.ts";

const SPOT_SEED = 1;

/**
 * The instance types of a node class without asking AWS: hardware and on-demand prices of the catalogue, its synthetic spot prices at
 * `atMs`, the settings' defaults, and capacity for everything. The class needs subnets in its status.
 * @throws InstanceTypesUnknown when the class has no subnets.
 */
export function offlineInstanceTypes(nodeClass: EC2NodeClass, region: string, atMs: number): readonly InstanceType[] {
  const zones = [...new Set((nodeClass.status?.subnets ?? []).map(({ zone }) => zone))].sort();
  const types = new Map(ec2InstanceTypes().map((type) => [type.name, factsOfCatalogue(type)]));
  const offered = new Map([...types.keys()].map((name) => [name, zonesOffering(name, zones)]));
  const prices = new PriceBook(region);
  prices.updateSpot(new Map([...offered].map(([name, places]) => [name, spotPricesOf(name, places, atMs)])));
  return new InstanceTypes(
    { version: 1, types, allZones: zones, isOffered: (name, zone) => offered.get(name)?.includes(zone) ?? false },
    prices,
    new UnavailableOfferings(systemClock),
    new DiscoveredCapacity(systemClock),
    { ...parseProviderOptions({ "cluster-name": "offline" }, {}), region },
  )
    .list(nodeClass)
    .map(({ instanceType }) => instanceType);
}

function spotPricesOf(name: string, zones: readonly string[], atMs: number): ReadonlyMap<string, number> {
  const prices = zones.map((zone) => [zone, spotPricePerHour(name, zone, atMs, SPOT_SEED)] as const);
  return new Map(prices.filter((entry): entry is readonly [string, number] => entry[1] !== undefined));
}
