import { hasBit, membersOf, type Bitset } from "../instance-types/bitset.ts";
import type { Catalogue } from "../instance-types/catalogue.ts";
import type { RequirementSet, RequirementSpace } from "../requirements/requirement-set.ts";

/** Labels for which the types offer fewer distinct values than asked, and how many they offer. */
export function unmetMinValues(
  set: RequirementSet,
  catalogue: Catalogue,
  types: Bitset | readonly number[],
): ReadonlyMap<string, number> {
  const unmet = new Map<string, number>();
  const members = types instanceof Uint32Array ? membersOf(types) : types;
  for (const requirement of set.byKey.values()) {
    if (requirement.minValues === undefined) continue;
    const values = new Set<string>();
    for (const type of members) {
      const own = catalogue.requirements[type]!.byKey.get(requirement.key);
      if (own && !own.complement) for (const value of own.values) values.add(value);
    }
    if (values.size < requirement.minValues) unmet.set(requirement.key, values.size);
  }
  return unmet;
}

export function meetsMinValues(set: RequirementSet, catalogue: Catalogue, types: Bitset): boolean {
  return unmetMinValues(set, catalogue, types).size === 0;
}

/** Lowers what is asked to what the types offer (policy BestEffort). */
export function relaxMinValues(
  set: RequirementSet,
  unmet: ReadonlyMap<string, number>,
  space: RequirementSpace,
): RequirementSet {
  return space.intern(
    [...set.byKey.values()].map((requirement) => {
      const offered = unmet.get(requirement.key);
      return offered === undefined ? requirement : requirement.withMinValues(offered);
    }),
  );
}

/** In Karpenter's words. */
export function minValuesMessage(unmet: ReadonlyMap<string, number>): string {
  return `minValues requirement is not met for label(s) (label(s)=[${[...unmet.keys()].sort().join(" ")}])`;
}

/**
 * The cheapest types, at most `limit`, with so many distinct values as asked.
 * Types are given cheapest first. Returns undefined when even the first `limit` do not offer enough values.
 */
export function truncateTypes(
  set: RequirementSet,
  catalogue: Catalogue,
  cheapestFirst: readonly number[],
  limit: number,
): readonly number[] | undefined {
  const kept = cheapestFirst.slice(0, limit);
  return set.hasMinValues && unmetMinValues(set, catalogue, kept).size > 0 ? undefined : kept;
}

export function orderByPrice(catalogue: Catalogue, set: RequirementSet, types: Bitset): number[] {
  return catalogue.priceList(set).order.filter((type) => hasBit(types, type));
}
