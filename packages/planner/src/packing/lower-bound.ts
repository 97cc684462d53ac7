import { hasBit, membersOf } from "../instance-types/bitset.ts";
import type { OpenClaim } from "../simulation/open-claim.ts";
import type { World } from "../simulation/world.ts";
import { resourcePrices, type Offer } from "./resource-prices.ts";

/**
 * What the pods of the claims cost at least on new nodes: the optimum when nodes of any type that the claims' pools offer could be
 * bought in fractions and pods cut to fit, each type at its lowest price. USD per hour.
 */
export function lowerBound(world: World, claims: readonly OpenClaim[]): number {
  const demand = new Float64Array(world.axis.names.length);
  for (const { requests } of claims) requests.forEach((amount, resource) => (demand[resource]! += amount));
  const offers = new Map<string, Offer>();
  for (const pool of new Set(claims.map((claim) => claim.pool))) {
    const { catalogue, template, types } = pool;
    const { prices } = catalogue.priceList(template);
    for (const type of membersOf(types)) {
      const group = pool.daemonGroups.find((each) => hasBit(each.types, type));
      const amounts = catalogue.allocatable[type]!.map((amount, r) => Math.max(0, amount - (group?.overhead[r] ?? 0)));
      offers.set(`${pool.index}/${type}`, { amounts, price: prices[type]! });
    }
  }
  return resourcePrices(demand, [...offers.values()]).bound;
}
