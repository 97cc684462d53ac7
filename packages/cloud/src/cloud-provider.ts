import type { InstanceType } from "@inlay/planner";
import type { NodeClaim, NodeClassRef, NodePool, ResourceList } from "@inlay/resources";

/** What the cloud knows of an instance that belongs to a node claim. */
export interface CloudInstance {
  readonly providerID: string;
  readonly imageID: string;
  readonly instanceType: string;
  readonly zone: string;
  readonly capacityType: string;
  /** Labels that the node will have; a node claim's own labels win over them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly capacity: ResourceList;
  readonly allocatable: ResourceList;
  /** Name of the node claim it was launched for, from its tag; absent on foreign instances. */
  readonly nodeClaimName?: string;
  readonly nodePoolName?: string;
  /** RFC 3339. */
  readonly launchTime: string;
  /** shutting-down or terminated. */
  readonly terminating: boolean;
}

/** A node condition that means the node is beyond help after `tolerationMs`. */
export interface RepairPolicy {
  readonly conditionType: string;
  readonly conditionStatus: "True" | "False" | "Unknown";
  readonly tolerationMs: number;
}

/** What the autoscaler needs of a cloud. Failures are the error classes of errors.ts; every call takes a signal. */
export interface CloudProvider {
  /** Label of metrics: `aws`. */
  readonly name: string;
  /** Kinds of node class that this provider serves; everything else is left alone. */
  readonly nodeClassKinds: readonly Pick<NodeClassRef, "group" | "kind">[];
  /**
   * Launches one instance of the claim's types. Idempotent per claim uid: asking again for a claim that got an instance,
   * also after a crash in between, gives that instance and not a second one.
   */
  create(nodeClaim: NodeClaim, signal: AbortSignal): Promise<CloudInstance>;
  /**
   * Starts or goes on with termination. Also for a claim that has no providerID yet: a launch whose answer was lost may have left an instance, which is
   * found by the claim. @throws NodeClaimNotFound once the instance is gone, or when there never was one: then finalizers may go.
   */
  delete(nodeClaim: NodeClaim, signal: AbortSignal): Promise<void>;
  /** @throws NodeClaimNotFound */
  get(providerID: string, signal: AbortSignal): Promise<CloudInstance>;
  /** Every instance of this cluster that a node pool launched. */
  list(signal: AbortSignal): Promise<readonly CloudInstance[]>;
  /** All types, also those without an available offering. */
  instanceTypes(nodePool: NodePool, signal: AbortSignal): Promise<readonly InstanceType[]>;
  /** Free IP addresses by zone that new nodes of the pool can use; undefined where that is not known, absent where there is no such thing. */
  freeAddresses?(nodePool: NodePool, signal: AbortSignal): Promise<Readonly<Record<string, number>> | undefined>;
  /** `""`: not drifted; else the reason, such as `AMIDrift`. */
  isDrifted(nodeClaim: NodeClaim, signal: AbortSignal): Promise<string>;
  readonly repairPolicies: readonly RepairPolicy[];
}
