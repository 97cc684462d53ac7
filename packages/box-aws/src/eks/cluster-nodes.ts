/** How far a machine has come on its way to being a node. */
export type NodeState =
  | { readonly kind: "absent" | "ready" }
  /** The cluster's API knows nobody with the machine's role, or the role gives it no credentials. */
  | { readonly kind: "refused"; readonly message: string };

/** What EKS sees of a cluster's nodes and does to them, through the cluster's own API. */
export interface ClusterNodes {
  state(instanceId: string): NodeState;
  cordon(instanceId: string): Promise<void>;
  /** Evicts what budgets let go right now, daemons apart. @returns the pods that are still there. */
  evict(instanceId: string): Promise<readonly StayingPod[]>;
}

/** A pod on a node that has to be empty. */
export interface StayingPod {
  /** `namespace/name` */
  readonly name: string;
  /** The budget's words, when one keeps it: `The disruption budget web needs 2 healthy pods and has 2 currently`. */
  readonly heldBy?: string;
}
