import {
  LABEL_HOSTNAME,
  matchesSelector,
  type LabelSelector,
  type PodAffinityTerm,
  type StringMap,
  type Toleration,
  type TopologySpreadConstraint,
} from "@inlay/resources";
import type { RequirementSet } from "../requirements/requirement-set.ts";
import { stableLabelKey } from "../requirements/well-known-labels.ts";

/** `inverse` counts pods that refuse the ones selected; the others count the pods selected. */
export type TopologyKind = "spread" | "affinity" | "anti-affinity" | "inverse";

export interface PodMatcher {
  readonly namespaces: ReadonlySet<string>;
  readonly selector: LabelSelector | undefined;
}

/** Which nodes a spread looks at (nodeAffinityPolicy, nodeTaintsPolicy). Null: all of them. */
export interface NodeFilter {
  readonly affinity: readonly RequirementSet[] | null;
  readonly tolerations: readonly Toleration[] | null;
}

/** One rule about pods per domain of a label, shared by all pods that have it. */
export interface TopologyGroup {
  readonly index: number;
  readonly kind: TopologyKind;
  readonly key: string;
  readonly isHostname: boolean;
  /** A pod counts when all of them match. */
  readonly matchers: readonly PodMatcher[];
  readonly maxSkew: number;
  readonly minDomains: number;
  readonly filter: NodeFilter;
}

const ALL_NODES: NodeFilter = { affinity: null, tolerations: null };

export function groupMatches(group: Pick<TopologyGroup, "matchers">, namespace: string, labels: StringMap): boolean {
  for (const { namespaces, selector } of group.matchers)
    if (!namespaces.has(namespace) || !matchesSelector(selector, labels)) return false;
  return true;
}

/** Interns groups: equal rules are one group, with one set of counts. */
export class TopologyGroups {
  readonly all: TopologyGroup[] = [];
  readonly #bySignature = new Map<string, TopologyGroup>();
  readonly #namespaces: ReadonlyMap<string, StringMap>;

  /** @param namespaces labels by namespace, for `namespaceSelector`. */
  constructor(namespaces: ReadonlyMap<string, StringMap>) {
    this.#namespaces = namespaces;
  }

  spread(
    constraint: TopologySpreadConstraint,
    pod: { readonly namespace: string; readonly labels: StringMap },
    required: readonly RequirementSet[],
    tolerations: readonly Toleration[],
  ): TopologyGroup {
    const filter = {
      affinity: constraint.nodeAffinityPolicy === "Ignore" || required.length === 0 ? null : required,
      tolerations: constraint.nodeTaintsPolicy === "Honor" ? tolerations : null,
    };
    const selector = withLabelKeys(constraint.labelSelector, pod.labels, constraint.matchLabelKeys, undefined);
    const matchers = [{ namespaces: new Set([pod.namespace]), selector }];
    return this.#intern("spread", constraint.topologyKey, matchers, filter, constraint.maxSkew, constraint.minDomains);
  }

  affinity(
    kind: "affinity" | "anti-affinity" | "inverse",
    key: string,
    terms: readonly PodAffinityTerm[],
    pod: { readonly namespace: string; readonly labels: StringMap },
  ): TopologyGroup {
    const matchers = terms.map((term) => ({
      namespaces: this.#namespacesOf(term, pod.namespace),
      selector: withLabelKeys(term.labelSelector, pod.labels, term.matchLabelKeys, term.mismatchLabelKeys),
    }));
    return this.#intern(kind, key, matchers, ALL_NODES, Infinity, undefined);
  }

  #namespacesOf(term: PodAffinityTerm, own: string): ReadonlySet<string> {
    if (!term.namespaceSelector) return new Set(term.namespaces?.length ? term.namespaces : [own]);
    const selected = [...this.#namespaces].filter(([, labels]) => matchesSelector(term.namespaceSelector, labels));
    return new Set([...(term.namespaces ?? []), ...selected.map(([name]) => name)]);
  }

  #intern(
    kind: TopologyKind,
    topologyKey: string,
    matchers: readonly PodMatcher[],
    filter: NodeFilter,
    maxSkew: number,
    minDomains = 1,
  ): TopologyGroup {
    const key = stableLabelKey(topologyKey);
    const signature = JSON.stringify([
      kind,
      key,
      matchers.map(({ namespaces, selector }) => [[...namespaces].sort(), selector ?? null]),
      filter.affinity?.map(({ id }) => id) ?? null,
      filter.tolerations,
      maxSkew,
      minDomains,
    ]);
    let group = this.#bySignature.get(signature);
    if (!group) {
      const isHostname = key === LABEL_HOSTNAME;
      group = { index: this.all.length, kind, key, isHostname, matchers, maxSkew, minDomains, filter };
      this.all.push(group);
      this.#bySignature.set(signature, group);
    }
    return group;
  }
}

function withLabelKeys(
  selector: LabelSelector | undefined,
  labels: StringMap,
  match: readonly string[] = [],
  mismatch: readonly string[] = [],
): LabelSelector | undefined {
  if (!selector) return undefined;
  const extra = [
    ...match.filter((key) => key in labels).map((key) => ({ key, operator: "In" as const, values: [labels[key]!] })),
    ...mismatch
      .filter((key) => key in labels)
      .map((key) => ({ key, operator: "NotIn" as const, values: [labels[key]!] })),
  ];
  return extra.length === 0
    ? selector
    : { ...selector, matchExpressions: [...(selector.matchExpressions ?? []), ...extra] };
}
