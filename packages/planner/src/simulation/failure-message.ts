import { resourceListOf } from "@inlay/resources";
import { portsConflict } from "../cluster/host-ports.ts";
import { hasBit, isEmpty, membersOf, type Bitset } from "../instance-types/bitset.ts";
import type { PodVariant } from "../pods/pod-class.ts";
import { requirementsText, type RequirementSet } from "../requirements/requirement-set.ts";
import { minValuesMessage, unmetMinValues } from "./min-values.ts";
import type { UsablePool } from "./node-pool.ts";
import { typesThatFit } from "./open-claim.ts";
import type { World } from "./world.ts";

/** Why a new node of the pool cannot take the pod, in Karpenter's words (autoscaler.md §3.6). */
export function failureMessage(
  world: World,
  variant: PodVariant,
  pool: UsablePool,
  allowed: Bitset,
  topologyObstacle: (requirements: RequirementSet) => string | undefined,
): string {
  const { space } = world;
  const taint = world.untoleratedTaint(variant, pool.taints);
  if (taint) return taint;
  const incompatible = space.incompatibility(pool.template, variant.asked);
  if (incompatible) return `incompatible requirements, ${incompatible}`;
  const asked = space.narrow(pool.template, variant.asked);
  if (!asked) return "incompatible requirements, the pod's own requirements contradict each other";
  let last = "";
  for (const term of variant.podClass.volumeTerms.length > 0 ? variant.podClass.volumeTerms : [undefined]) {
    const clash = term && space.incompatibility(asked, term);
    if (clash) {
      last = `incompatible volume requirements, ${clash}`;
      continue;
    }
    const placed = term ? space.narrow(asked, term) : asked;
    if (!placed) last = "incompatible volume requirements";
    else last = topologyObstacle(placed) ?? typesMessage(world, variant, pool, allowed, placed);
  }
  return last;
}

function typesMessage(
  world: World,
  variant: PodVariant,
  pool: UsablePool,
  allowed: Bitset,
  requirements: RequirementSet,
): string {
  const { podClass } = variant;
  const reason = typesReason(variant, pool, allowed, requirements);
  const overhead = pool.daemonGroups.find((group) => !portsConflict(podClass.hostPorts, group.hostPorts))?.overhead;
  const amounts: Record<string, number> = {};
  world.axis.names.forEach((name, index) => {
    const amount = (podClass.requests[index] ?? 0) + (overhead?.[index] ?? 0);
    if (amount > 0) amounts[name] = amount;
  });
  const list = resourceListOf(amounts);
  const sorted = Object.fromEntries(
    Object.keys(list)
      .sort()
      .map((name) => [name, list[name]]),
  );
  return `${reason}, requirements=${requirementsText(requirements)}, resources=${JSON.stringify(sorted)}`;
}

function typesReason(variant: PodVariant, pool: UsablePool, allowed: Bitset, requirements: RequirementSet): string {
  const { catalogue } = pool;
  const { podClass } = variant;
  const remaining = typesThatFit(pool, requirements, allowed, podClass.requests, podClass.hostPorts, portsConflict);
  if (!isEmpty(remaining)) return minValuesMessage(unmetMinValues(requirements, catalogue, remaining));
  const possible = catalogue.possible(requirements);
  const { offered } = catalogue.priceList(requirements);
  const met = { requirements: false, fits: false, offering: false };
  const pairs = { requirementsAndFits: false, requirementsAndOffering: false, fitsAndOffering: false };
  for (const type of membersOf(allowed)) {
    const group = pool.daemonGroups.find(({ types }) => hasBit(types, type));
    const allocatable = catalogue.allocatable[type]!;
    const compatible = hasBit(possible, type);
    const offering = hasBit(offered, type);
    if (group && portsConflict(podClass.hostPorts, group.hostPorts)) continue;
    // Room is asked of the offerings that are left: without one there is none.
    const fits =
      offering &&
      podClass.requests.every(
        (amount, index) => amount + (group?.overhead[index] ?? 0) <= (allocatable[index] ?? 0) || amount === 0,
      );
    met.requirements ||= compatible;
    met.fits ||= fits;
    met.offering ||= offering;
    pairs.requirementsAndFits ||= compatible && fits && !offering;
    pairs.requirementsAndOffering ||= compatible && offering && !fits;
    pairs.fitsAndOffering ||= fits && offering && !compatible;
  }
  return reasonText(met, pairs, podClass.requests[0]! >= 1e9);
}

function reasonText(
  met: { readonly requirements: boolean; readonly fits: boolean; readonly offering: boolean },
  pairs: Readonly<Record<"requirementsAndFits" | "requirementsAndOffering" | "fitsAndOffering", boolean>>,
  isTypo: boolean,
): string {
  if (!met.requirements && !met.fits && !met.offering)
    return "no instance type met the scheduling requirements or had enough resources or had a required offering";
  if (!met.requirements && !met.fits) return "no instance type met the scheduling requirements or had enough resources";
  if (!met.requirements && !met.offering)
    return "no instance type met the scheduling requirements or had a required offering";
  if (!met.fits && !met.offering) return "no instance type had enough resources or had a required offering";
  if (!met.requirements) return "no instance type met all requirements";
  if (!met.fits)
    return `no instance type has enough resources${isTypo ? " (CPU request >= 1 Million, m vs M typo?)" : ""}`;
  if (!met.offering) return "no instance type has the required offering";
  if (pairs.requirementsAndFits)
    return "no instance type which met the scheduling requirements and had enough resources, had a required offering";
  if (pairs.fitsAndOffering)
    return "no instance type which had enough resources and the required offering met the scheduling requirements";
  if (pairs.requirementsAndOffering)
    return "no instance type which met the scheduling requirements and the required offering had the required resources";
  return "no instance type met the requirements/resources/offering tuple";
}
