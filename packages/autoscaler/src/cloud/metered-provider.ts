import { CloudError, type CloudProvider } from "@inlay/cloud";
import type { AutoscalerMetrics } from "../metrics/autoscaler-metrics.ts";

/** The provider, with the duration and failures of its calls counted under a controller's name. */
export function meteredProvider(
  provider: CloudProvider,
  metrics: Pick<AutoscalerMetrics, "cloudDuration" | "cloudErrors">,
  controller: string,
): CloudProvider {
  const metered = async <T>(method: string, call: () => Promise<T>): Promise<T> => {
    const labels = { controller, method, provider: provider.name };
    const startedAt = performance.now();
    try {
      return await call();
    } catch (error) {
      metrics.cloudErrors.inc({ ...labels, error: error instanceof CloudError ? error.constructor.name : "" });
      throw error;
    } finally {
      metrics.cloudDuration.observe(labels, (performance.now() - startedAt) / 1_000);
    }
  };
  return {
    name: provider.name,
    nodeClassKinds: provider.nodeClassKinds,
    repairPolicies: provider.repairPolicies,
    create: (claim, signal) => metered("Create", () => provider.create(claim, signal)),
    delete: (claim, signal) => metered("Delete", () => provider.delete(claim, signal)),
    get: (providerID, signal) => metered("Get", () => provider.get(providerID, signal)),
    list: (signal) => metered("List", () => provider.list(signal)),
    instanceTypes: (pool, signal) => metered("GetInstanceTypes", () => provider.instanceTypes(pool, signal)),
    // Answered from memory: nothing to measure.
    freeAddresses: async (pool, signal) => provider.freeAddresses?.(pool, signal),
    isDrifted: (claim, signal) => metered("IsDrifted", () => provider.isDrifted(claim, signal)),
  };
}
