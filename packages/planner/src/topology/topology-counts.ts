import { Requirement } from "../requirements/requirement.ts";
import type { RequirementSet } from "../requirements/requirement-set.ts";
import type { PodClass, PodVariant } from "../pods/pod-class.ts";
import type { World } from "../simulation/world.ts";
import { passesFilter } from "./domains.ts";
import { MatchingGroups } from "./matching-groups.ts";
import { groupMatches, type TopologyGroup } from "./topology-group.ts";

interface GroupCounts {
  readonly group: TopologyGroup;
  readonly names: readonly string[];
  /** Pods per domain; for hostnames the nodes of the world, then the open claims. */
  counts: Int32Array;
  /** Domains that the group knows. */
  readonly known: Set<number>;
  total: number;
}

/** A rule that asks where a variant goes, and whether the variant itself counts for it. */
interface Ruling {
  readonly counts: GroupCounts;
  readonly isSelf: boolean;
}

/** What topology rules say about a place: impossible for good, impossible for now, or possible within these requirements. */
export type TopologyVerdict = "never" | "not-now" | RequirementSet;

/** A place that is asked about: a node of the world, or an open claim that may still be several things. */
export interface OpenPlace {
  /** Number among hostnames. */
  readonly host: number;
  readonly requirements: RequirementSet;
  readonly taints: UsableTaints;
}
type UsableTaints = Parameters<typeof passesFilter>[2];

/** Orders domains that are equally good for a spread or a first pod: the better one comes first. */
export type DomainPreference = (key: string, a: string, b: string) => number;

/**
 * Pods per domain of every topology rule in play, kept while a simulation places pods (autoscaler.md §3.7). Counts start from
 * the world's and are never recounted.
 */
export class TopologyCounts {
  readonly #world: World;
  readonly #counts: GroupCounts[] = [];
  readonly #inPlay: GroupCounts[] = [];
  readonly #matching: (readonly GroupCounts[])[] = [];
  readonly #refusedBy: (readonly GroupCounts[])[] = [];
  readonly #rulings: (readonly Ruling[])[] = [];
  readonly #single = new Map<string, RequirementSet>();
  /** By host of an open claim: pods that count for a rule as soon as the claim's domain is sure. */
  readonly #unsettled = new Map<number, Map<GroupCounts, number>>();

