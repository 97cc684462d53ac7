import type { Policy } from "@inlay/planner";
import type { AutoscalerOptions } from "../options/option-table.ts";
import { DEFAULT_POLICY } from "@inlay/planner";

/** How to plan, as the options say. */
export function policyOf(options: AutoscalerOptions): Policy {
  return {
    ...DEFAULT_POLICY,
    preferencePolicy: options.preferencePolicy,
    minValuesPolicy: options.minValuesPolicy,
    packingPolicy: options.packingPolicy,
    reservedCapacity: options.featureGates.ReservedCapacity,
    spotToSpotConsolidation: options.featureGates.SpotToSpotConsolidation,
  };
}
