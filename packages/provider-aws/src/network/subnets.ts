import type { AwsClients, Filter, Subnet } from "@inlay/aws";
import { everyPage } from "@inlay/aws";
import type { Clock, EC2NodeClass } from "@inlay/resources";
import { ExpiringMap } from "../caching/expiring-map.ts";
import { tagFilters } from "./selector-filters.ts";

const PAGE_SIZE = 500;
const SHORTEST_ADDRESS_LIFETIME_MS = 5 * 60_000;
const ADDRESS_LIFETIME_MARGIN_MS = 4 * 60_000;

export interface SubnetFacts {
  readonly id: string;
  readonly zone: string;
  readonly zoneId: string | undefined;
  readonly availableAddresses: number;
}

/** A subnet that a launch may use, with the addresses it will take off it. */
export interface SubnetChoice {
  readonly id: string;
  readonly zone: string;
  readonly zoneId: string | undefined;
}

/** Finds a node class's subnets and spreads launches over them by free addresses. */
export class Subnets {
  readonly #aws: AwsClients;
  readonly #found: ExpiringMap<readonly SubnetFacts[]>;
  /** Free addresses as EC2 said last. */
  readonly #free: ExpiringMap<number>;
  /** Addresses that launches since then are expected to take. */
  readonly #inFlight = new Map<string, number>();

  constructor(aws: AwsClients, clock: Clock, refreshIntervalMs: number) {
    this.#aws = aws;
    this.#found = new ExpiringMap(clock, refreshIntervalMs);
    this.#free = new ExpiringMap(
      clock,
      Math.max(SHORTEST_ADDRESS_LIFETIME_MS, refreshIntervalMs + ADDRESS_LIFETIME_MARGIN_MS),
    );
  }

  /** Subnets that the selector terms match, those with most free addresses first. Cached for the refresh interval. */
  async find(nodeClass: EC2NodeClass, signal: AbortSignal): Promise<readonly SubnetFacts[]> {
    const key = `${nodeClass.metadata.uid}-${nodeClass.metadata.generation ?? 0}`;
    const cached = this.#found.get(key);
    if (cached) return cached;
    const byId = new Map<string, SubnetFacts>();
    const queries = queriesOf(nodeClass);
    for (const subnets of await Promise.all(queries.map((filters) => this.#describe(filters, signal))))
      for (const subnet of subnets) byId.set(subnet.id, subnet);
    const found = [...byId.values()].sort(
      (a, b) => b.availableAddresses - a.availableAddresses || (a.id < b.id ? -1 : 1),
    );
    for (const subnet of found) {
      this.#free.set(subnet.id, subnet.availableAddresses);
      this.#inFlight.delete(subnet.id);
    }
    // Nothing found is looked for again: somebody may be about to correct it.
    if (found.length > 0) this.#found.set(key, found);
    return found;
  }

  /** In each zone the subnet of the node class that has most addresses left, launches under way deducted. */
  chooseByZone(nodeClass: EC2NodeClass): ReadonlyMap<string, SubnetChoice> {
    const chosen = new Map<string, SubnetChoice>();
    for (const { id, zone, zoneID } of nodeClass.status?.subnets ?? []) {
      const best = chosen.get(zone);
      if (!best || this.#left(id) > this.#left(best.id)) chosen.set(zone, { id, zone, zoneId: zoneID });
    }
    return chosen;
  }

  /** Addresses left by zone, launches under way deducted; undefined while EC2's last word on one of the subnets is too old. */
  leftByZone(nodeClass: EC2NodeClass): Readonly<Record<string, number>> | undefined {
    const left: Record<string, number> = {};
    for (const { id, zone } of nodeClass.status?.subnets ?? []) {
      if (this.#free.get(id) === undefined) return undefined;
      left[zone] = (left[zone] ?? 0) + Math.max(0, this.#left(id));
    }
    return left;
  }

  /** Deducts what a launch will take from a subnet; a negative number gives it back. */
  deduct(subnetId: string, addresses: number): void {
    this.#inFlight.set(subnetId, Math.max(0, (this.#inFlight.get(subnetId) ?? 0) + addresses));
  }

  /** EC2 said that the subnet has no address left. */
  markEmpty(subnetId: string): void {
    this.#free.set(subnetId, 0);
  }

  #left(subnetId: string): number {
    return (this.#free.get(subnetId) ?? 0) - (this.#inFlight.get(subnetId) ?? 0);
  }

  #describe(filters: readonly Filter[], signal: AbortSignal): Promise<readonly SubnetFacts[]> {
    return everyPage(async (token) => {
      const page = await this.#aws.call(
        "ec2",
        "DescribeSubnets",
        { Filters: [...filters], MaxResults: PAGE_SIZE, ...(token === undefined ? {} : { NextToken: token }) },
        { signal },
      );
      return { items: (page.Subnets ?? []).flatMap(subnetFacts), next: page.NextToken };
    });
  }
}

/** One query for each term with tags, one for all ids. */
function queriesOf({ spec }: EC2NodeClass): readonly (readonly Filter[])[] {
  const terms = spec.subnetSelectorTerms;
  const ids = terms.flatMap((term) => (term.id ? [term.id] : []));
  return [
    ...(ids.length > 0 ? [[{ Name: "subnet-id", Values: ids }]] : []),
    ...terms.filter((term) => !term.id).map((term) => tagFilters(term.tags)),
  ];
}

function subnetFacts(subnet: Subnet): readonly SubnetFacts[] {
  const { SubnetId, AvailabilityZone, AvailabilityZoneId, AvailableIpAddressCount } = subnet;
  if (!SubnetId || !AvailabilityZone) return [];
  return [
    {
      id: SubnetId,
      zone: AvailabilityZone,
      zoneId: AvailabilityZoneId,
      availableAddresses: AvailableIpAddressCount ?? 0,
    },
  ];
}
