import { DEFAULT_POLICY, type Policy } from "@inlay/planner";
import type { AutoscalerOptions } from "../options/option-table.ts";

/** How to plan, as the options say. What goes beyond Karpenter is left out where it is not asked for. */
export function policyOf(options: AutoscalerOptions): Policy {
  const { maxPodsPerNode, maxWorkloadShare, defaultTopologySpread } = options;
  return {
    ...DEFAULT_POLICY,
    preferencePolicy: options.preferencePolicy,
    minValuesPolicy: options.minValuesPolicy,
    packingPolicy: options.packingPolicy,
    packingEffort: options.packingEffort,
    reservedCapacity: options.featureGates.ReservedCapacity,
    spotToSpotConsolidation: options.featureGates.SpotToSpotConsolidation,
    podGroups: options.podGroups,
    queueOrder: options.queueOrder,
    equalWeightPools: options.equalWeightPools,
    subnetAddresses: options.subnetAddresses,
    ...(maxPodsPerNode > 0 && { maxPodsPerNode }),
    ...(maxWorkloadShare < 1 && { maxWorkloadShare }),
    ...(defaultTopologySpread.length > 0 && { defaultTopologySpread }),
  };
}
