import { onDemandPricePerHour } from "@inlay/ec2-catalogue";
import type { OnDemandPrices, SpotPrices } from "./fetch-prices.ts";

/**
 * What is known of prices. On-demand: the price list's, else the catalogue's. Spot: until the first prices came in, the on-demand price in
 * every zone; afterwards a zone without a price has no offer. Updates are merged, nothing is forgotten.
 */
export class PriceBook {
  readonly #region: string;
  readonly #onDemand = new Map<string, number>();
  readonly #spot = new Map<string, Map<string, number>>();
  #spotKnown = false;
  #version = 0;

  constructor(region: string) {
    this.#region = region;
  }

  /** Changes whenever a price has changed. */
  get version(): number {
    return this.#version;
  }

  /** USD per hour; undefined where nothing is known. */
  onDemand(instanceType: string): number | undefined {
    return this.#onDemand.get(instanceType) ?? onDemandPricePerHour(instanceType, this.#region);
  }

  spot(instanceType: string, zone: string): number | undefined {
    return this.#spotKnown ? this.#spot.get(instanceType)?.get(zone) : this.onDemand(instanceType);
  }

  updateOnDemand(prices: OnDemandPrices): void {
    for (const [type, price] of prices) if (this.#onDemand.get(type) !== price) this.#version++;
    for (const [type, price] of prices) this.#onDemand.set(type, price);
  }

  updateSpot(prices: SpotPrices): void {
    if (prices.size === 0) return;
    if (!this.#spotKnown) this.#version++;
    this.#spotKnown = true;
    for (const [type, zones] of prices) {
      const known = this.#spot.get(type) ?? new Map<string, number>();
      this.#spot.set(type, known);
      for (const [zone, price] of zones) {
        if (known.get(zone) !== price) this.#version++;
        known.set(zone, price);
      }
    }
  }
}
