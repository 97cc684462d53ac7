import type { Event, Node, NodeClaim, Pod } from "@inlay/resources";
import type { NodeGroup } from "./node-group.ts";

/** What is known of a cluster right now, from live copies. Objects are shared: never change them. */
export type Observation = {
  /** Whether its API server answers; with the reason when it does not. */
  readonly reachable: boolean;
  readonly problem?: string;
  /** `v1.32.9-eks-113cf36`. */
  readonly kubernetesVersion?: string;
  readonly serverUrl?: string;
  readonly nodes: readonly Node[];
  readonly pods: readonly Pod[];
  readonly nodeClaims: readonly NodeClaim[];
  readonly events: readonly Event[];
  readonly nodeGroups: readonly NodeGroup[];
  /** US dollars an hour; undefined while it is not known. */
  readonly priceOf: (instanceType: string, zone: string, capacityType: string) => number | undefined;
};

/** Before the first look. */
export const UNSEEN: Observation = {
  reachable: false,
  nodes: [],
  pods: [],
  nodeClaims: [],
  events: [],
  nodeGroups: [],
  priceOf: () => undefined,
};
