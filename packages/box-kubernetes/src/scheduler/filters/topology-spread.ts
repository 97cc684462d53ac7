import {
  matchesSelector,
  untolerated,
  type LabelSelector,
  type Pod,
  type TopologySpreadConstraint,
} from "@inlay/resources";
import { canonicalJson } from "../cluster-state/canonical-json.ts";
import type { ClusterState } from "../cluster-state/cluster-state.ts";
import type { NodeState } from "../cluster-state/node-state.ts";
import type { PodCount } from "../cluster-state/pod-counts.ts";
import { selectorWithLabelKeys, type PodInfo } from "../cluster-state/pod-info.ts";
import { matchesNodeAffinity } from "./node-filters.ts";
import { resolvable, unresolvable, type Prepared } from "./rejection.ts";

const PLUGIN = "PodTopologySpread";

/** A constraint with its pods counted per node. */
export interface SpreadConstraint {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly selfMatch: 0 | 1;
  readonly pods: PodCount;
  /** Pods count wherever they are: `counts` is true of every node. */
  readonly countsAll: boolean;
  /** Whether the node's pods count: it is one that the pod could go to (nodeAffinityPolicy, nodeTaintsPolicy). */
  readonly counts: (node: NodeState) => boolean;
}

export function spreadConstraints(
  pod: Pod,
  state: ClusterState,
  whenUnsatisfiable: TopologySpreadConstraint["whenUnsatisfiable"],
): readonly SpreadConstraint[] {
  return (pod.spec.topologySpreadConstraints ?? [])
    .filter((constraint) => constraint.whenUnsatisfiable === whenUnsatisfiable)
    .map((constraint) => {
      const selector = selectorWithLabelKeys(constraint.labelSelector, pod, constraint.matchLabelKeys);
      return {
        topologyKey: constraint.topologyKey,
        maxSkew: constraint.maxSkew,
        minDomains: constraint.minDomains ?? 1,
        selfMatch: matchesSelector(selector, pod.metadata.labels) ? 1 : 0,
        pods: livePods(pod.metadata.namespace ?? "default", selector, state),
        countsAll:
          constraint.nodeTaintsPolicy !== "Honor" && (constraint.nodeAffinityPolicy === "Ignore" || !choosesNodes(pod)),
        counts: (node) =>
          (constraint.nodeAffinityPolicy === "Ignore" || matchesNodeAffinity(pod, node)) &&
          (constraint.nodeTaintsPolicy !== "Honor" ||
            !untolerated(node.node.spec.taints ?? [], pod.spec.tolerations ?? [])),
      };
    });
}

function choosesNodes({ spec }: Pod): boolean {
  return (
    Object.keys(spec.nodeSelector ?? {}).length > 0 ||
    spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution !== undefined
  );
}

/** Pods on their way out no longer count for spreading. */
function livePods(namespace: string, selector: LabelSelector | undefined, state: ClusterState) {
  return state.counts.of(
    `spread ${canonicalJson([namespace, selector ?? null])}`,
    (pod) =>
      pod.metadata.namespace === namespace &&
      pod.metadata.deletionTimestamp === undefined &&
      matchesSelector(selector, pod.metadata.labels),
  );
}

/** PodTopologySpread: `skew = pods in the domain, this one included − fewest in any domain ≤ maxSkew`. */
export function topologySpread({ pod }: PodInfo, state: ClusterState): Prepared {
  const constraints = spreadConstraints(pod, state, "DoNotSchedule");
  if (constraints.length === 0) return undefined;
  const keys = constraints.map((constraint) => constraint.topologyKey);
  const domains = constraints.map((constraint) => ({ ...constraint, pods: domainCounts(constraint, keys, state) }));
  const checks = domains.map((domain) => ({ ...domain, fewest: fewestPods(domain) }));
  return ({ node }) => {
    for (const { topologyKey, maxSkew, selfMatch, pods, fewest } of checks) {
      const value = node.metadata.labels?.[topologyKey];
      if (value === undefined)
        return unresolvable(PLUGIN, "node(s) didn't match pod topology spread constraints (missing required label)");
      if ((pods.get(value) ?? 0) + selfMatch - fewest > maxSkew)
        return resolvable(PLUGIN, "node(s) didn't match pod topology spread constraints");
    }
    return undefined;
  };
}

function domainCounts(constraint: SpreadConstraint, keys: readonly string[], state: ClusterState) {
  const pods = new Map<string, number>();
  for (const node of state.nodes.values()) {
    const labels = node.node.metadata.labels ?? {};
    if (keys.some((key) => labels[key] === undefined) || !constraint.counts(node)) continue;
    const value = labels[constraint.topologyKey]!;
    pods.set(value, (pods.get(value) ?? 0) + (constraint.pods.perNode.get(node.name) ?? 0));
  }
  return pods;
}

function fewestPods({ pods, minDomains }: { pods: ReadonlyMap<string, number>; minDomains: number }): number {
  if (pods.size < minDomains) return 0;
  let fewest = Infinity;
  for (const count of pods.values()) fewest = Math.min(fewest, count);
  return fewest === Infinity ? 0 : fewest;
}
