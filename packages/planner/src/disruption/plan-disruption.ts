import type { DisruptionCommand, DisruptionPlan, DisruptionRefusal, PlannedNodeClaim } from "../plan.ts";
import { finishClaims } from "../provisioning/plan-provisioning.ts";
import { World } from "../simulation/world.ts";
import type { DisruptionReason, Policy, Snapshot } from "../snapshot.ts";
import { BalancedPolicy } from "./balanced.ts";
import { findCandidates, refusal, type Candidate, type Candidates } from "./candidate.ts";
import {
  commandId,
  consolidationCommand,
  CONSOLIDATION_VALIDATION_MS,
  Consolidator,
  unconsolidatable,
  unconsolidatableRefusal,
  type Consolidation,
} from "./consolidation.ts";
import { allowedDisruptions, type AllowedDisruptions } from "./disruption-budgets.ts";
import { RemovalSimulator, strandedMessage } from "./removal.ts";

const MOST_TOGETHER = 100;
const MOST_LONGER_RUNS = 8;

/**
 * Which nodes go, and what replaces them: the first that applies of emptiness, drift, consolidation of several nodes and of one
 * (autoscaler.md §5). Pure: the same snapshot and policy give the same plan.
 */
export function planDisruption(snapshot: Snapshot, policy: Policy): DisruptionPlan {
  return new DisruptionPlanner(new World(snapshot, policy)).plan();
}

export class DisruptionPlanner {
  readonly world: World;
  readonly candidates: Candidates;
  readonly allowed: AllowedDisruptions;
  readonly #simulator: RemovalSimulator;
  readonly #consolidator: Consolidator;
  readonly #balanced: BalancedPolicy;
  readonly #refusals: DisruptionRefusal[];
  readonly #blockedPools = new Set<string>();

  constructor(world: World) {
    this.world = world;
    this.candidates = findCandidates(world);
    this.allowed = allowedDisruptions(world);
    this.#simulator = new RemovalSimulator(world);
    this.#consolidator = new Consolidator(world, this.#simulator);
    this.#balanced = new BalancedPolicy(world);
    this.#refusals = [...this.candidates.refusals];
  }

  plan(): DisruptionPlan {
    const command = this.#emptiness() ?? this.#drift() ?? this.#several() ?? this.#one();
    const eligible = (reason: DisruptionReason) => this.eligible(reason).length;
    return {
      ...(command && { command }),
      refusals: this.#refusals,
      allowedDisruptions: this.allowed,
      eligibleNodes: {
        Empty: eligible("Empty"),
        Underutilized: eligible("Underutilized"),
        Drifted: eligible("Drifted"),
      },
      effort: this.#simulator.effort,
    };
  }

  /** Nodes that a reason applies to, budgets aside. */
  eligible(reason: DisruptionReason): readonly Candidate[] {
    if (reason === "Empty")
      return this.candidates.graceful.filter(
        ({ pool, isEmpty, isConsolidatable }) =>
          pool.spec.replicas === undefined &&
          isEmpty &&
          isConsolidatable &&
          pool.spec.disruption?.consolidateAfter !== "Never",
      );
    if (reason === "Drifted")
      return this.candidates.eventual.filter(
        ({ driftedAt, pool }) => driftedAt !== undefined && pool.spec.replicas === undefined,
      );
    return this.candidates.graceful.filter((candidate) => unconsolidatable(this.world, candidate) === undefined);
  }

  /** What removing these nodes together would gain, for the check before a consolidation starts. */
  consolidate(candidates: readonly Candidate[]): Consolidation | string {
    const move = this.#consolidator.consolidate(candidates);
    if (typeof move === "string" || this.#balanced.approves(candidates, move.savingsPerHour)) return move;
    return "savings do not outweigh the disruption (policy Balanced)";
  }

  /** As many as budgets allow, in one command. */
  #emptiness(): DisruptionCommand | undefined {
    const chosen = this.#withinBudgets(bySavings(this.eligible("Empty")), "Empty");
    if (chosen.length === 0) return undefined;
    return {
      id: commandId("Empty", chosen, []),
      reason: "Empty",
      decision: "delete",
      consolidationType: "empty",
      candidates: chosen.map(({ described }) => described),
      replacements: [],
      existingNodes: [],
      savingsPerHour: chosen.reduce((sum, { described }) => sum + described.pricePerHour, 0),
      validateAfterMs: CONSOLIDATION_VALIDATION_MS,
    };
  }

