import type { PodVariant } from "../pods/pod-class.ts";
import { Requirement } from "../requirements/requirement.ts";
import type { World } from "../simulation/world.ts";
import type { GroupCounts } from "./group-counts.ts";
import type { OpenPlace } from "./open-place.ts";

/** Why a rule leaves a pod no domain, in Karpenter's words. */
export function obstacleMessage(
  world: World,
  counts: GroupCounts,
  variant: PodVariant,
  place: OpenPlace,
  hostname: string,
): string {
  const { group } = counts;
  const label = (domain: number) =>
    group.isHostname ? (world.nodes[domain]?.name ?? "hostname-placeholder") : counts.names[domain]!;
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
