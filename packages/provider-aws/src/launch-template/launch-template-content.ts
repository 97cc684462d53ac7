import type { RequestLaunchTemplateData } from "@inlay/aws";
import type { EC2NodeClass, StringMap } from "@inlay/resources";
import type { ClusterFacts } from "../cluster/cluster-facts.ts";
import type { AmiFamily } from "../images/ami-family.ts";
import { blockDevices } from "./block-devices.ts";
import { tagList } from "./tags.ts";

/** Everything that a launch template is made of, resolved. */
export interface LaunchTemplateInput {
  readonly nodeClass: EC2NodeClass;
  readonly family: AmiFamily;
  readonly cluster: ClusterFacts;
  readonly region: string;
  readonly imageId: string;
  readonly instanceProfile: string;
  readonly securityGroupIds: readonly string[];
  readonly userData: string;
  readonly capacityType: "on-demand" | "spot";
  readonly tenancy: "default" | "dedicated";
  /** EFA interfaces that each machine is to get; 0 unless the claim asks for them. */
  readonly efaInterfaces: number;
  readonly tags: StringMap;
}

/** Isolated regions whose EC2 refuses the metadata service's IPv6 setting. */
const NO_METADATA_IPV6 = [
  "us-iso-east-1",
  "us-iso-west-1",
  "us-isob-east-1",
  "us-isob-west-1",
  "us-isof-south-1",
  "us-isof-east-1",
];

export function launchTemplateContent(input: LaunchTemplateInput): RequestLaunchTemplateData {
  const { nodeClass, cluster, region, tags } = input;
  const { spec } = nodeClass;
  // The CRD fills these in; a class that bypassed it gets the strict ones.
  const metadata = spec.metadataOptions ?? {
    httpEndpoint: "disabled",
    httpProtocolIPv6: cluster.ipFamily === "ipv6" ? "enabled" : "disabled",
    httpPutResponseHopLimit: 2,
    httpTokens: "required",
  };
  return {
    BlockDeviceMappings: blockDevices(spec, input.family),
    IamInstanceProfile: { Name: input.instanceProfile },
    Monitoring: { Enabled: spec.detailedMonitoring ?? false },
    ImageId: input.imageId,
    UserData: Buffer.from(input.userData).toString("base64"),
    MetadataOptions: {
      HttpEndpoint: metadata.httpEndpoint,
      ...(NO_METADATA_IPV6.includes(region) ? {} : { HttpProtocolIpv6: metadata.httpProtocolIPv6 }),
      HttpPutResponseHopLimit: metadata.httpPutResponseHopLimit,
      HttpTokens: metadata.httpTokens,
      InstanceMetadataTags: "disabled",
    },
    NetworkInterfaces: networkInterfaces(input),
    Placement: { Tenancy: input.tenancy },
    TagSpecifications: [
      { ResourceType: "network-interface", Tags: tagList(tags) },
      ...(input.capacityType === "spot"
        ? [{ ResourceType: "spot-instances-request" as const, Tags: tagList(tags) }]
        : []),
    ],
  };
}

/** Always explicit, so security groups stand here and not beside. One plain interface, or one per EFA that is asked for. */
function networkInterfaces(input: LaunchTemplateInput): NonNullable<RequestLaunchTemplateData["NetworkInterfaces"]> {
  const { spec } = input.nodeClass;
  const ipv6 = input.cluster.ipFamily === "ipv6";
  const prefixes =
    spec.ipPrefixCount === undefined
      ? {}
      : ipv6
        ? { Ipv6PrefixCount: spec.ipPrefixCount }
        : { Ipv4PrefixCount: spec.ipPrefixCount };
  const common = {
    Groups: [...input.securityGroupIds],
    ...prefixes,
    ...(ipv6 ? { PrimaryIpv6: true, Ipv6AddressCount: 1 } : {}),
  };
  if (input.efaInterfaces > 0)
    return Array.from({ length: input.efaInterfaces }, (_, card) => ({
      ...common,
      NetworkCardIndex: card,
      DeviceIndex: card === 0 ? 0 : 1,
      InterfaceType: "efa",
    }));
  const publicAddress =
    spec.associatePublicIPAddress === undefined ? {} : { AssociatePublicIpAddress: spec.associatePublicIPAddress };
  return [{ ...common, DeviceIndex: 0, ...publicAddress }];
}
