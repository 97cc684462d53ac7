/** What EC2 says of an instance type (DescribeInstanceTypes), as far as anybody here reads it. */
export interface Ec2InstanceType {
  /** `c6a.2xlarge` */
  readonly name: string;
  /** `c6a` */
  readonly family: string;
  /** `2xlarge` */
  readonly size: string;
  readonly architecture: "x86_64" | "arm64";
  readonly vcpus: number;
  readonly memoryMib: number;
  /** `intel`, `amd`, `aws`, `apple` */
  readonly cpuManufacturer: string;
  readonly clockGhz: number | undefined;
  readonly hypervisor: "nitro" | "xen" | "";
  readonly bareMetal: boolean;
  readonly burstable: boolean;
  readonly currentGeneration: boolean;
  readonly supportedUsageClasses: readonly ("on-demand" | "spot")[];
  /** Of the default network card. */
  readonly maximumNetworkInterfaces: number;
  readonly ipv4AddressesPerInterface: number;
  /** Branch interfaces for security groups for pods (`vpc.amazonaws.com/pod-eni`); 0: not trunking compatible. */
  readonly branchInterfaces: number;
  /** Baseline in Mbit/s; undefined where EC2 only says "Low to Moderate". */
  readonly networkMbps: number | undefined;
  readonly ebsMbps: number | undefined;
  readonly localNvmeGb: number | undefined;
  readonly gpu:
    | { readonly name: string; readonly manufacturer: string; readonly count: number; readonly memoryMib: number }
    | undefined;
  readonly accelerator:
    | { readonly name: string; readonly manufacturer: string; readonly count: number; readonly cores: number }
    | undefined;
  readonly efaInterfaces: number;
  readonly encryptionInTransit: boolean;
}
