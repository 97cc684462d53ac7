import { LABEL_CAPACITY_TYPE, LABEL_ZONE } from "@inlay/resources";
import type { DisruptionCommand, DisruptionRefusal, PlannedNodeClaim } from "../plan.ts";
import { ClaimFinisher } from "../provisioning/planned-claim.ts";
import { contentId } from "../provisioning/content-id.ts";
import { Requirement } from "../requirements/requirement.ts";
import { unmetMinValues } from "../simulation/min-values.ts";
import type { World } from "../simulation/world.ts";
import { refusal, type Candidate } from "./candidate.ts";
import { strandedMessage, type RemovalSimulator } from "./removal.ts";

/** A node is replaced by spot capacity of another type only if so many cheaper types remain: the choice must stay wide. */
const FEWEST_SPOT_TYPES = 15;
export const CONSOLIDATION_VALIDATION_MS = 15_000;

/** Why the node is not looked at for consolidation, in Karpenter's words; "" when nobody needs to be told. */
export function unconsolidatable(world: World, candidate: Candidate): string | undefined {
  const { pool, described } = candidate;
  const { labels } = world.nodes[candidate.node]!;
  const { consolidateAfter = "0s", consolidationPolicy } = pool.spec.disruption ?? {};
  if (pool.spec.replicas !== undefined) return "";
  if (!candidate.instanceType) return `Instance Type "${described.instanceType}" not found`;
  for (const label of [LABEL_CAPACITY_TYPE, LABEL_ZONE])
    if (labels[label] === undefined) return `Node does not have label "${label}"`;
  if (consolidateAfter === "Never") return `NodePool "${pool.metadata.name}" has consolidation disabled`;
  if (candidate.isEmpty) return "";
  if (consolidationPolicy === "WhenEmpty")
    return `NodePool "${pool.metadata.name}" has consolidation policy WhenEmpty, but node is not empty`;
  return candidate.isConsolidatable ? undefined : "";
}

/** A move that saves money: fewer nodes, or one cheaper node for several. */
export interface Consolidation {
  readonly candidates: readonly Candidate[];
  readonly replacements: readonly PlannedNodeClaim[];
  readonly existingNodes: DisruptionCommand["existingNodes"];
  readonly savingsPerHour: number;
}

/** Computes what removing nodes together would save (autoscaler.md §5.6). */
export class Consolidator {
  readonly #world: World;
  readonly #simulator: RemovalSimulator;
  readonly #finisher: ClaimFinisher;

  constructor(world: World, simulator: RemovalSimulator) {
    this.#world = world;
    this.#simulator = simulator;
    this.#finisher = new ClaimFinisher(world);
  }

  /** @returns the reason instead when nothing is gained. */
  consolidate(candidates: readonly Candidate[]): Consolidation | string {
    const removal = this.#simulator.without(candidates, true);
    if (removal.strandedPods.length > 0) return strandedMessage(removal.strandedPods);
    const price = candidates.reduce((sum, { described }) => sum + described.pricePerHour, 0);
    const { existingNodes } = removal;
    if (removal.claims.length === 0) return { candidates, replacements: [], existingNodes, savingsPerHour: price };
    if (removal.claims.length > 1) return `Can't remove without creating ${removal.claims.length} candidates`;
    const claim = removal.claims[0]!;
    const { catalogue } = claim.pool;
    let requirements = this.#finisher.requirementsOf(claim);
    const capacityType = requirements.byKey.get(LABEL_CAPACITY_TYPE);
    const allowsSpot = capacityType?.has("spot") ?? true;
    const fromSpotToSpot = allowsSpot && candidates.every(({ described }) => described.capacityType === "spot");
    if (fromSpotToSpot && !this.#world.policy.spotToSpotConsolidation)
      return "SpotToSpotConsolidation is disabled, can't replace a spot node with a spot node";
    const restrictToSpot = () =>
      this.#world.space.intern([...requirements.byKey.values(), Requirement.of(LABEL_CAPACITY_TYPE, "In", ["spot"])]);
    if (fromSpotToSpot) requirements = restrictToSpot();
    const below = (types: readonly number[], limit: number) =>
      types.filter((type) => catalogue.worstLaunchPrice(catalogue.types[type]!, requirements) < limit);
    let types: readonly number[] = below(this.#finisher.typesOf(claim, requirements), price);
    const names = new Set(types.map((type) => catalogue.types[type]!.name));
    types = below(types, this.#mostWorthPaying(candidates, price, names));
    if (types.length === 0) return "Can't replace with a cheaper node";
    if (unmetMinValues(requirements, catalogue, types).size > 0)
      return "minValues requirement is not met after filtering by price";
    if (fromSpotToSpot && candidates.length === 1) {
      if (types.length < FEWEST_SPOT_TYPES)
        return `SpotToSpotConsolidation requires ${FEWEST_SPOT_TYPES} cheaper instance type options than the current candidate to consolidate, got ${types.length}`;
      types = types.slice(0, this.#spotTypesKept(requirements, catalogue, types));
    }
    // Where spot is allowed a launch must not fall to on-demand capacity: it was the price of spot that was compared.
    if (!fromSpotToSpot && allowsSpot && (capacityType?.has("on-demand") ?? true)) {
      const spot = restrictToSpot();
      const offered = types.filter((type) => catalogue.cheapestOffering(catalogue.types[type]!, spot));
      if (offered.length > 0) [requirements, types] = [spot, offered];
    }
    const planned = this.#finisher.finish(claim, requirements, types);
    if (typeof planned === "string") return planned;
    return {
      candidates,
      replacements: [planned],
      existingNodes,
      savingsPerHour: price - planned.cheapest.pricePerHour,
    };
  }

  /**
   * When the replacement could be of a type that is being removed, keeping that node and removing the others would do;
   * only what costs less than the cheapest such node is then a reason to replace.
   */
  #mostWorthPaying(candidates: readonly Candidate[], price: number, typeNames: ReadonlySet<string>): number {
    if (candidates.length < 2) return price;
    const kept = candidates.filter(({ described }) => typeNames.has(described.instanceType));
    return Math.min(price, ...kept.map(({ described }) => described.pricePerHour));
  }

  #spotTypesKept(
    requirements: Parameters<typeof unmetMinValues>[0],
    catalogue: Parameters<typeof unmetMinValues>[1],
    types: readonly number[],
  ): number {
    let kept = FEWEST_SPOT_TYPES;
    while (kept < types.length && unmetMinValues(requirements, catalogue, types.slice(0, kept)).size > 0) kept++;
    return kept;
  }
}

export function consolidationCommand(move: Consolidation, consolidationType: "multi" | "single"): DisruptionCommand {
  return {
    id: commandId("Underutilized", move.candidates, move.replacements),
    reason: "Underutilized",
    decision: move.replacements.length > 0 ? "replace" : "delete",
    consolidationType,
    candidates: move.candidates.map(({ described }) => described),
    replacements: move.replacements,
    existingNodes: move.existingNodes,
    savingsPerHour: move.savingsPerHour,
    validateAfterMs: CONSOLIDATION_VALIDATION_MS,
  };
}

export function commandId(
  reason: string,
  candidates: readonly Candidate[],
  replacements: readonly PlannedNodeClaim[],
): string {
  const parts = [reason, ...candidates.map(({ claim }) => claim.metadata.uid), ...replacements.map(({ id }) => id)];
  return contentId(parts.join("\n"));
}

export function unconsolidatableRefusal(world: World, candidate: Candidate, message: string): DisruptionRefusal {
  return refusal(world, candidate.node, "Unconsolidatable", message);
}
