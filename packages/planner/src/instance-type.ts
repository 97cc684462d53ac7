import type { RequirementWithMinValues, ResourceAmounts } from "@inlay/resources";

export type CapacityType = "on-demand" | "spot" | "reserved";

/** A way to buy an instance type: where, how, at what price. */
export interface Offering {
  readonly zone: string;
  readonly capacityType: CapacityType;
  /** USD per hour. */
  readonly pricePerHour: number;
  /** False while capacity is known to be missing, the zone is shifted away, or the node class excludes it. */
  readonly available: boolean;
  /** Further labels of the offering: zone id, reservation id, placement partition. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Instances left in the reservation; only on reserved offerings. */
  readonly reservationCapacity?: number;
}

/**
 * A machine type as a node pool can get it: the same EC2 type differs between node classes (disks, kubelet settings).
 * Plain data: it is part of the snapshot. Allocatable = capacity − overhead, floor 0.
 */
export interface InstanceType {
  readonly name: string;
  /**
   * What a node of this type can be, as requirements over labels: instance type, arch, os, zones and capacity types of its
   * offerings, provider labels. A well-known label that the type lacks is `DoesNotExist`.
   */
  readonly requirements: readonly RequirementWithMinValues[];
  readonly offerings: readonly Offering[];
  readonly capacity: ResourceAmounts;
  /** kube-reserved + system-reserved + eviction threshold. */
  readonly overhead: ResourceAmounts;
}
