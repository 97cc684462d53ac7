/** What a machine has, from EC2's description of its type. */
export interface Hardware {
  readonly instanceType: string;
  readonly architecture: "amd64" | "arm64";
  readonly vcpus: number;
  readonly memoryMib: number;
  readonly networkInterfaces: number;
  readonly addressesPerInterface: number;
  readonly instanceStoreGb: number;
  /** Extended resources by name: `{"nvidia.com/gpu": 4}`. */
  readonly devices: Readonly<Record<string, number>>;
}

/** The part of an EC2 `InstanceTypeInfo` that is read here. */
export interface InstanceTypeDescription {
  readonly InstanceType?: string;
  readonly VCpuInfo?: { readonly DefaultVCpus?: number };
  readonly MemoryInfo?: { readonly SizeInMiB?: number };
  readonly ProcessorInfo?: { readonly SupportedArchitectures?: readonly string[] };
  readonly NetworkInfo?: { readonly MaximumNetworkInterfaces?: number; readonly Ipv4AddressesPerInterface?: number };
  readonly InstanceStorageInfo?: { readonly TotalSizeInGB?: number };
  readonly GpuInfo?: { readonly Gpus?: readonly { readonly Manufacturer?: string; readonly Count?: number }[] };
  readonly NeuronInfo?: { readonly NeuronDevices?: readonly { readonly Count?: number }[] };
}

const GPU_RESOURCES: Readonly<Record<string, string>> = {
  nvidia: "nvidia.com/gpu",
  amd: "amd.com/gpu",
  habana: "habana.ai/gaudi",
};

export function hardwareOf(description: InstanceTypeDescription): Hardware {
  const devices: Record<string, number> = {};
  for (const gpu of description.GpuInfo?.Gpus ?? []) {
    const resource = GPU_RESOURCES[gpu.Manufacturer?.toLowerCase() ?? ""];
    if (resource) devices[resource] = (devices[resource] ?? 0) + (gpu.Count ?? 0);
  }
  for (const device of description.NeuronInfo?.NeuronDevices ?? [])
    devices["aws.amazon.com/neuron"] = (devices["aws.amazon.com/neuron"] ?? 0) + (device.Count ?? 0);
  return {
    instanceType: description.InstanceType ?? "",
    architecture: description.ProcessorInfo?.SupportedArchitectures?.includes("arm64") ? "arm64" : "amd64",
    vcpus: description.VCpuInfo?.DefaultVCpus ?? 1,
    memoryMib: description.MemoryInfo?.SizeInMiB ?? 1024,
    networkInterfaces: description.NetworkInfo?.MaximumNetworkInterfaces ?? 2,
    addressesPerInterface: description.NetworkInfo?.Ipv4AddressesPerInterface ?? 4,
    instanceStoreGb: description.InstanceStorageInfo?.TotalSizeInGB ?? 0,
    devices,
  };
}

/** Pods that the VPC CNI can give addresses to: all but the first address of each interface, and two on the host network. */
export function podsByAddresses(hardware: Hardware): number {
  return hardware.networkInterfaces * (hardware.addressesPerInterface - 1) + 2;
}
