import type { Metrics } from "@inlay/kube";
import { amountsOf, type NodePool } from "@inlay/resources";
import type { Environment } from "../state/environment.ts";
import { inBaseUnits } from "./base-units.ts";

/** Limits, usage and cost of each pool, worked out when somebody reads them. */
export function connectNodePoolMetrics(
  metrics: Metrics,
  {
    caches,
    prices,
  }: Pick<Environment, "prices"> & {
    readonly caches: Pick<Environment["caches"], "nodePools" | "nodeClaims">;
  },
): void {
  const gauge = (name: string, help: string) =>
    metrics.gauge(`karpenter_nodepools_${name}`, help, ["resource_type", "nodepool"]);
  const gauges = [
    [gauge("limit", "Limits of a node pool."), (pool: NodePool) => amountsOf(pool.spec.limits)],
    [gauge("usage", "Usage of a node pool."), (pool: NodePool) => amountsOf(pool.status?.resources)],
  ] as const;
  const cost = metrics.gauge("karpenter_nodepools_cost_total", "USD per hour of a node pool's nodes.", ["nodepool"]);
  metrics.beforeRender(() => {
    cost.reset();
    for (const { metadata } of caches.nodePools.all()) {
      const claims = caches.nodeClaims.byIndex("nodePool", metadata.name);
      const hourly = claims.map((claim) => prices.hourly(metadata.name, claim.metadata.labels) ?? 0);
      cost.set(
        { nodepool: metadata.name },
        hourly.reduce((sum, each) => sum + each, 0),
      );
    }
    for (const [target, amounts] of gauges) {
      target.reset();
      for (const pool of caches.nodePools.all())
        for (const [resource, amount] of Object.entries(amounts(pool)))
          target.set({ resource_type: resource, nodepool: pool.metadata.name }, inBaseUnits(resource, amount));
    }
  });
}
