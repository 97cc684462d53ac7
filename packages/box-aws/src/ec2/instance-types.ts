import { type Ec2InstanceType, ec2InstanceType, ec2InstanceTypes, zonesOffering } from "@inlay/ec2-catalogue";
import { AwsError, dryRunSucceeded } from "../service/aws-error.ts";
import type { OperationTable } from "../service/operation.ts";
import { pageOf } from "../service/paging.ts";
import { type Filter, matchesFilters } from "./filters.ts";
import { ZONES } from "./zones.ts";

const NO_TAGS = new Map<string, string>();
const ZONE_NAMES = ZONES.map((zone) => zone.name);

/** @throws AwsError InvalidInstanceType */
export function instanceType(name: string): Ec2InstanceType {
  const type = ec2InstanceType(name);
  if (!type) throw new AwsError("InvalidInstanceType", `The following supplied instance types do not exist: [${name}]`);
  return type;
}

export function isOffered(type: Ec2InstanceType, zone: string): boolean {
  return zonesOffering(type.name, ZONE_NAMES).includes(zone);
}

export const instanceTypeOperations: OperationTable = {
  DescribeInstanceTypes: (input) => {
    if (input.DryRun === true) throw dryRunSucceeded();
    const names = input.InstanceTypes as readonly string[] | undefined;
    const types = names ? names.map(instanceType) : ec2InstanceTypes();
    const found = types.filter((type) =>
      matchesFilters(input.Filters as readonly Filter[], filterFields(type), NO_TAGS),
    );
    const { page, nextToken } = pageOf(
      found,
      names ? undefined : ((input.MaxResults as number | undefined) ?? 100),
      input.NextToken as string | undefined,
    );
    return { InstanceTypes: page.map(describeInstanceType), NextToken: nextToken };
  },
  DescribeInstanceTypeOfferings: (input, { region }) => {
    const byZone = input.LocationType === "availability-zone" || input.LocationType === "availability-zone-id";
    const found = ec2InstanceTypes().flatMap((type) => {
      const locations = byZone
        ? ZONES.filter((zone) => isOffered(type, zone.name)).map((zone) =>
            input.LocationType === "availability-zone" ? zone.name : zone.id,
          )
        : [region];
      return locations.map((location) => ({
        InstanceType: type.name,
        LocationType: input.LocationType ?? "region",
        Location: location,
      }));
    });
    const matching = found.filter((offering) =>
      matchesFilters(
        input.Filters as readonly Filter[],
        { location: offering.Location, "instance-type": offering.InstanceType },
        NO_TAGS,
      ),
    );
    const { page, nextToken } = pageOf(
      matching,
      (input.MaxResults as number | undefined) ?? 1000,
      input.NextToken as string | undefined,
    );
    return { InstanceTypeOfferings: page, NextToken: nextToken };
  },
};

function filterFields(type: Ec2InstanceType) {
  return {
    "instance-type": type.name,
    "supported-virtualization-type": "hvm",
    "processor-info.supported-architecture": type.architecture,
    "bare-metal": type.bareMetal,
    "burstable-performance-supported": type.burstable,
    "current-generation": type.currentGeneration,
    hypervisor: type.hypervisor === "" ? undefined : type.hypervisor,
    "supported-usage-class": type.supportedUsageClasses,
    "vcpu-info.default-vcpus": type.vcpus,
    "memory-info.size-in-mib": type.memoryMib,
    "instance-storage-supported": type.localNvmeGb !== undefined,
  };
}

const MANUFACTURERS: Readonly<Record<string, string>> = { intel: "Intel", amd: "AMD", aws: "AWS", apple: "Apple" };

