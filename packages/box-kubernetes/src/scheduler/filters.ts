import type { Pod } from "@inlay/resources";
import type { ClusterState } from "./cluster-state/cluster-state.ts";
import type { NodeState } from "./cluster-state/node-state.ts";
import { podInfo, type PodInfo } from "./cluster-state/pod-info.ts";
import { interPodAffinity } from "./filters/inter-pod-affinity.ts";
import {
  namedNodes,
  nodeAffinity,
  nodeName,
  nodePorts,
  nodeResources,
  nodeUnschedulable,
  taintToleration,
} from "./filters/node-filters.ts";
import type { Filter, Prepared, Rejection } from "./filters/rejection.ts";
import { topologySpread } from "./filters/topology-spread.ts";
import { volumeBinding, volumeLimits, volumeRestrictions, volumeZone } from "./filters/volume-filters.ts";

export type { Rejection } from "./filters/rejection.ts";

/** The default profile's filter plugins, in its order: the first that objects is the one that is reported. */
const FILTERS: readonly ((info: PodInfo, state: ClusterState) => Prepared)[] = [
  nodeUnschedulable,
  nodeName,
  taintToleration,
  nodeAffinity,
  nodePorts,
  nodeResources,
  volumeRestrictions,
  volumeLimits,
  volumeBinding,
  volumeZone,
  topologySpread,
  interPodAffinity,
];

/** One pod's filters, prepared for the cluster as it is now. */
export interface PodFilters {
  /** No node will do, for this reason. */
  readonly nowhere: Rejection | undefined;
  /** The only nodes to look at; undefined: all. */
  readonly named: ReadonlySet<string> | undefined;
  readonly check: Filter;
}

export function podFilters(info: PodInfo, state: ClusterState): PodFilters {
  const filters: Filter[] = [];
  let nowhere: Rejection | undefined;
  for (const prepare of FILTERS) {
    const prepared = prepare(info, state);
    if (typeof prepared === "function") filters.push(prepared);
    else if (prepared) nowhere ??= prepared.nowhere;
  }
  return { nowhere, named: namedNodes(info.pod), check: (node) => firstRejection(filters, node) };
}

function firstRejection(filters: readonly Filter[], node: NodeState): Rejection | undefined {
  for (const filter of filters) {
    const rejection = filter(node);
    if (rejection) return rejection;
  }
  return undefined;
}

/**
 * Why this pod cannot run on this node, or undefined when it can: the filter plugins of kube-scheduler 1.32's default profile.
 * The pod itself must not be placed in `state`.
 *
 * @example nodeFit(pod, "n1", ClusterState.of({ nodes: [n1], pods })) // { plugin: "NodeResourcesFit", reasons: ["Insufficient cpu"], … }
 * @throws Error when the state has no such node.
 */
export function nodeFit(pod: Pod, nodeName: string, state: ClusterState): Rejection | undefined {
  const node = state.nodes.get(nodeName);
  if (!node) throw new Error(`no node ${nodeName} in this cluster state`);
  const filters = podFilters(podInfo(pod), state);
  return filters.nowhere ?? filters.check(node);
}
