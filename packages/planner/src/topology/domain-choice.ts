import type { PodVariant } from "../pods/pod-class.ts";
import type { RequirementSet } from "../requirements/requirement-set.ts";
import { fewestPods, type Ruling } from "./group-counts.ts";
import type { DomainPreference } from "./open-place.ts";
import type { UnsettledPods } from "./unsettled-pods.ts";

/** Domains that affinity or anti-affinity leaves to the place. */
export function affinityDomains({ counts, isSelf }: Ruling, set: RequirementSet, prefer: DomainPreference): string[] {
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
export function spreadDomain(
  rule: Ruling,
  variant: PodVariant,
  { host, set }: { readonly host: number; readonly set: RequirementSet },
  ruling: readonly Ruling[],
  prefer: DomainPreference,
  unsettled: UnsettledPods,
): string | undefined {
  const { counts, isSelf } = rule;
  const { key, maxSkew } = counts.group;
  const coming = (isSelf ? 1 : 0) + unsettled.on(host, counts);
  const node = set.byKey.get(key);
  const minimum = fewestPods(counts, variant);
  let best: string | undefined;
  let bestCount = Infinity;
  for (const domain of counts.known) {
    const name = counts.names[domain]!;
    const count = counts.counts[domain]! + coming;
    if (count - minimum > maxSkew || count > bestCount || (node && !node.has(name))) continue;
    if (count === bestCount && prefer(key, name, best!) >= 0) continue;
    if (ruling.some((other) => other !== rule && !agrees(other, key, variant, domain, host, unsettled))) continue;
    best = name;
    bestCount = count;
  }
  return best;
}

/** Whether another spread over the same label lets the variant into the domain. */
function agrees(
  { counts, isSelf }: Ruling,
  key: string,
  variant: PodVariant,
  domain: number,
  host: number,
  unsettled: UnsettledPods,
): boolean {
  if (counts.group.kind !== "spread" || counts.group.key !== key) return true;
  const count = counts.counts[domain]! + (isSelf ? 1 : 0) + unsettled.on(host, counts);
  return counts.known.has(domain) && count - fewestPods(counts, variant) <= counts.group.maxSkew;
}
