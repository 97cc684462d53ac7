import { matchesNodeSelectorTerm, tolerates } from "@inlay/resources";
import { controllerOf } from "../../controllers/ownership/owner-references.ts";
import type { ClusterState } from "../cluster-state/cluster-state.ts";
import type { NodeState } from "../cluster-state/node-state.ts";
import type { AffinityTerm, PodInfo } from "../cluster-state/pod-info.ts";
import { matchingPods } from "../filters/inter-pod-affinity.ts";
import { spreadConstraints, type SpreadConstraint } from "../filters/topology-spread.ts";

type Scores = readonly number[];

/** TaintToleration: the fewer PreferNoSchedule taints the pod does not tolerate, the better. */
export function taintScores({ pod }: PodInfo, nodes: readonly NodeState[]): Scores {
  const tolerations = pod.spec.tolerations ?? [];
  const counts = nodes.map(
    ({ node }) =>
      (node.spec.taints ?? []).filter(
        (taint) => taint.effect === "PreferNoSchedule" && !tolerations.some((each) => tolerates(each, taint)),
      ).length,
  );
  const most = Math.max(0, ...counts);
  return counts.map((count) => (most === 0 ? 100 : 100 - Math.floor((100 * count) / most)));
}

/** NodeAffinity: the weights of the preferred terms that the node satisfies, the best node having 100. */
export function nodeAffinityScores({ pod }: PodInfo, nodes: readonly NodeState[]): Scores {
  const preferred = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  if (preferred.length === 0) return [];
  const sums = nodes.map(({ node, name }) =>
    preferred.reduce(
      (sum, { weight, preference }) =>
        sum + (matchesNodeSelectorTerm(preference, node.metadata.labels ?? {}, name) ? weight : 0),
      0,
    ),
  );
  const most = Math.max(0, ...sums);
  return sums.map((sum) => (most === 0 ? 0 : Math.floor((100 * sum) / most)));
}

/**
 * PodTopologySpread: domains with fewer matching pods are better. A pod without constraints is spread over hosts (skew 3) and zones
 * (skew 5) with the other pods of its controller, as the default constraints do with the pods of its service.
 */
export function spreadScores(info: PodInfo, nodes: readonly NodeState[], state: ClusterState): Scores {
  const own = spreadConstraints(info.pod, state, "ScheduleAnyway");
  const constraints =
    (info.pod.spec.topologySpreadConstraints ?? []).length > 0 ? own : defaultConstraints(info, state);
  if (constraints.length === 0) return [];
  const needed = own.length > 0 ? constraints.map((constraint) => constraint.topologyKey) : [];
  const ignored = (node: NodeState) => needed.some((key) => node.node.metadata.labels?.[key] === undefined);
  const sums = nodes.map(() => 0);
  for (const constraint of constraints) addSpread(sums, constraint, nodes, ignored, state);
  const counted = sums.filter((_, index) => !ignored(nodes[index]!));
  const fewest = Math.min(Infinity, ...counted);
  const most = Math.max(0, ...counted);
  return sums.map((sum, index) => {
    if (ignored(nodes[index]!)) return 0;
    return most === 0 ? 100 : Math.floor((100 * (most + fewest - sum)) / most);
  });
}

function addSpread(
  sums: number[],
  constraint: SpreadConstraint,
  nodes: readonly NodeState[],
  ignored: (node: NodeState) => boolean,
  state: ClusterState,
): void {
  const { topologyKey, maxSkew, pods, countsAll } = constraint;
  if (topologyKey === "kubernetes.io/hostname") return addHostSpread(sums, constraint, nodes, ignored);
  const domainOf = (node: NodeState) => node.node.metadata.labels?.[topologyKey];
  const domains = new Map<string, number>();
  for (const node of nodes) {
    const domain = domainOf(node);
    if (domain !== undefined && !ignored(node)) domains.set(domain, 0);
  }
  if (countsAll) {
    const all = pods.perDomain(topologyKey);
    for (const domain of domains.keys()) domains.set(domain, all.get(domain) ?? 0);
  } else
    for (const [name, count] of pods.perNode) {
      const node = state.nodes.get(name);
      const domain = node && domainOf(node);
      if (domain !== undefined && domains.has(domain) && constraint.counts(node!))
        domains.set(domain, domains.get(domain)! + count);
    }
  const weight = Math.log(domains.size + 2);
  nodes.forEach((node, index) => {
    const domain = domainOf(node);
    if (domain !== undefined) sums[index]! += (domains.get(domain) ?? 0) * weight + (maxSkew - 1);
  });
}