  /** @param classes all classes of the simulation: their rules are in play, also those of their relaxed variants. */
  constructor(world: World, classes: readonly PodClass[]) {
    this.#world = world;
    for (const podClass of classes) {
      for (const group of podClass.refusals) this.#play(group);
      for (const variant of podClass.variants) for (const group of variant.groups) this.#play(group);
    }
    for (const group of world.groups.all) if (group.kind === "inverse") this.#play(group);
    const groups = new MatchingGroups(this.#inPlay);
    for (const podClass of classes) {
      const selecting = groups.of(podClass.namespace, podClass.labels);
      this.#matching[podClass.index] = selecting.filter(({ group }) => group.kind !== "inverse");
      this.#refusedBy[podClass.index] = selecting.filter(({ group }) => group.kind === "inverse");
    }
  }

  /** A bound pod is taken from its node, to be placed again. */
  lift(podClass: PodClass, node: number): void {
    for (const counts of this.#matching[podClass.index]!) {
      if (!this.#world.takesPart(counts.group, node)) continue;
      const domain = counts.group.isHostname ? node : this.#world.nodeDomain(node, counts.group.key);
      if (domain >= 0) this.#add(counts, domain, -1);
    }
    for (const group of podClass.refusals) {
      const counts = this.#counts[group.index]!;
      const domain = group.isHostname ? node : this.#world.nodeDomain(node, group.key);
      if (domain >= 0) this.#add(counts, domain, -1);
    }
  }

  /** Whether some rule asks where the variant goes, or counts it. */
  concerns(variant: PodVariant): boolean {
    const { index, refusals } = variant.podClass;
    return (
      variant.groups.length > 0 ||
      refusals.length > 0 ||
      this.#refusedBy[index]!.length > 0 ||
      this.#matching[index]!.length > 0
    );
  }

  /** Whether some rule asks where the variant goes. */
  rules(variant: PodVariant): boolean {
    return this.#ruling(variant).length > 0;
  }

  /** Whether the rules let the variant go to a node that exists. `never` stays true for the rest of the simulation. */
  onNode(variant: PodVariant, node: number): "yes" | "never" | "not-now" {
    for (const { counts, isSelf } of this.#ruling(variant)) {
      const { group } = counts;
      const domain = group.isHostname ? node : this.#world.nodeDomain(node, group.key);
      const pods = domain < 0 ? 0 : (counts.counts[domain] ?? 0);
      if (group.kind === "anti-affinity" || group.kind === "inverse") {
        if (pods > 0) return "never";
      } else if (domain < 0) return "never";
      else if (group.kind === "affinity") {
        if (pods === 0 && (counts.total > 0 || !isSelf)) return "not-now";
      } else if (pods + (isSelf ? 1 : 0) - this.#minimum(counts, variant) > group.maxSkew)
        return group.isHostname ? "never" : "not-now";
    }
    return "yes";
  }

  /** Narrows what an open claim may be so that the rules hold, or says that they cannot. */
  onClaim(variant: PodVariant, place: OpenPlace, prefer: DomainPreference): TopologyVerdict {
    let set = place.requirements;
    const ruling = this.#ruling(variant);
    for (const rule of ruling) {
      if (!rule.counts.group.isHostname) continue;
      const verdict = this.#hostname(rule, place.host);
      if (verdict !== "yes") return verdict;
    }
    for (const rule of ruling) {
      const { kind, isHostname, key } = rule.counts.group;
      if (isHostname || kind === "spread") continue;
      const options = this.#allowed(rule, set, prefer);
      if (options.length === 0) return kind === "affinity" ? "not-now" : "never";
      const narrowed = this.#narrow(set, key, options);
      if (!narrowed) return "not-now";
      set = narrowed;
    }
    for (const rule of ruling) {
      const { kind, isHostname, key } = rule.counts.group;
      if (isHostname || kind !== "spread") continue;
      const chosen = this.#spreadChoice(rule, variant, { host: place.host, set }, ruling, prefer);
      if (chosen === undefined) return "not-now";
      const narrowed = this.#narrow(set, key, [chosen]);
      if (!narrowed) return "not-now";
      set = narrowed;
    }
    return set;
  }

  /** Notes a pod on a node that exists. */
  recordOnNode(podClass: PodClass, node: number): void {
    for (const counts of this.#matching[podClass.index]!) {
      if (!this.#world.takesPart(counts.group, node)) continue;
      const domain = counts.group.isHostname ? node : this.#world.nodeDomain(node, counts.group.key);
      if (domain >= 0) this.#add(counts, domain, 1);
    }
    for (const group of podClass.refusals) {
      const domain = group.isHostname ? node : this.#world.nodeDomain(node, group.key);
      if (domain >= 0) this.#add(this.#counts[group.index]!, domain, 1);
    }
  }

  /** Notes a pod on an open claim: refusals block every domain it may still be in, the rest counts once the domain is sure. */
  recordOnClaim(podClass: PodClass, place: OpenPlace): void {
    for (const counts of this.#matching[podClass.index]!) {
      const { group } = counts;
      if (group.isHostname) {
        if (this.#claimTakesPart(group, place)) this.#add(counts, place.host, 1);
        continue;
      }
      const requirement = place.requirements.byKey.get(group.key);
      if (!this.#claimTakesPart(group, place)) continue;
      const isSure = requirement !== undefined && !requirement.complement && requirement.values.size === 1;
      if (group.kind === "anti-affinity" ? requirement && !requirement.complement : isSure)
        this.#addAll(counts, requirement!);
      else if (group.kind === "spread") this.#waitForDomain(counts, place.host);
    }
    this.#settle(place);
    for (const group of podClass.refusals) {
      const counts = this.#counts[group.index]!;
      if (group.isHostname) this.#add(counts, place.host, 1);
      else {
        const requirement = place.requirements.byKey.get(group.key);
        if (requirement && !requirement.complement) this.#addAll(counts, requirement);
      }
    }
  }

  /** The first rule that leaves no domain, in Karpenter's words. */
  obstacle(
    variant: PodVariant,
    place: OpenPlace,
    hostname: string,
  ): { readonly key: string; readonly message: string } | undefined {
    const first = (_key: string, a: string, b: string) => (a < b ? -1 : 1);
    for (const rule of this.#ruling(variant)) {
      const { group } = rule.counts;
      const isFree = group.isHostname
        ? this.#hostname(rule, place.host) === "yes"
        : group.kind === "spread"
          ? this.#spreadChoice(rule, variant, { host: place.host, set: place.requirements }, [], first) !== undefined
          : this.#allowed(rule, place.requirements, first).length > 0;
      if (!isFree) return { key: group.key, message: this.#message(rule.counts, variant, place, hostname) };
    }
    return undefined;
  }

  #message(counts: GroupCounts, variant: PodVariant, place: OpenPlace, hostname: string): string {
    const { group } = counts;
    const label = (domain: number) =>
      group.isHostname ? (this.#world.nodes[domain]?.name ?? "hostname-placeholder") : counts.names[domain]!;
    const domains = group.isHostname ? [...counts.counts.keys()] : [...counts.known];
    const shown = domains
      .map((domain) => `${label(domain)}: ${counts.counts[domain] ?? 0}`)
      .sort()
      .slice(0, 50);
    const any = Requirement.of(group.key, "Exists");
    const pod = variant.alternatives[0]?.byKey.get(group.key) ?? any;
    const node = group.isHostname
      ? Requirement.of(group.key, "In", [hostname])
      : (place.requirements.byKey.get(group.key) ?? any);
    const kind = {
      spread: "topology spread",
      affinity: "pod affinity",
      "anti-affinity": "pod anti-affinity",
      inverse: "pod anti-affinity",
    }[group.kind];
    return `unsatisfiable topology constraint for ${kind}, key=${group.key} (counts = ${shown.join(", ")}, podDomains = ${pod.toString()}, nodeDomains = ${node.toString()}`;
  }

  #ruling(variant: PodVariant): readonly Ruling[] {
    let rulings = this.#rulings[variant.index];
    if (!rulings) {
      const { index, namespace, labels } = variant.podClass;
      rulings = [...this.#refusedBy[index]!, ...variant.groups.map((group) => this.#counts[group.index]!)].map(
        (counts) => ({ counts, isSelf: groupMatches(counts.group, namespace, labels) }),
      );
      this.#rulings[variant.index] = rulings;
    }
    return rulings;
  }

  #hostname({ counts, isSelf }: Ruling, host: number): "yes" | "never" | "not-now" {
    const { group } = counts;
    const count = counts.counts[host] ?? 0;
    if (group.kind === "anti-affinity" || group.kind === "inverse") return count === 0 ? "yes" : "never";
    if (group.kind === "affinity") return count > 0 || (counts.total === 0 && isSelf) ? "yes" : "not-now";
    return count + (isSelf ? 1 : 0) <= group.maxSkew ? "yes" : "never";
  }

  /** Domains that affinity or anti-affinity leaves to the place. */
  #allowed({ counts, isSelf }: Ruling, set: RequirementSet, prefer: DomainPreference): string[] {
    const { group } = counts;
    const node = set.byKey.get(group.key);
    const isAffinity = group.kind === "affinity";
    const options: string[] = [];
    for (const domain of counts.known) {
      const name = counts.names[domain]!;
      if (counts.counts[domain]! > 0 === isAffinity && (node?.has(name) ?? true)) options.push(name);
    }
    if (!isAffinity || options.length > 0) return options;
    if (counts.total > 0 || !isSelf) return [];
    let best: string | undefined;
    for (const domain of counts.known) {
      const name = counts.names[domain]!;
      if (node && !node.has(name)) continue;
      if (best === undefined || prefer(group.key, name, best) < 0) best = name;
    }
    return best === undefined ? [] : [best];
  }

  /** The emptiest domain within the skew; among equals the preferred one. Other spreads over the same label must agree. */
  #spreadChoice(
    rule: Ruling,
    variant: PodVariant,
    { host, set }: { readonly host: number; readonly set: RequirementSet },
    ruling: readonly Ruling[],
    prefer: DomainPreference,
  ): string | undefined {
    const { counts, isSelf } = rule;
    const { key, maxSkew } = counts.group;
    const coming = (isSelf ? 1 : 0) + this.#unsettledOn(host, counts);
    const node = set.byKey.get(key);
    const minimum = this.#minimum(counts, variant);
    let best: string | undefined;
    let bestCount = Infinity;
    for (const domain of counts.known) {
      const name = counts.names[domain]!;
      const count = counts.counts[domain]! + coming;
      if (count - minimum > maxSkew || count > bestCount || (node && !node.has(name))) continue;
      if (count === bestCount && prefer(key, name, best!) >= 0) continue;
      if (ruling.some((other) => other !== rule && !this.#agrees(other, key, variant, domain, host))) continue;
      best = name;
      bestCount = count;
    }
    return best;
  }

  /** Whether another spread over the same label lets the variant into the domain. */
  #agrees({ counts, isSelf }: Ruling, key: string, variant: PodVariant, domain: number, host: number): boolean {
    if (counts.group.kind !== "spread" || counts.group.key !== key) return true;
    const count = counts.counts[domain]! + (isSelf ? 1 : 0) + this.#unsettledOn(host, counts);
    return counts.known.has(domain) && count - this.#minimum(counts, variant) <= counts.group.maxSkew;
  }

  /** Fewest pods in a domain that the pod itself allows; 0 for hostnames (a node can always be added) and below minDomains. */
  #minimum(counts: GroupCounts, variant: PodVariant): number {
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

  #narrow(set: RequirementSet, key: string, options: readonly string[]): RequirementSet | null {
    const present = set.byKey.get(key);
    if (options.length === 1 && present?.single === options[0]) return set;
    const text = `${key}\u0000${[...options].sort().join("\u0001")}`;
    let asked = this.#single.get(text);
    if (!asked) this.#single.set(text, (asked = this.#world.space.intern([Requirement.of(key, "In", options)])));
    return this.#world.space.narrow(set, asked);
  }

  #unsettledOn(host: number, counts: GroupCounts): number {
    return this.#unsettled.get(host)?.get(counts) ?? 0;
  }

  #waitForDomain(counts: GroupCounts, host: number): void {
    let waiting = this.#unsettled.get(host);
    if (!waiting) this.#unsettled.set(host, (waiting = new Map()));
    waiting.set(counts, (waiting.get(counts) ?? 0) + 1);
  }

  /** A pod that joined may have settled the claim's domain: those that were there before count in it from now on. */
  #settle({ host, requirements }: OpenPlace): void {
    const waiting = this.#unsettled.get(host);
    if (!waiting) return;
    for (const [counts, pods] of waiting) {
      const domain = requirements.byKey.get(counts.group.key)?.single;
      if (domain === undefined) continue;
      this.#add(counts, this.#world.domainNames(counts.group.key).indexOf(domain), pods);
      waiting.delete(counts);
    }
    if (waiting.size === 0) this.#unsettled.delete(host);
  }

