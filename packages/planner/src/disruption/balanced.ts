import { rescheduleDisruptionCost } from "./eviction-cost.ts";
import type { Candidate } from "./candidate.ts";
import type { World } from "../simulation/world.ts";

/** A move must save so much of the pool's cost per part of the pool that it disturbs: 1/k. */
const THRESHOLD = 1 / 2;

/** Weighs moves in pools with policy Balanced (autoscaler.md §5.7). */
export class BalancedPolicy {
  readonly #totals = new Map<string, { readonly cost: number; readonly disruption: number }>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /** Whether every Balanced pool among the candidates approves of saving so much by disturbing them. */
  approves(candidates: readonly Candidate[], savingsPerHour: number): boolean {
    const price = candidates.reduce((sum, { described }) => sum + described.pricePerHour, 0);
    const byPool = Map.groupBy(candidates, ({ pool }) => pool);
    for (const [pool, ofPool] of byPool) {
      if (pool.spec.disruption?.consolidationPolicy !== "Balanced") continue;
      const share = ofPool.reduce((sum, { described }) => sum + described.pricePerHour, 0);
      const savings = price > 0 ? (savingsPerHour * share) / price : 0;
      const disturbed = ofPool.reduce((sum, { cost }) => sum + cost, 0);
      const total = this.#totalsOf(pool.metadata.name);
      if (total.cost <= 0 || total.disruption <= 0) return false;
      if (savings / total.cost / (disturbed / total.disruption) < THRESHOLD) return false;
    }
    return true;
  }

  #totalsOf(pool: string): { readonly cost: number; readonly disruption: number } {
    let totals = this.#totals.get(pool);
    if (totals) return totals;
    let cost = 0;
    let disruption = 0;
    const catalogue = this.#world.catalogues.get(this.#world.snapshot.catalogueOfNodePool[pool] ?? "");
    this.#world.nodes.forEach((node, index) => {
      if (node.nodePool !== pool || !node.claim) return;
      const type = catalogue?.types.find(({ name }) => name === node.labels["node.kubernetes.io/instance-type"]);
      const offering = type?.offerings.find(
        (each) =>
          each.zone === node.labels["topology.kubernetes.io/zone"] &&
          each.capacityType === node.labels["karpenter.sh/capacity-type"],
      );
      cost += offering?.pricePerHour ?? 0;
      disruption += rescheduleDisruptionCost(this.#world.podsOnNode[index]!);
    });
    totals = { cost, disruption };
    this.#totals.set(pool, totals);
    return totals;
  }
}
