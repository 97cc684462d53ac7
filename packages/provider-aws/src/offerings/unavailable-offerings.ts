import type { CapacityType } from "@inlay/planner";
import type { Clock } from "@inlay/resources";
import { ExpiringMap } from "../caching/expiring-map.ts";

/** Capacity that was missing is asked for again after this. */
const LIFETIME_MS = 3 * 60_000;

/**
 * Where EC2 said that it has no capacity, for three minutes each (again when it says so again): by capacity type, type and zone; for a
 * whole capacity type (spot without its service-linked role); for a subnet without addresses.
 */
export class UnavailableOfferings {
  readonly #offerings: ExpiringMap<true>;
  readonly #capacityTypes: ExpiringMap<true>;
  readonly #subnets: ExpiringMap<true>;
  #version = 0;

  constructor(clock: Clock) {
    this.#offerings = new ExpiringMap(clock, LIFETIME_MS);
    this.#capacityTypes = new ExpiringMap(clock, LIFETIME_MS);
    this.#subnets = new ExpiringMap(clock, LIFETIME_MS);
  }

  /** Changes whenever an answer of this object may change. */
  get version(): number {
    const expired = [this.#offerings, this.#capacityTypes, this.#subnets].some((map) => map.takeExpired().length > 0);
    if (expired) this.#version++;
    return this.#version;
  }

  markOffering(instanceType: string, zone: string, capacityType: CapacityType): void {
    this.#offerings.set(`${capacityType}:${instanceType}:${zone}`, true);
    this.#version++;
  }

  markCapacityType(capacityType: CapacityType): void {
    this.#capacityTypes.set(capacityType, true);
    this.#version++;
  }

  markSubnet(subnetId: string): void {
    this.#subnets.set(subnetId, true);
    this.#version++;
  }

  isUnavailable(instanceType: string, zone: string, capacityType: CapacityType): boolean {
    return (
      this.#capacityTypes.get(capacityType) === true ||
      this.#offerings.get(`${capacityType}:${instanceType}:${zone}`) === true
    );
  }

  isSubnetUnavailable(subnetId: string): boolean {
    return this.#subnets.get(subnetId) === true;
  }

  clear(): void {
    this.#offerings.clear();
    this.#capacityTypes.clear();
    this.#subnets.clear();
    this.#version++;
  }
}
