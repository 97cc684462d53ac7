import { categoryAndGeneration, isCurrentGeneration } from "../families/family-traits.ts";
import { hash32 } from "../prices/hash32.ts";

/** General purpose, compute and memory: families that every zone has, as long as they are current. */
const EVERYWHERE = new Set(["c", "m", "r", "t"]);

/**
 * In which of a region's zones a type can be had, in the order given. Synthetic, but of the usual kind: current c, m, r and t families
 * everywhere; every other family lacks one zone (if there are three or more), always the same one.
 */
export function zonesOffering(typeName: string, zones: readonly string[]): readonly string[] {
  const family = typeName.split(".")[0] ?? "";
  if (EVERYWHERE.has(categoryAndGeneration(family).category) && isCurrentGeneration(family)) return zones;
  if (zones.length < 3) return zones;
  const missing = hash32(family) % zones.length;
  return zones.filter((_, index) => index !== missing);
}
