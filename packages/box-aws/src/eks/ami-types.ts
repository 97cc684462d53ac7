/** Release of the EKS-optimized AMIs that managed node groups start from. */
export const NODE_RELEASE = "20250920";

/** Images of managed node groups: the architecture, and what stands before the Kubernetes version in the image's name. */
export const AMI_TYPES: Readonly<
  Record<string, { readonly architecture: "x86_64" | "arm64"; readonly namePrefix: string }>
> = {
  AL2023_x86_64_STANDARD: { architecture: "x86_64", namePrefix: "amazon-eks-node-al2023-x86_64-standard" },
  AL2023_ARM_64_STANDARD: { architecture: "arm64", namePrefix: "amazon-eks-node-al2023-arm64-standard" },
  AL2023_x86_64_NVIDIA: { architecture: "x86_64", namePrefix: "amazon-eks-node-al2023-x86_64-nvidia" },
  AL2023_x86_64_NEURON: { architecture: "x86_64", namePrefix: "amazon-eks-node-al2023-x86_64-neuron" },
};