/** The record of DescribeInstanceTypes. */
function describeInstanceType(type: Ec2InstanceType) {
  const { gpu, accelerator } = type;
  const neuron = accelerator?.manufacturer.toLowerCase() === "aws";
  return {
    InstanceType: type.name,
    CurrentGeneration: type.currentGeneration,
    FreeTierEligible: type.name === "t3.micro",
    SupportedUsageClasses: type.supportedUsageClasses,
    SupportedRootDeviceTypes: ["ebs"],
    SupportedVirtualizationTypes: ["hvm"],
    BareMetal: type.bareMetal,
    Hypervisor: type.hypervisor === "" ? undefined : type.hypervisor,
    ProcessorInfo: {
      SupportedArchitectures: [type.architecture],
      SustainedClockSpeedInGhz: type.clockGhz,
      Manufacturer: MANUFACTURERS[type.cpuManufacturer] ?? type.cpuManufacturer,
    },
    VCpuInfo: {
      DefaultVCpus: type.vcpus,
      DefaultCores: Math.max(1, type.architecture === "arm64" ? type.vcpus : Math.floor(type.vcpus / 2)),
    },
    MemoryInfo: { SizeInMiB: type.memoryMib },
    InstanceStorageSupported: type.localNvmeGb !== undefined,
    InstanceStorageInfo:
      type.localNvmeGb === undefined
        ? undefined
        : {
            TotalSizeInGB: type.localNvmeGb,
            NvmeSupport: "required",
            EncryptionSupport: "required",
            Disks: [{ SizeInGB: type.localNvmeGb, Count: 1, Type: "ssd" }],
          },
    EbsInfo: {
      EbsOptimizedSupport: type.ebsMbps === undefined ? "unsupported" : "default",
      EncryptionSupport: "supported",
      NvmeSupport: type.hypervisor === "xen" ? "unsupported" : "required",
      EbsOptimizedInfo:
        type.ebsMbps === undefined
          ? undefined
          : { BaselineBandwidthInMbps: type.ebsMbps, MaximumBandwidthInMbps: type.ebsMbps },
    },
    NetworkInfo: {
      NetworkPerformance: type.networkMbps === undefined ? "Low to Moderate" : `${type.networkMbps / 1000} Gigabit`,
      MaximumNetworkInterfaces: type.maximumNetworkInterfaces,
      MaximumNetworkCards: 1,
      DefaultNetworkCardIndex: 0,
      NetworkCards: [
        {
          NetworkCardIndex: 0,
          NetworkPerformance: type.networkMbps === undefined ? "Low to Moderate" : `${type.networkMbps / 1000} Gigabit`,
          MaximumNetworkInterfaces: type.maximumNetworkInterfaces,
          BaselineBandwidthInGbps: type.networkMbps === undefined ? undefined : type.networkMbps / 1000,
        },
      ],
      Ipv4AddressesPerInterface: type.ipv4AddressesPerInterface,
      Ipv6AddressesPerInterface: type.ipv4AddressesPerInterface,
      Ipv6Supported: true,
      EnaSupport: "required",
      EfaSupported: type.efaInterfaces > 0,
      EfaInfo: type.efaInterfaces > 0 ? { MaximumEfaInterfaces: type.efaInterfaces } : undefined,
      EncryptionInTransitSupported: type.encryptionInTransit,
    },
    GpuInfo: gpu && {
      Gpus: [
        {
          Name: gpu.name.toUpperCase(),
          Manufacturer: gpu.manufacturer.toUpperCase(),
          Count: gpu.count,
          MemoryInfo: { SizeInMiB: gpu.memoryMib },
        },
      ],
      TotalGpuMemoryInMiB: gpu.count * gpu.memoryMib,
    },
    NeuronInfo:
      accelerator && neuron
        ? {
            NeuronDevices: [
              { Name: accelerator.name, Count: accelerator.count, CoreInfo: { Count: accelerator.cores, Version: 2 } },
            ],
          }
        : undefined,
    InferenceAcceleratorInfo:
      accelerator && !neuron
        ? {
            Accelerators: [
              { Name: accelerator.name, Manufacturer: accelerator.manufacturer, Count: accelerator.count },
            ],
          }
        : undefined,
    PlacementGroupInfo: { SupportedStrategies: ["cluster", "partition", "spread"] },
    BurstablePerformanceSupported: type.burstable,
    DedicatedHostsSupported: true,
    AutoRecoverySupported: true,
    NitroEnclavesSupport: type.hypervisor === "nitro" && type.vcpus >= 4 ? "supported" : "unsupported",
  };
}
