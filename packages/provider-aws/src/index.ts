export { createAwsProvider, Ec2Unreachable } from "./create-aws-provider.ts";
export type { AwsProvider, AwsProviderDependencies } from "./create-aws-provider.ts";
export { offlineInstanceTypes } from "./instance-types/offline-instance-types.ts";
export { AWS_WELL_KNOWN_LABELS } from "./labels/aws-names.ts";
export { ProviderMetrics } from "./metrics/provider-metrics.ts";
export { parseProviderOptions, PROVIDER_OPTION_TABLE } from "./options/provider-options.ts";
export type { ProviderOption, ProviderOptions } from "./options/provider-options.ts";
