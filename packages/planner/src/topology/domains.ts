import { untolerated, type Taint } from "@inlay/resources";
import type { RequirementSet, RequirementSpace } from "../requirements/requirement-set.ts";
import type { NodeFilter, TopologyGroup } from "./topology-group.ts";

/** A place where domains of a label come from: a pool's types, or a node. */
export interface DomainSource {
  readonly taints: readonly Taint[];
  readonly requirements: RequirementSet;
  /** Whether well-known labels that it does not define may still turn up: a pool yes, a node no. */
  readonly open: boolean;
  domainsOf(key: string): Iterable<string>;
}

/** Domains of one label with small numbers, in no particular order. */
export class DomainNames {
  readonly names: string[] = [];
  readonly #index = new Map<string, number>();

  indexOf(name: string): number {
    let index = this.#index.get(name);
    if (index === undefined) {
      index = this.names.push(name) - 1;
      this.#index.set(name, index);
    }
    return index;
  }
}

/** Whether a node of this kind takes part in the group's counts. */
export function passesFilter(
  filter: NodeFilter,
  requirements: RequirementSet,
  taints: readonly Taint[],
  open: boolean,
  space: RequirementSpace,
): boolean {
  if (filter.tolerations && untolerated(taints, filter.tolerations)) return false;
  if (!filter.affinity) return true;
  return filter.affinity.some((asked) =>
    open ? space.narrow(requirements, asked) !== null : nodeMeets(requirements, asked),
  );
}

/** Whether a node with exactly these labels meets the requirements; a label of which several values are open must meet them all. */
export function nodeMeets(labels: RequirementSet, asked: RequirementSet): boolean {
  for (const [key, requirement] of asked.byKey) {
    const own = labels.byKey.get(key);
    if (!own) {
      if (!requirement.absent) return false;
      continue;
    }
    if (own.complement) {
      const narrowed = own.intersect(requirement);
      if (narrowed.signature !== own.signature) return false;
      continue;
    }
    if (own.absent && !requirement.absent) return false;
    for (const value of own.values) if (!requirement.has(value)) return false;
  }
  return true;
}

/** The domains that the group spreads over, before any pod is counted. */
export function universeOf(
  group: TopologyGroup,
  sources: readonly DomainSource[],
  names: DomainNames,
  space: RequirementSpace,
): Set<number> {
  const domains = new Set<number>();
  for (const source of sources) {
    // Of a pool only taints matter, as upstream: its zones count also for pods that its labels keep away.
    const filter = source.open ? { ...group.filter, affinity: null } : group.filter;
    if (!passesFilter(filter, source.requirements, source.taints, source.open, space)) continue;
    for (const domain of source.domainsOf(group.key)) domains.add(names.indexOf(domain));
  }
  return domains;
}
