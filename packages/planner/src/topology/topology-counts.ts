import type { PodClass, PodVariant } from "../pods/pod-class.ts";
import { Requirement } from "../requirements/requirement.ts";
import type { RequirementSet } from "../requirements/requirement-set.ts";
import type { World } from "../simulation/world.ts";
import { affinityDomains, spreadDomain } from "./domain-choice.ts";
import { passesFilter } from "./domains.ts";
import { addPods, countsOf, fewestPods, type GroupCounts, type Ruling } from "./group-counts.ts";
import { MatchingGroups } from "./matching-groups.ts";
import { obstacleMessage } from "./obstacle-message.ts";
import type { DomainPreference, OpenPlace, TopologyVerdict } from "./open-place.ts";
import { groupMatches, type TopologyGroup } from "./topology-group.ts";
import { UnsettledPods } from "./unsettled-pods.ts";

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
  readonly #unsettled = new UnsettledPods();

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
      if (domain >= 0) addPods(counts, domain, -1);
    }
    for (const group of podClass.refusals) {
      const counts = this.#counts[group.index]!;
      const domain = group.isHostname ? node : this.#world.nodeDomain(node, group.key);
      if (domain >= 0) addPods(counts, domain, -1);
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
      } else if (pods + (isSelf ? 1 : 0) - fewestPods(counts, variant) > group.maxSkew)
        return group.isHostname ? "never" : "not-now";
    }
    return "yes";
  }

  /**
   * Narrows what an open claim may be so that the rules hold, or says that they cannot.
   * @param onRefusal told which rule cannot hold, and to what those before it have narrowed the claim.
   */
  onClaim(
    variant: PodVariant,
    place: OpenPlace,
    prefer: DomainPreference,
    onRefusal?: (rule: Ruling, set: RequirementSet) => void,
  ): TopologyVerdict {
    let set = place.requirements;
    const ruling = this.#ruling(variant);
    for (const rule of ruling) {
      if (!rule.counts.group.isHostname) continue;
      const verdict = this.#hostname(rule, place.host);
      if (verdict === "yes") continue;
      onRefusal?.(rule, set);
      return verdict;
    }
    for (const rule of ruling) {
      const { kind, isHostname, key } = rule.counts.group;
      if (isHostname || kind === "spread") continue;
      const options = affinityDomains(rule, set, prefer);
      const narrowed = options.length > 0 && this.#narrow(set, key, options);
      if (!narrowed) {
        onRefusal?.(rule, set);
        return options.length > 0 || kind === "affinity" ? "not-now" : "never";
      }
      set = narrowed;
    }
    for (const rule of ruling) {
      const { kind, isHostname, key } = rule.counts.group;
      if (isHostname || kind !== "spread") continue;
      const chosen = spreadDomain(rule, variant, { host: place.host, set }, ruling, prefer, this.#unsettled);
      const narrowed = chosen !== undefined && this.#narrow(set, key, [chosen]);
      if (!narrowed) {
        onRefusal?.(rule, set);
        return "not-now";
      }
      set = narrowed;
    }
    return set;
  }

  /** Notes a pod on a node that exists. */
  recordOnNode(podClass: PodClass, node: number): void {
    for (const counts of this.#matching[podClass.index]!) {
      if (!this.#world.takesPart(counts.group, node)) continue;
      const domain = counts.group.isHostname ? node : this.#world.nodeDomain(node, counts.group.key);
      if (domain >= 0) addPods(counts, domain, 1);
    }
    for (const group of podClass.refusals) {
      const domain = group.isHostname ? node : this.#world.nodeDomain(node, group.key);
      if (domain >= 0) addPods(this.#counts[group.index]!, domain, 1);
    }
  }

  /** Notes a pod on an open claim: refusals block every domain it may still be in, the rest counts once the domain is sure. */
  recordOnClaim(podClass: PodClass, place: OpenPlace): void {
    for (const counts of this.#matching[podClass.index]!) {
      const { group } = counts;
      if (group.isHostname) {
        if (this.#claimTakesPart(group, place)) addPods(counts, place.host, 1);
        continue;
      }
      const requirement = place.requirements.byKey.get(group.key);
      if (!this.#claimTakesPart(group, place)) continue;
      const isSure = requirement !== undefined && !requirement.complement && requirement.values.size === 1;
      if (group.kind === "anti-affinity" ? requirement && !requirement.complement : isSure)
        this.#addAll(counts, requirement!);
      else if (group.kind === "spread") this.#unsettled.add(place.host, counts);
    }
    this.#unsettled.settle(place, (counts, domain, pods) =>
      addPods(counts, this.#world.domainNames(counts.group.key).indexOf(domain), pods),
    );
    for (const group of podClass.refusals) {
      const counts = this.#counts[group.index]!;
      if (group.isHostname) addPods(counts, place.host, 1);
      else {
        const requirement = place.requirements.byKey.get(group.key);
        if (requirement && !requirement.complement) this.#addAll(counts, requirement);
      }
    }
  }

  /** The first rule that leaves no domain, in Karpenter's words: by itself, else together with those before it. */
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
          ? spreadDomain(rule, variant, { host: place.host, set: place.requirements }, [], first, this.#unsettled) !==
            undefined
          : affinityDomains(rule, place.requirements, first).length > 0;
      if (!isFree)
        return { key: group.key, message: obstacleMessage(this.#world, rule.counts, variant, place, hostname) };
    }
    let together: { readonly key: string; readonly message: string } | undefined;
    this.onClaim(variant, place, first, ({ counts }, requirements) => {
      const message = obstacleMessage(this.#world, counts, variant, { ...place, requirements }, hostname);
      together = { key: counts.group.key, message };
    });
    return together;
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

  #narrow(set: RequirementSet, key: string, options: readonly string[]): RequirementSet | null {
    const present = set.byKey.get(key);
    if (options.length === 1 && present?.single === options[0]) return set;
    const text = `${key}\u0000${[...options].sort().join("\u0001")}`;
    let asked = this.#single.get(text);
    if (!asked) this.#single.set(text, (asked = this.#world.space.intern([Requirement.of(key, "In", options)])));
    return this.#world.space.narrow(set, asked);
  }

  #claimTakesPart(group: TopologyGroup, place: OpenPlace): boolean {
    const { affinity, tolerations } = group.filter;
    if (!affinity && !tolerations) return true;
    return passesFilter(group.filter, place.requirements, place.taints, true, this.#world.space);
  }

  #addAll(counts: GroupCounts, requirement: Requirement): void {
    const names = this.#world.domainNames(counts.group.key);
    for (const value of requirement.values) addPods(counts, names.indexOf(value), 1);
  }

  #play(group: TopologyGroup): void {
    if (this.#counts[group.index]) return;
    const counts = countsOf(this.#world, group);
    this.#counts[group.index] = counts;
    this.#inPlay.push(counts);
  }
}