  #claimTakesPart(group: TopologyGroup, place: OpenPlace): boolean {
    const { affinity, tolerations } = group.filter;
    if (!affinity && !tolerations) return true;
    return passesFilter(group.filter, place.requirements, place.taints, true, this.#world.space);
  }

  #addAll(counts: GroupCounts, requirement: Requirement): void {
    const names = this.#world.domainNames(counts.group.key);
    for (const value of requirement.values) this.#add(counts, names.indexOf(value), 1);
  }

  #add(counts: GroupCounts, domain: number, change: number): void {
    if (domain >= counts.counts.length) {
      const grown = new Int32Array(Math.max(domain + 1, counts.counts.length * 2));
      grown.set(counts.counts);
      counts.counts = grown;
    }
    counts.counts[domain]! += change;
    counts.total += change;
    if (!counts.group.isHostname) counts.known.add(domain);
  }

  #play(group: TopologyGroup): void {
    if (this.#counts[group.index]) return;
    const base = this.#world.baseCounts(group);
    const names = this.#world.domainNames(group.key).names;
    const counts = new Int32Array(Math.max(names.length, base.counts.length, 4));
    counts.set(base.counts);
    const entry: GroupCounts = {
      group,
      names,
      counts,
      known: new Set(base.domains),
      total: base.counts.reduce((sum, count) => sum + count, 0),
    };
    this.#counts[group.index] = entry;
    this.#inPlay.push(entry);
  }
}

/** What the pod's alternatives say of a label; empty when one of them leaves it open. */
function alternativesFor(variant: PodVariant, key: string): readonly Requirement[] {
  const requirements = variant.alternatives.map((set) => set.byKey.get(key));
  return requirements.every((requirement) => requirement !== undefined) ? requirements : [];
}
