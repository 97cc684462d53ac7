import type { Metrics } from "@inlay/kube";
import { amountsOf, type NodePool } from "@inlay/resources";
import type { Environment } from "../state/environment.ts";
import { inBaseUnits } from "./base-units.ts";

/** Limits and usage of each pool, worked out when somebody reads them. */
export function connectNodePoolMetrics(
  metrics: Metrics,
  { caches }: { readonly caches: Pick<Environment["caches"], "nodePools"> },
): void {
  const gauge = (name: string, help: string) =>
    metrics.gauge(`karpenter_nodepools_${name}`, help, ["resource_type", "nodepool"]);
  const gauges = [
    [gauge("limit", "Limits of a node pool."), (pool: NodePool) => amountsOf(pool.spec.limits)],
    [gauge("usage", "Usage of a node pool."), (pool: NodePool) => amountsOf(pool.status?.resources)],
  ] as const;
  metrics.beforeRender(() => {
    for (const [target, amounts] of gauges) {
      target.reset();
      for (const pool of caches.nodePools.all())
        for (const [resource, amount] of Object.entries(amounts(pool)))
          target.set({ resource_type: resource, nodepool: pool.metadata.name }, inBaseUnits(resource, amount));
    }
  });
}