/** Each node is a domain of its own: nothing is to be added up over the other nodes. */
function addHostSpread(
  sums: number[],
  { topologyKey, maxSkew, pods, counts }: SpreadConstraint,
  nodes: readonly NodeState[],
  ignored: (node: NodeState) => boolean,
): void {
  const has = nodes.map((node) => node.node.metadata.labels?.[topologyKey] !== undefined);
  const weight = Math.log(nodes.filter((node, index) => has[index] && !ignored(node)).length + 2);
  nodes.forEach((node, index) => {
    if (!has[index]) return;
    const count = !ignored(node) && counts(node) ? (pods.perNode.get(node.name) ?? 0) : 0;
    sums[index]! += count * weight + (maxSkew - 1);
  });
}

function defaultConstraints({ pod }: PodInfo, state: ClusterState): readonly SpreadConstraint[] {
  const owner = controllerOf(pod);
  if (!owner || owner.kind === "DaemonSet") return [];
  const pods = state.counts.of(`owner ${owner.uid}`, (other) => controllerOf(other)?.uid === owner.uid);
  if (pods.perNode.size === 0) return [];
  const constraint = (topologyKey: string, maxSkew: number): SpreadConstraint => ({
    topologyKey,
    maxSkew,
    minDomains: 1,
    selfMatch: 1,
    pods,
    countsAll: true,
    counts: () => true,
  });
  return [constraint("kubernetes.io/hostname", 3), constraint("topology.kubernetes.io/zone", 5)];
}

/** InterPodAffinity: preferred terms of this pod and of the pods that are there, and their required affinity with weight 1. */
export function affinityScores(info: PodInfo, nodes: readonly NodeState[], state: ClusterState): Scores {
  const weights = new Map<string, Map<string, number>>();
  const add = (term: AffinityTerm, nodeName: string, weight: number) => {
    const value = state.nodes.get(nodeName)?.node.metadata.labels?.[term.topologyKey];
    if (value === undefined) return;
    const values = weights.get(term.topologyKey) ?? new Map<string, number>();
    weights.set(term.topologyKey, values.set(value, (values.get(value) ?? 0) + weight));
  };
  for (const [terms, sign] of [
    [info.preferredAffinity, 1],
    [info.preferredAntiAffinity, -1],
  ] as const)
    for (const term of terms)
      for (const [nodeName, count] of matchingPods(term, state)) add(term, nodeName, sign * term.weight * count);
  for (const other of state.withAffinity) {
    const nodeName = other.pod.spec.nodeName ?? "";
    const weigh = (terms: readonly AffinityTerm[], weightOf: (term: AffinityTerm) => number) => {
      for (const term of terms) if (state.termMatches(term, info.pod)) add(term, nodeName, weightOf(term));
    };
    weigh(other.affinity, () => 1);
    weigh(other.preferredAffinity, (term) => term.weight);
    weigh(other.preferredAntiAffinity, (term) => -term.weight);
  }
  if (weights.size === 0) return [];
  const sums = nodes.map(({ node }) => {
    let sum = 0;
    for (const [key, values] of weights) sum += values.get(node.metadata.labels?.[key] ?? "") ?? 0;
    return sum;
  });
  const least = Math.min(...sums);
  const range = Math.max(...sums) - least;
  return sums.map((sum) => (range === 0 ? 0 : Math.floor((100 * (sum - least)) / range)));
}
