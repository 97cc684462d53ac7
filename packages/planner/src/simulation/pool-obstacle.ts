import { resourceListOf } from "@inlay/resources";
import { portsConflict } from "../cluster/host-ports.ts";
import { hasBit, isEmpty, membersOf, type Bitset } from "../instance-types/bitset.ts";
import type { PodVariant } from "../pods/pod-class.ts";
import { requirementsText, type RequirementSet } from "../requirements/requirement-set.ts";
import { minValuesMessage, unmetMinValues } from "./min-values.ts";
import type { UsablePool } from "./node-pool.ts";
import { typesThatFit } from "./open-claim.ts";
import type { World } from "./world.ts";

/** What keeps a pod from a new node of a pool. */
export interface PoolObstacle {
  readonly nodePool: string;
  readonly rule: "taint" | "requirement" | "volume" | "topology" | "instance-types" | "limit" | "addresses";
  /** In Karpenter's words. */
  readonly message: string;
  /** The label that the rule is about, where it is about one. */
  readonly key?: string;
  /** The resource of which no type that would do otherwise has enough. */
  readonly shortage?: { readonly resource: string; readonly needed: number; readonly largest: number };
}

/** Why a new node of the pool cannot take the pod (autoscaler.md §3.6). */
export function poolObstacle(
  world: World,
  variant: PodVariant,
  pool: UsablePool,
  allowed: Bitset,
  topologyObstacle: (requirements: RequirementSet) => { readonly key: string; readonly message: string } | undefined,
): PoolObstacle {
  const { space } = world;
  const nodePool = pool.name;
  const taint = world.untoleratedTaint(variant, pool.taints);
  if (taint) return { nodePool, rule: "taint", message: taint };
  const clash = space.incompatibility(pool.template, variant.asked);
  const asked = space.narrow(pool.template, variant.asked);
  if (clash || !asked) {
    const message = clash?.message ?? "the pod's own requirements contradict each other";
    return {
      nodePool,
      rule: "requirement",
      message: `incompatible requirements, ${message}`,
      ...(clash && { key: clash.key }),
    };
  }
  let last: PoolObstacle | undefined;
  for (const term of variant.podClass.volumeTerms.length > 0 ? variant.podClass.volumeTerms : [undefined]) {
    const apart = term && space.incompatibility(asked, term);
    const placed = term ? space.narrow(asked, term) : asked;
    if (apart || !placed) {
      const message = apart?.message ?? "the pod's volumes are in different places";
      last = {
        nodePool,
        rule: "volume",
        message: `incompatible volume requirements, ${message}`,
        ...(apart && { key: apart.key }),
      };
      continue;
    }
    const ruled = topologyObstacle(placed);
    // Karpenter asks about neighbours before types; where no type would do anyway, the rule that blocks is that.
    last =
      ruled && hasRoomSomewhere(variant, pool, pool.types, placed)
        ? { nodePool, rule: "topology", ...ruled }
        : {
            nodePool,
            rule: onlyLimitForbids(variant, pool, allowed, placed) ? "limit" : "instance-types",
            message: ruled?.message ?? typesMessage(world, variant, pool, allowed, placed),
            ...shortageOf(world, variant, pool, placed),
          };
  }
  return last!;
}

/** Karpenter has the same words whether no type is large enough or those that are would go beyond the pool's limit. */
function onlyLimitForbids(
  variant: PodVariant,
  pool: UsablePool,
  allowed: Bitset,
  requirements: RequirementSet,
): boolean {
  return (
    !hasRoomSomewhere(variant, pool, allowed, requirements) && hasRoomSomewhere(variant, pool, pool.types, requirements)
  );
}

function hasRoomSomewhere(variant: PodVariant, pool: UsablePool, types: Bitset, requirements: RequirementSet): boolean {
  const { requests, hostPorts } = variant.podClass;
  return !isEmpty(typesThatFit(pool, requirements, types, requests, hostPorts, portsConflict));
}

/** The first resource that is short on every type which meets the requirements. */
function shortageOf(
  world: World,
  variant: PodVariant,
  pool: UsablePool,
  requirements: RequirementSet,
): Pick<PoolObstacle, "shortage"> {
  const types = membersOf(pool.catalogue.admitted(requirements)).filter((type) => hasBit(pool.types, type));
  for (const [resource, name] of world.axis.names.entries()) {
    const wanted = variant.podClass.requests[resource] ?? 0;
    if (wanted <= 0 || types.length === 0) continue;
    const overhead = (type: number) =>
      pool.daemonGroups.find((group) => hasBit(group.types, type))?.overhead[resource] ?? 0;
    const largest = Math.max(
      ...types.map((type) => (pool.catalogue.allocatable[type]![resource] ?? 0) - overhead(type)),
    );
    if (wanted > largest) return { shortage: { resource: name, needed: wanted, largest: Math.max(0, largest) } };
  }
  return {};
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
