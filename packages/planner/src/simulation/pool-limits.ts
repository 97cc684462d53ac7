import { portsConflict } from "../cluster/host-ports.ts";
import type { Bitset } from "../instance-types/bitset.ts";
import { largestOf, typesWithinLimits, type UsablePool } from "./node-pool.ts";
import { typesThatFit, type OpenClaim } from "./open-claim.ts";
import type { World } from "./world.ts";

interface LimitsLeft {
  readonly resources: Float64Array;
  nodes: number;
  /** Types within what is left; worked out when asked for. */
  types: Bitset | undefined;
}

/** What is left of each pool's limits while a simulation opens claims. */
export class PoolLimits {
  readonly #left: LimitsLeft[];

  constructor(world: World, gone: ReadonlySet<number>) {
    this.#left = world.pools.map((pool) => ({ ...world.remainingLimits(pool, gone), types: undefined }));
  }

  isOutOfNodes(pool: UsablePool): boolean {
    return this.#left[pool.index]!.nodes <= 0;
  }

  /** Types that a new claim may become. */
  typesWithin(pool: UsablePool): Bitset {
    const left = this.#left[pool.index]!;
    return (left.types ??= typesWithinLimits(pool, left.resources));
  }

  /** The claim may become the largest of its types: that much is taken. */
  charge({ pool, requirements, allowed, requests, hostPorts }: OpenClaim): void {
    const left = this.#left[pool.index]!;
    left.nodes--;
    if (!left.resources.some(Number.isFinite)) return;
    const types = typesThatFit(pool, requirements, allowed, requests, hostPorts, portsConflict);
    for (let resource = 0; resource < left.resources.length; resource++)
      if (left.resources[resource] !== Infinity) left.resources[resource]! -= largestOf(pool, types, resource);
    left.types = undefined;
  }
}
