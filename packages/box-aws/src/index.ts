export * from "./aws-simulation.ts";
export { type BoxAwsSimulation, createAwsSimulation, listen } from "./simulation.ts";
export type { ClusterNodes, NodeState } from "./eks/cluster-nodes.ts";
export { type EksAccount, seedEksAccount } from "./seed/eks-account.ts";
