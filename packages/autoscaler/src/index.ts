export { OPTION_TABLE, parseAutoscalerOptions } from "./options/option-table.ts";
export type { AutoscalerOptions, FeatureGates, Option } from "./options/option-table.ts";
export { startAutoscaler } from "./operator/start-autoscaler.ts";
export type { AutoscalerDependencies, RunningAutoscaler } from "./operator/start-autoscaler.ts";
