import type { Ec2InstanceType } from "@inlay/ec2-catalogue";
import type { TypeFacts } from "./type-facts.ts";

/** What DescribeInstanceTypes would tell of a type of the catalogue. */
export function factsOfCatalogue(type: Ec2InstanceType): TypeFacts {
  return {
    name: type.name,
    architectures: [type.architecture === "arm64" ? "arm64" : "amd64"],
    vcpus: type.vcpus,
    memoryMib: type.memoryMib,
    cpuManufacturer: type.cpuManufacturer,
    clockMhz: type.clockGhz === undefined ? undefined : Math.round(type.clockGhz * 1000),
    ebsMbps: type.ebsMbps,
    networkMbps: type.networkMbps,
    hypervisor: type.hypervisor,
    bareMetal: type.bareMetal,
    instanceStoreGb: type.localNvmeGb,
    localNvmeGb: type.localNvmeGb,
    gpus: type.gpu ? [type.gpu] : [],
    neuronDevices: type.accelerator
      ? [{ name: type.accelerator.name, count: type.accelerator.count, coresEach: type.accelerator.cores }]
      : [],
    inferenceAccelerators: [],
    usageClasses: type.supportedUsageClasses,
    maximumNetworkInterfaces: type.maximumNetworkInterfaces,
    ipv4AddressesPerInterface: type.ipv4AddressesPerInterface,
    branchInterfaces: type.branchInterfaces,
    efaInterfaces: type.efaInterfaces,
    encryptionInTransit: type.encryptionInTransit,
  };
}
