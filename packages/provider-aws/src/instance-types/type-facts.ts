import type { InstanceTypeInfo } from "@inlay/aws";
import { ec2InstanceType } from "@inlay/ec2-catalogue";

export interface Gpu {
  readonly name: string;
  readonly manufacturer: string;
  readonly count: number;
  readonly memoryMib: number;
}

export interface NeuronDevice {
  readonly name: string;
  readonly count: number;
  readonly coresEach: number;
}

/** What is read of an instance type, in one shape; from EC2's DescribeInstanceTypes. */
export interface TypeFacts {
  readonly name: string;
  /** `amd64` and `arm64`, the first one counts. */
  readonly architectures: readonly string[];
  readonly vcpus: number;
  readonly memoryMib: number;
  readonly cpuManufacturer: string | undefined;
  readonly clockMhz: number | undefined;
  readonly ebsMbps: number | undefined;
  readonly networkMbps: number | undefined;
  /** `""` on bare metal. */
  readonly hypervisor: string;
  readonly bareMetal: boolean;
  readonly instanceStoreGb: number | undefined;
  readonly localNvmeGb: number | undefined;
  readonly gpus: readonly Gpu[];
  readonly neuronDevices: readonly NeuronDevice[];
  readonly inferenceAccelerators: readonly {
    readonly name: string;
    readonly manufacturer: string;
    readonly count: number;
  }[];
  readonly usageClasses: readonly string[];
  /** Of the default network card. */
  readonly maximumNetworkInterfaces: number;
  readonly ipv4AddressesPerInterface: number;
  /** Branch interfaces for security groups for pods; no API tells them, they are the catalogue's. */
  readonly branchInterfaces: number;
  readonly efaInterfaces: number;
  readonly encryptionInTransit: boolean;
}

const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: "amd64", arm64: "arm64" };

/** Undefined: nothing that Kubernetes could run on (macOS, 32 bit), or an entry without a name. */
export function factsOf(info: InstanceTypeInfo): TypeFacts | undefined {
  const name = info.InstanceType;
  const architectures = (info.ProcessorInfo?.SupportedArchitectures ?? []).flatMap((arch) => ARCHITECTURES[arch] ?? []);
  if (!name || architectures.length === 0) return undefined;
  const network = info.NetworkInfo;
  const cards = network?.NetworkCards ?? [];
  const defaultCard = cards.find((card) => card.NetworkCardIndex === (network?.DefaultNetworkCardIndex ?? 0));
  const clockGhz = info.ProcessorInfo?.SustainedClockSpeedInGhz;
  const storageGb = info.InstanceStorageInfo?.TotalSizeInGB;
  const nvme = info.InstanceStorageInfo?.NvmeSupport;
  const known = ec2InstanceType(name);
  return {
    name,
    architectures,
    vcpus: info.VCpuInfo?.DefaultVCpus ?? 0,
    memoryMib: info.MemoryInfo?.SizeInMiB ?? 0,
    cpuManufacturer: info.ProcessorInfo?.Manufacturer ? kebab(info.ProcessorInfo.Manufacturer) : undefined,
    clockMhz: clockGhz === undefined ? undefined : Math.round(clockGhz * 1000),
    ebsMbps:
      info.EbsInfo?.EbsOptimizedSupport === "default"
        ? info.EbsInfo.EbsOptimizedInfo?.MaximumBandwidthInMbps
        : undefined,
    networkMbps: known ? known.networkMbps : baselineOf(cards.map((card) => card.BaselineBandwidthInGbps)),
    hypervisor: info.Hypervisor ?? "",
    bareMetal: info.BareMetal ?? false,
    instanceStoreGb: storageGb,
    localNvmeGb: nvme === undefined || nvme === "unsupported" ? undefined : storageGb,
    gpus: (info.GpuInfo?.Gpus ?? []).map((gpu) => ({
      name: kebab(gpu.Name ?? ""),
      manufacturer: kebab(gpu.Manufacturer ?? ""),
      count: gpu.Count ?? 0,
      memoryMib: gpu.MemoryInfo?.SizeInMiB ?? 0,
    })),
    neuronDevices: (info.NeuronInfo?.NeuronDevices ?? []).map((device) => ({
      name: kebab(device.Name ?? ""),
      count: device.Count ?? 0,
      coresEach: device.CoreInfo?.Count ?? 0,
    })),
    inferenceAccelerators: (info.InferenceAcceleratorInfo?.Accelerators ?? []).map((accelerator) => ({
      name: kebab(accelerator.Name ?? ""),
      manufacturer: kebab(accelerator.Manufacturer ?? ""),
      count: accelerator.Count ?? 0,
    })),
    usageClasses: info.SupportedUsageClasses ?? [],
    maximumNetworkInterfaces: defaultCard?.MaximumNetworkInterfaces ?? network?.MaximumNetworkInterfaces ?? 0,
    ipv4AddressesPerInterface: network?.Ipv4AddressesPerInterface ?? 0,
    branchInterfaces: known?.branchInterfaces ?? 0,
    efaInterfaces: network?.EfaInfo?.MaximumEfaInterfaces ?? 0,
    encryptionInTransit: network?.EncryptionInTransitSupported ?? false,
  };
}

function baselineOf(gbps: readonly (number | undefined)[]): number | undefined {
  if (gbps.length === 0 || gbps.some((one) => one === undefined)) return undefined;
  return Math.trunc(gbps.reduce<number>((sum, one) => sum + (one ?? 0), 0) * 1000);
}

function kebab(text: string): string {
  return text.toLowerCase().replaceAll(" ", "-");
}
