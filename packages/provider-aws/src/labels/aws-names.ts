/** Labels, annotations, tags and resource names of the AWS provider, as they are on the wire (Karpenter 1.14). */
import {
  LABEL_ARCH,
  LABEL_CAPACITY_TYPE,
  LABEL_EC2NODECLASS,
  LABEL_INSTANCE_TYPE,
  LABEL_NODEPOOL,
  LABEL_OS,
  LABEL_REGION,
  LABEL_WINDOWS_BUILD,
  LABEL_ZONE,
  LABEL_ZONE_ID,
} from "@inlay/resources";

const instance = (name: string) => `karpenter.k8s.aws/instance-${name}`;

export const LABEL_INSTANCE_CATEGORY = instance("category");
export const LABEL_INSTANCE_GENERATION = instance("generation");
export const LABEL_INSTANCE_FAMILY = instance("family");
export const LABEL_INSTANCE_SIZE = instance("size");
export const LABEL_INSTANCE_CAPABILITY_FLEX = instance("capability-flex");
export const LABEL_INSTANCE_CPU = instance("cpu");
export const LABEL_INSTANCE_CPU_MANUFACTURER = instance("cpu-manufacturer");
export const LABEL_INSTANCE_CPU_CLOCK = instance("cpu-sustained-clock-speed-mhz");
export const LABEL_INSTANCE_MEMORY = instance("memory");
export const LABEL_INSTANCE_EBS_BANDWIDTH = instance("ebs-bandwidth");
export const LABEL_INSTANCE_NETWORK_BANDWIDTH = instance("network-bandwidth");
export const LABEL_INSTANCE_LOCAL_NVME = instance("local-nvme");
export const LABEL_INSTANCE_GPU_NAME = instance("gpu-name");
export const LABEL_INSTANCE_GPU_MANUFACTURER = instance("gpu-manufacturer");
export const LABEL_INSTANCE_GPU_COUNT = instance("gpu-count");
export const LABEL_INSTANCE_GPU_MEMORY = instance("gpu-memory");
export const LABEL_INSTANCE_ACCELERATOR_NAME = instance("accelerator-name");
export const LABEL_INSTANCE_ACCELERATOR_MANUFACTURER = instance("accelerator-manufacturer");
export const LABEL_INSTANCE_ACCELERATOR_COUNT = instance("accelerator-count");
export const LABEL_INSTANCE_HYPERVISOR = instance("hypervisor");
export const LABEL_INSTANCE_ENCRYPTION = instance("encryption-in-transit-supported");
export const LABEL_INSTANCE_TENANCY = instance("tenancy");

export const RESOURCE_NVIDIA_GPU = "nvidia.com/gpu";
export const RESOURCE_AMD_GPU = "amd.com/gpu";
export const RESOURCE_NEURON = "aws.amazon.com/neuron";
export const RESOURCE_NEURON_CORE = "aws.amazon.com/neuroncore";
export const RESOURCE_GAUDI = "habana.ai/gaudi";
export const RESOURCE_POD_ENI = "vpc.amazonaws.com/pod-eni";
export const RESOURCE_PRIVATE_IPV4 = "vpc.amazonaws.com/PrivateIPv4Address";
export const RESOURCE_EFA = "vpc.amazonaws.com/efa";

export const ANNOTATION_TAGGED = "karpenter.k8s.aws/tagged";
export const ANNOTATION_CLUSTER_NAME_TAGGED = "compatibility.karpenter.k8s.aws/cluster-name-tagged";

export const TAG_NODEPOOL = LABEL_NODEPOOL;
export const TAG_NODECLAIM = "karpenter.sh/nodeclaim";
export const TAG_EC2NODECLASS = LABEL_EC2NODECLASS;
export const TAG_EKS_CLUSTER = "eks:eks-cluster-name";
export const TAG_NAME = "Name";
/** Ours: tells apart two node claims that had the same name one after the other. */
export const TAG_NODECLAIM_UID = "inlay.dev/nodeclaim-uid";
export const clusterTag = (clusterName: string): string => `kubernetes.io/cluster/${clusterName}`;

/** Labels that every instance type of this provider has or lacks knowingly: well-known to the planner. */
export const AWS_WELL_KNOWN_LABELS: readonly string[] = [
  LABEL_INSTANCE_TYPE,
  LABEL_ARCH,
  LABEL_OS,
  LABEL_WINDOWS_BUILD,
  LABEL_ZONE,
  LABEL_ZONE_ID,
  LABEL_REGION,
  LABEL_CAPACITY_TYPE,
  LABEL_INSTANCE_CATEGORY,
  LABEL_INSTANCE_GENERATION,
  LABEL_INSTANCE_FAMILY,
  LABEL_INSTANCE_SIZE,
  LABEL_INSTANCE_CAPABILITY_FLEX,
  LABEL_INSTANCE_CPU,
  LABEL_INSTANCE_CPU_MANUFACTURER,
  LABEL_INSTANCE_CPU_CLOCK,
  LABEL_INSTANCE_MEMORY,
  LABEL_INSTANCE_EBS_BANDWIDTH,
  LABEL_INSTANCE_NETWORK_BANDWIDTH,
  LABEL_INSTANCE_LOCAL_NVME,
  LABEL_INSTANCE_GPU_NAME,
  LABEL_INSTANCE_GPU_MANUFACTURER,
  LABEL_INSTANCE_GPU_COUNT,
  LABEL_INSTANCE_GPU_MEMORY,
  LABEL_INSTANCE_ACCELERATOR_NAME,
  LABEL_INSTANCE_ACCELERATOR_MANUFACTURER,
  LABEL_INSTANCE_ACCELERATOR_COUNT,
  LABEL_INSTANCE_HYPERVISOR,
  LABEL_INSTANCE_ENCRYPTION,
  LABEL_INSTANCE_TENANCY,
  LABEL_EC2NODECLASS,
];
