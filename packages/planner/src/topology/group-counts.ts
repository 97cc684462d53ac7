import type { PodVariant } from "../pods/pod-class.ts";
import type { Requirement } from "../requirements/requirement.ts";
import type { World } from "../simulation/world.ts";
import type { TopologyGroup } from "./topology-group.ts";

/** Pods per domain of one rule, kept while a simulation places pods. */
export interface GroupCounts {
  readonly group: TopologyGroup;
  readonly names: readonly string[];
  /** Pods per domain; for hostnames the nodes of the world, then the open claims. */
  counts: Int32Array;
  /** Domains that the group knows. */
  readonly known: Set<number>;
  total: number;
}

/** A rule that asks where a variant goes, and whether the variant itself counts for it. */
export interface Ruling {
  readonly counts: GroupCounts;
  readonly isSelf: boolean;
}

/** What the world's own pods come to. */
export function countsOf(world: World, group: TopologyGroup): GroupCounts {
  const base = world.baseCounts(group);
  const names = world.domainNames(group.key).names;
  const counts = new Int32Array(Math.max(names.length, base.counts.length, 4));
  counts.set(base.counts);
  const total = base.counts.reduce((sum, count) => sum + count, 0);
  return { group, names, counts, known: new Set(base.domains), total };
}

export function addPods(counts: GroupCounts, domain: number, change: number): void {
  if (domain >= counts.counts.length) {
    const grown = new Int32Array(Math.max(domain + 1, counts.counts.length * 2));
    grown.set(counts.counts);
    counts.counts = grown;
  }
  counts.counts[domain]! += change;
  counts.total += change;
  if (!counts.group.isHostname) counts.known.add(domain);
}

/** Fewest pods in a domain that the pod itself allows; 0 for hostnames (a node can always be added) and below minDomains. */
export function fewestPods(counts: GroupCounts, variant: PodVariant): number {
  const { group } = counts;
  if (group.isHostname) return 0;
  const own = group.filter.affinity ? alternativesFor(variant, group.key) : [];
  let minimum = Infinity;
  let domains = 0;
  for (const domain of counts.known) {
    if (own.length > 0 && !own.some((requirement) => requirement.has(counts.names[domain]!))) continue;
    domains++;
    if (counts.counts[domain]! < minimum) minimum = counts.counts[domain]!;
  }
  return domains < group.minDomains ? 0 : minimum;
}

/** What the pod's alternatives say of a label; empty when one of them leaves it open. */
function alternativesFor(variant: PodVariant, key: string): readonly Requirement[] {
  const requirements = variant.alternatives.map((set) => set.byKey.get(key));
  return requirements.every((requirement) => requirement !== undefined) ? requirements : [];
}
