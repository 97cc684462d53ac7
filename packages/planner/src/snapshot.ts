import type {
  CSINode,
  DaemonSet,
  Namespace,
  Node,
  NodeClaim,
  NodePool,
  PersistentVolume,
  PersistentVolumeClaim,
  Pod,
  PodDisruptionBudget,
  StorageClass,
  TopologySpreadConstraint,
} from "@inlay/resources";
import type { CapacityType, InstanceType } from "./instance-type.ts";

export const SNAPSHOT_VERSION = 1;

/**
 * Everything that a decision rests on, as plain JSON: objects as `kubectl get -o json` shows them (order does not matter),
 * and what the cloud offers. Equal snapshots give equal plans, byte for byte.
 */
export interface Snapshot {
  readonly version: typeof SNAPSHOT_VERSION;
  /** RFC 3339. The only clock that the planner knows. */
  readonly now: string;
  readonly nodePools: readonly NodePool[];
  readonly nodeClaims: readonly NodeClaim[];
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
  readonly daemonSets: readonly DaemonSet[];
  readonly namespaces: readonly Namespace[];
  readonly podDisruptionBudgets: readonly PodDisruptionBudget[];
  readonly persistentVolumes: readonly PersistentVolume[];
  readonly persistentVolumeClaims: readonly PersistentVolumeClaim[];
  readonly storageClasses: readonly StorageClass[];
  readonly csiNodes: readonly CSINode[];
  /** Instance types by catalogue id. Pools with the same node class share one catalogue. */
  readonly catalogues: Readonly<Record<string, readonly InstanceType[]>>;
  /** The catalogue of each node pool. A pool that is missing here has no instance types resolved and is skipped. */
  readonly catalogueOfNodePool: Readonly<Record<string, string>>;
  /** Nodes that pods were promised to, and until when (RFC 3339): not disrupted before. Keyed by node name or claim name. */
  readonly nominatedUntil?: Readonly<Record<string, string>>;
  /**
   * Free IP addresses per zone that new nodes can use, by catalogue (pools of one node class share subnets). A catalogue that is missing
   * here has no end of them. Only looked at under policy `subnetAddresses`.
   */
  readonly freeAddresses?: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Disruption commands under way: their nodes are leaving, their replacements are on the way. */
  /**
   * The objects were served by an API server, whose schemas hold every field to its type: they are not looked through again. What schemas
   * do not say (that a quantity is one) is checked all the same.
   */
  readonly heldToSchemas?: boolean;
  readonly commands?: readonly CommandInProgress[];
  /** Offerings without capacity right now, beside those that the catalogues mark unavailable. */
  readonly unavailableOfferings?: readonly {
    readonly instanceType: string;
    readonly zone: string;
    readonly capacityType: CapacityType;
  }[];
}

/** A disruption that was started; kept on node claims as annotations, so that a restart goes on with it. */
export interface CommandInProgress {
  readonly id: string;
  readonly reason: DisruptionReason;
  /** Node claims that leave. */
  readonly candidates: readonly string[];
  /** Node claims that were created for their pods. */
  readonly replacements: readonly string[];
}

export type DisruptionReason = "Empty" | "Underutilized" | "Drifted";

/** How to plan. Everything has the default of Karpenter 1.14, cut to 60 instance types as the reference page shows. */
export interface Policy {
  readonly preferencePolicy: "Respect" | "Ignore";
  readonly minValuesPolicy: "Strict" | "BestEffort";
  /** `upstream` reproduces Karpenter's order and growth; `cheapest` never costs more. */
  readonly packingPolicy: "cheapest" | "upstream";
  /** Work units that `cheapest` spends on improving its first packing; some ten million are a second. */
  readonly packingEffort: number;
  /** A packing this close above its proven bound, as a part of it, is good enough: launching it now is worth more than a better one. */
  readonly packingTolerance: number;
  readonly maxInstanceTypes: number;
  /** Work units after which a plan stops and is marked partial; absent: none. */
  readonly effortLimit?: number;
  readonly reservedCapacity: boolean;
  readonly spotToSpotConsolidation: boolean;

  // What follows goes beyond Karpenter; absent: as Karpenter.

  /** Pods that name a pod group are placed all together or not at all in a round. */
  readonly podGroups?: boolean;
  /** Who is placed first: the largest (Karpenter), or the highest `spec.priority`, then the largest. */
  readonly queueOrder?: "size" | "priority";
  /** Which of several pools of the same weight makes a new node: the last by name (Karpenter), or the one whose node is cheapest. */
  readonly equalWeightPools?: "name" | "price";
  /** The most pods on a node, daemons included: what is lost with it. */
  readonly maxPodsPerNode?: number;
  /** The most of a workload's pods on a node, as a part of 1; one pod is always allowed. */
  readonly maxWorkloadShare?: number;
  /** Spreads of pods that have none and belong to a workload, over the pods of that workload; selectors are filled in. */
  readonly defaultTopologySpread?: readonly TopologySpreadConstraint[];
  /** Count the free addresses of subnets (`Snapshot.freeAddresses`). */
  readonly subnetAddresses?: boolean;
}

export const DEFAULT_POLICY: Policy = {
  preferencePolicy: "Respect",
  minValuesPolicy: "Strict",
  packingPolicy: "cheapest",
  packingEffort: 300_000,
  packingTolerance: 0.002,
  maxInstanceTypes: 60,
  reservedCapacity: true,
  spotToSpotConsolidation: false,
};
