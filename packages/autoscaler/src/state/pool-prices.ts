import type { InstanceType } from "@inlay/planner";
import { LABEL_CAPACITY_TYPE, LABEL_INSTANCE_TYPE, LABEL_ZONE, type StringMap } from "@inlay/resources";

/** Prices of the instance types that each pool was last planned with. */
export class PoolPrices {
  readonly #typesOfPool = new Map<string, readonly InstanceType[]>();

  remember(pool: string, types: readonly InstanceType[]): void {
    this.#typesOfPool.set(pool, types);
  }

  /** USD per hour of a node with these labels; undefined for what the pool does not offer any more. */
  hourly(pool: string, labels: StringMap | undefined): number | undefined {
    const type = this.#typesOfPool.get(pool)?.find(({ name }) => name === labels?.[LABEL_INSTANCE_TYPE]);
    return type?.offerings.find(
      ({ zone, capacityType }) => zone === labels?.[LABEL_ZONE] && capacityType === labels[LABEL_CAPACITY_TYPE],
    )?.pricePerHour;
  }
}
