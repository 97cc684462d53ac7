import type { DisruptionCommand } from "../plan.ts";
import { World } from "../simulation/world.ts";
import type { Policy, Snapshot } from "../snapshot.ts";
import { consolidationCommand } from "./consolidation.ts";
import { commandId } from "./consolidation.ts";
import { DisruptionPlanner } from "./plan-disruption.ts";

/** Whether a command still holds after the wait; what remains of it, or why not. */
export type CommandValidation =
  { readonly valid: true; readonly command: DisruptionCommand } | { readonly valid: false; readonly reason: string };

/**
 * Checks a command against the cluster as it is now (autoscaler.md §5.4, §5.6). Empty nodes: those that are still empty and
 * within budget go. Consolidation: all candidates must still be candidates within budget, and removing them must give the same
 * number of new claims, whose instance types include all of the command's. Drift is not checked again.
 */
export function validateCommand(snapshot: Snapshot, command: DisruptionCommand, policy: Policy): CommandValidation {
  if (command.reason === "Drifted") return { valid: true, command };
  const planner = new DisruptionPlanner(new World(snapshot, policy));
  const names = new Set(command.candidates.map(({ nodeClaim }) => nodeClaim));
  const still = planner.eligible(command.reason).filter(({ claim }) => names.has(claim.metadata.name));
  const left = new Map(Object.entries(planner.allowed).map(([pool, allowed]) => [pool, allowed[command.reason]]));
  const within = still.filter(({ pool }) => {
    const allowed = left.get(pool.metadata.name) ?? 0;
    left.set(pool.metadata.name, allowed - 1);
    return allowed > 0;
  });
  if (command.reason === "Empty") {
    if (within.length === 0) return { valid: false, reason: "candidates are no longer empty, or budgets forbid it" };
    const candidates = within.map(({ described }) => described);
    const savingsPerHour = candidates.reduce((sum, { pricePerHour }) => sum + pricePerHour, 0);
    const id = within.length === command.candidates.length ? command.id : commandId("Empty", within, []);
    return { valid: true, command: { ...command, id, candidates, savingsPerHour } };
  }
  if (still.length < names.size) return { valid: false, reason: "a candidate is no longer valid" };
  if (within.length < names.size) return { valid: false, reason: "budgets do not allow the disruption any more" };
  const order = new Map(command.candidates.map(({ nodeClaim }, index) => [nodeClaim, index]));
  const candidates = [...within].sort((a, b) => order.get(a.claim.metadata.name)! - order.get(b.claim.metadata.name)!);
  const move = planner.consolidate(candidates);
  if (typeof move === "string") return { valid: false, reason: move };
  if (move.replacements.length !== command.replacements.length)
    return {
      valid: false,
      reason: `scheduling simulation produced ${move.replacements.length} new claims instead of ${command.replacements.length}`,
    };
  for (const [index, replacement] of command.replacements.entries()) {
    const possible = new Set(move.replacements[index]!.instanceTypes);
    if (!replacement.instanceTypes.every((type) => possible.has(type)))
      return { valid: false, reason: "instance types of the replacement are no longer all possible" };
  }
  const fresh = consolidationCommand(move, command.consolidationType === "multi" ? "multi" : "single");
  return { valid: true, command: { ...fresh, id: command.id, replacements: command.replacements } };
}
