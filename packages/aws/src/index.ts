export * from "./clients/aws-clients.ts";
export * from "./clients/every-page.ts";
export * from "./clients/region.ts";
export type { ClusterToken } from "./credentials/cluster-token.ts";
export * from "./errors/aws-error.ts";
export { NotLoopback } from "./guard/loopback-guard.ts";
export type { AwsServiceName, InputOf, OperationName, OutputOf } from "./operations.ts";
export type {
  BlockDeviceMapping,
  CreateFleetError,
  CreateFleetRequest,
  Filter,
  FleetLaunchTemplateConfigRequest,
  FleetLaunchTemplateOverridesRequest,
  Image,
  Instance,
  InstanceTypeInfo,
  LaunchTemplateBlockDeviceMappingRequest,
  RequestLaunchTemplateData,
  SecurityGroup,
  Subnet,
  Tag,
  TagSpecification,
} from "@aws-sdk/client-ec2";
