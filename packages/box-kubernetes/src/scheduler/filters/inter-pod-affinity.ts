import type { Pod } from "@inlay/resources";
import type { ClusterState } from "../cluster-state/cluster-state.ts";
import type { AffinityTerm, PodInfo } from "../cluster-state/pod-info.ts";
import { resolvable, unresolvable, type Prepared } from "./rejection.ts";

const PLUGIN = "InterPodAffinity";

/**
 * InterPodAffinity: required affinity to pods in the node's topology domain, required anti-affinity against them, and the
 * required anti-affinity of pods that are there already.
 */
export function interPodAffinity(info: PodInfo, state: ClusterState): Prepared {
  const forbidden = forbiddenByOthers(info.pod, state);
  const avoided = info.antiAffinity.map((term) => ({ term, domains: domainsOf(term, [term], state) }));
  const wanted = info.affinity.map((term) => ({ term, domains: domainsOf(term, info.affinity, state) }));
  if (forbidden.size + avoided.length + wanted.length === 0) return undefined;
  // The first pod of a group that wants to be with itself may go anywhere that has the topology keys.
  const firstOfItsGroup =
    wanted.every(({ domains }) => domains.size === 0) &&
    info.affinity.every((term) => state.termMatches(term, info.pod));
  return ({ node }) => {
    const labels = node.metadata.labels ?? {};
    for (const { term, domains } of wanted) {
      const value = labels[term.topologyKey];
      if (value === undefined || (!domains.has(value) && !firstOfItsGroup))
        return unresolvable(PLUGIN, "node(s) didn't match pod affinity rules");
    }
    for (const { term, domains } of avoided) {
      const value = labels[term.topologyKey];
      if (value !== undefined && domains.has(value))
        return resolvable(PLUGIN, "node(s) didn't match pod anti-affinity rules");
    }
    for (const [key, values] of forbidden) {
      const value = labels[key];
      if (value !== undefined && values.has(value))
        return resolvable(PLUGIN, "node(s) didn't satisfy existing pods anti-affinity rules");
    }
    return undefined;
  };
}

/** The domains of the term's key with a pod that matches all the terms. */
function domainsOf(term: AffinityTerm, terms: readonly AffinityTerm[], state: ClusterState): ReadonlySet<string> {
  const domains = new Set<string>();
  for (const nodeName of matchingAll(terms, state).keys()) {
    const value = state.nodes.get(nodeName)?.node.metadata.labels?.[term.topologyKey];
    if (value !== undefined) domains.add(value);
  }
  return domains;
}

function matchingAll(terms: readonly AffinityTerm[], state: ClusterState): ReadonlyMap<string, number> {
  const key = `affinity ${terms.map((term) => term.key).join(" ")}`;
  return state.counts.of(key, (pod) => terms.every((term) => state.termMatches(term, pod))).perNode;
}

/** Matching pods per node of one term: for scores. */
export function matchingPods(term: AffinityTerm, state: ClusterState): ReadonlyMap<string, number> {
  return matchingAll([term], state);
}

/** Topology key to the domains from which placed pods' required anti-affinity keeps this pod away. */
function forbiddenByOthers(pod: Pod, state: ClusterState): ReadonlyMap<string, ReadonlySet<string>> {
  const forbidden = new Map<string, Set<string>>();
  const verdicts = new Map<string, boolean>();
  for (const other of state.withAntiAffinity) {
    for (const term of other.antiAffinity) {
      let matches = verdicts.get(term.key);
      if (matches === undefined) verdicts.set(term.key, (matches = state.termMatches(term, pod)));
      if (!matches) continue;
      const nodeName = other.pod.spec.nodeName ?? "";
      const value = state.nodes.get(nodeName)?.node.metadata.labels?.[term.topologyKey];
      if (value === undefined) continue;
      const values = forbidden.get(term.topologyKey) ?? new Set<string>();
      forbidden.set(term.topologyKey, values.add(value));
    }
  }
  return forbidden;
}
