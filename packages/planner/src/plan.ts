import type { NodeClaim, RequirementWithMinValues, ResourceAmounts } from "@inlay/resources";
import type { CapacityType } from "./instance-type.ts";
import type { DisruptionReason } from "./snapshot.ts";

/** `namespace/name`. */
export type PodKey = string;

/** The object that must still be the same when an action is carried out. */
export interface Precondition {
  readonly kind: "NodeClaim" | "Node" | "NodePool";
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion?: string;
}

/** A node claim to create: everything that goes into the object, and what it is for. */
export interface PlannedNodeClaim {
  /** Made from the content; equal plans have equal ids. Unique within a plan. */
  readonly id: string;
  readonly nodePool: string;
  readonly pods: readonly PodKey[];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** `spec` of the NodeClaim, complete: requirements with at most `maxInstanceTypes` instance types, requests, taints, expiry. */
  readonly spec: NodeClaim["spec"];
  /** Pods and daemons together, `pods` included: what `spec.resources.requests` says, as numbers. */
  readonly requests: ResourceAmounts;
  /** Instance types that fit, cheapest first, ties by name. */
  readonly instanceTypes: readonly string[];
  /** The cheapest offering that fits: what the planner expects to get. */
  readonly cheapest: {
    readonly instanceType: string;
    readonly zone: string;
    readonly capacityType: CapacityType;
    readonly pricePerHour: number;
  };
  readonly minValuesRelaxed: boolean;
  /** `spec.limits` of the pool must still hold when the claim is created. */
  readonly preconditions: readonly Precondition[];
}

/** Pods that go to a node or node claim that exists already. */
export interface ExistingNodePlacement {
  /** Node name, or the claim's name while it has not registered. */
  readonly name: string;
  readonly nodeClaim?: string;
  readonly initialized: boolean;
  readonly pods: readonly PodKey[];
}

export interface UnschedulablePod {
  readonly pod: PodKey;
  /** validation: refused before planning. scheduling: nothing fits. deferred: waits for reserved capacity. */
  readonly stage: "validation" | "scheduling" | "deferred";
  /** Upstream's wording, for the pod's FailedScheduling event. Empty: the pod opted out, say nothing. */
  readonly message: string;
  /** What the pod opted out by, for those who ask. */
  readonly optedOut?: string;
}

/** Where pending pods (and those of leaving nodes) go. */
export interface ProvisioningPlan {
  /** Pods that were considered, in queue order. */
  readonly pods: readonly PodKey[];
  readonly newNodeClaims: readonly PlannedNodeClaim[];
  readonly existingNodes: readonly ExistingNodePlacement[];
  readonly unschedulable: readonly UnschedulablePod[];
  /** The effort limit was reached: the plan is the best so far. Pods that were not tried are among the unschedulable ones, and say so. */
  readonly isPartial: boolean;
  /** What the effort did not suffice for, one sentence each; absent when nothing is left to try. */
  readonly notTried?: readonly string[];
  /** Objects of the snapshot that could not be read and were left out. */
  readonly unreadable: readonly { readonly kind: string; readonly name: string; readonly reason: string }[];
  /** Node pools that were left out, and why. */
  readonly skippedNodePools: readonly { readonly nodePool: string; readonly reason: string }[];
  /** USD per hour of the new node claims, at their cheapest offerings. */
  readonly pricePerHour: number;
  /** No packing of the same pods is cheaper than this. */
  readonly lowerBoundPerHour: number;
  /** Work done, in units; never seconds. */
  readonly effort: number;
}

export interface DisruptionCandidate {
  readonly nodeName: string;
  readonly nodeClaim: string;
  readonly nodePool: string;
  readonly instanceType: string;
  readonly zone: string;
  readonly capacityType: CapacityType;
  readonly pricePerHour: number;
  /** Pods that must find another place. */
  readonly pods: readonly PodKey[];
  readonly preconditions: readonly Precondition[];
}

/** Nodes to remove, and what replaces them. Reasons of consolidation are `Empty` and `Underutilized`. */
export interface DisruptionCommand {
  /** Made from the content: equal commands have equal ids. */
  readonly id: string;
  readonly reason: DisruptionReason;
  readonly decision: "delete" | "replace";
  readonly consolidationType: "empty" | "multi" | "single" | "";
  readonly candidates: readonly DisruptionCandidate[];
  readonly replacements: readonly PlannedNodeClaim[];
  /** Pods that go to nodes that exist. */
  readonly existingNodes: readonly ExistingNodePlacement[];
  readonly savingsPerHour: number;
  /** Milliseconds to wait and then plan again before it starts (15 s for consolidation, 0 for drift). */
  readonly validateAfterMs: number;
}

/** Why a node or node claim stays, for its DisruptionBlocked or Unconsolidatable event. */
export interface DisruptionRefusal {
  readonly nodeName?: string;
  readonly nodeClaim?: string;
  readonly nodePool?: string;
  readonly reason: "DisruptionBlocked" | "Unconsolidatable";
  readonly message: string;
}

export interface DisruptionPlan {
  /** At most one command a pass, as upstream: the first method that finds something. */
  readonly command?: DisruptionCommand;
  readonly refusals: readonly DisruptionRefusal[];
  /** Disruptions that each pool's budgets allow now, per reason. */
  readonly allowedDisruptions: Readonly<Record<string, Readonly<Record<DisruptionReason, number>>>>;
  readonly eligibleNodes: Readonly<Record<DisruptionReason, number>>;
  readonly effort: number;
}

export type { RequirementWithMinValues };