  /** One node at a time, empty ones first, then the one that drifted first. */
  #drift(): DisruptionCommand | undefined {
    const drifted = [...this.eligible("Drifted")].sort(
      (a, b) =>
        Number(a.pods.length > 0) - Number(b.pods.length > 0) ||
        Date.parse(a.driftedAt!) - Date.parse(b.driftedAt!) ||
        (a.described.nodeName < b.described.nodeName ? -1 : 1),
    );
    for (const candidate of drifted) {
      if (this.#withinBudgets([candidate], "Drifted").length === 0) continue;
      const removal = this.#simulator.without([candidate], false);
      if (removal.strandedPods.length > 0) {
        this.#refusals.push(
          refusal(this.world, candidate.node, "DisruptionBlocked", strandedMessage(removal.strandedPods)),
        );
        continue;
      }
      const { claims: replacements, unschedulable } = finishClaims(this.world, removal);
      if (unschedulable.length > 0) continue;
      return {
        id: commandId("Drifted", [candidate], replacements),
        reason: "Drifted",
        decision: replacements.length > 0 ? "replace" : "delete",
        consolidationType: "",
        candidates: [candidate.described],
        replacements,
        existingNodes: removal.existingNodes,
        savingsPerHour: candidate.described.pricePerHour - priceOf(replacements),
        validateAfterMs: 0,
      };
    }
    return undefined;
  }

  /** The longest run of candidates, most saving per disruption first, that can go together. */
  #several(): DisruptionCommand | undefined {
    const ordered = bySavings(this.eligible("Underutilized"));
    const candidates = this.#withinBudgets(ordered, "Underutilized").slice(0, MOST_TOGETHER);
    let low = 2;
    let high = candidates.length;
    let best: Consolidation | undefined;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      const move = this.consolidate(candidates.slice(0, middle));
      if (typeof move === "string") high = middle - 1;
      else {
        best = move;
        low = middle + 1;
      }
    }
    // A run may fail where a longer one works: the search above is Karpenter's and misses those.
    const tries = this.world.policy.packingPolicy === "upstream" ? 0 : MOST_LONGER_RUNS;
    for (let length = candidates.length; !best && length > Math.max(1, candidates.length - tries); length--) {
      const move = this.consolidate(candidates.slice(0, length));
      if (typeof move !== "string") best = move;
    }
    return best && consolidationCommand(best, "multi");
  }

  /** The first node that can go alone; pools take turns. */
  #one(): DisruptionCommand | undefined {
    for (const candidate of this.candidates.graceful) {
      const message = unconsolidatable(this.world, candidate);
      if (message) this.#refusals.push(unconsolidatableRefusal(this.world, candidate, message));
    }
    for (const candidate of interleaved(bySavings(this.eligible("Underutilized")))) {
      if (this.#withinBudgets([candidate], "Underutilized").length === 0) continue;
      const move = this.consolidate([candidate]);
      if (typeof move !== "string") return consolidationCommand(move, "single");
      this.#refusals.push(unconsolidatableRefusal(this.world, candidate, move));
    }
    return undefined;
  }

  #withinBudgets(candidates: readonly Candidate[], reason: DisruptionReason): Candidate[] {
    const left = new Map<string, number>();
    return candidates.filter(({ pool }) => {
      const name = pool.metadata.name;
      const allowed = left.get(name) ?? this.allowed[name]![reason];
      if (allowed > 0) left.set(name, allowed - 1);
      else this.#blockPool(name, reason);
      return allowed > 0;
    });
  }

  #blockPool(nodePool: string, reason: DisruptionReason): void {
    if (this.#blockedPools.has(`${nodePool}/${reason}`) || this.allowed[nodePool]![reason] > 0) return;
    this.#blockedPools.add(`${nodePool}/${reason}`);
    const message = `No allowed disruptions for disruption reason ${reason} due to blocking budget`;
    this.#refusals.push({ nodePool, reason: "DisruptionBlocked", message });
  }
}

/** Most money saved per disruption first, then by name. */
function bySavings(candidates: readonly Candidate[]): Candidate[] {
  const ratio = ({ described, cost }: Candidate) => described.pricePerHour / cost;
  return [...candidates].sort((a, b) => ratio(b) - ratio(a) || (a.described.nodeName < b.described.nodeName ? -1 : 1));
}

function interleaved(candidates: readonly Candidate[]): Candidate[] {
  const byPool = [...Map.groupBy(candidates, ({ pool }) => pool.metadata.name)].sort(([a], [b]) => (a < b ? -1 : 1));
  const result: Candidate[] = [];
  for (let turn = 0; result.length < candidates.length; turn++)
    for (const [, ofPool] of byPool) result.push(...ofPool.slice(turn, turn + 1));
  return result;
}

function priceOf(claims: readonly PlannedNodeClaim[]): number {
  return claims.reduce((sum, { cheapest }) => sum + cheapest.pricePerHour, 0);
}
