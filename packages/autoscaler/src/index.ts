export { OPTION_TABLE, parseAutoscalerOptions } from "./options/option-table.ts";
export type { AutoscalerOptions, FeatureGates } from "./options/option-table.ts";
export type { Option } from "./options/option-parsers.ts";
export { policyOf } from "./snapshot/policy.ts";
export { startAutoscaler } from "./operator/start-autoscaler.ts";
export type { AutoscalerDependencies, RunningAutoscaler } from "./operator/start-autoscaler.ts";
