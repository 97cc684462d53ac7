import type { NodeAddress, ResourceList, StringMap, Taint } from "@inlay/resources";

/**
 * A booted machine as its kubelet sees it: what the user data said and what the hardware has. From it the kubelet makes the Node
 * object, under the machine's own identity.
 */
export interface Machine {
  readonly nodeName: string;
  readonly providerID: string;
  /** From --node-labels, plus what the cloud node controller adds (instance type, zone, region, zone id). */
  readonly labels: StringMap;
  readonly taints: readonly Taint[];
  readonly addresses: readonly NodeAddress[];
  readonly capacity: ResourceList;
  readonly allocatable: ResourceList;
  /** os-image, kernel, kubelet version (`v1.32.9-eks-113cf36`), architecture … */
  readonly nodeInfo: Readonly<Record<string, string>>;
  /** Milliseconds from registration to Ready (CNI up), already divided by the box's speed. */
  readonly readyAfterMs: number;
  /** Milliseconds that a simulated container takes from bound to running. */
  readonly podStartMs: number;
}
