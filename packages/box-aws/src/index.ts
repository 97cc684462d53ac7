export * from "./aws-simulation.ts";
export { type BoxAwsSimulation, createAwsSimulation, listen } from "./simulation.ts";
export type { ClusterNodes, NodeState, StayingPod } from "./eks/cluster-nodes.ts";
export type { NamespacedAccess } from "./eks/access-policies.ts";
export { QUOTA_FAMILIES } from "./ec2/vcpu-quota.ts";
export { kubernetesVersion } from "./eks/kubernetes-versions.ts";
export { type EksAccount, seedEksAccount } from "./seed/eks-account.ts";
