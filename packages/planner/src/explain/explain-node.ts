import { DisruptionPlanner } from "../disruption/plan-disruption.ts";
import { World } from "../simulation/world.ts";
import type { Policy, Snapshot } from "../snapshot.ts";

export interface NodeExplanation {
  readonly node: string;
  /** `unknown`: no such node or claim. `leaving`: it goes already. `would-go`: the next command takes it. `stays`: see reasons. */
  readonly outcome: "unknown" | "leaving" | "would-go" | "stays";
  /** What keeps it, or what takes it. */
  readonly reasons: readonly string[];
  /** What removing it alone would save, USD per hour. */
  readonly savingsPerHour?: number;
  /** What would replace it, cheapest type first; empty when its pods fit elsewhere. */
  readonly replacements?: readonly (readonly string[])[];
}

/** Why a node stays, or goes. By node or node claim name. */
export function explainNode(snapshot: Snapshot, policy: Policy, name: string): NodeExplanation {
  const world = new World(snapshot, policy);
  const state = world.nodes.find((node) => node.name === name || node.claim?.metadata.name === name);
  if (!state) return { node: name, outcome: "unknown", reasons: [] };
  if (state.leaving) return { node: name, outcome: "leaving", reasons: ["node is deleting or marked for deletion"] };
  if (!state.claim) return { node: name, outcome: "stays", reasons: ["node isn't managed by karpenter"] };
  const planner = new DisruptionPlanner(world);
  const plan = planner.plan();
  const claimName = state.claim.metadata.name;
  const isOwn = (each: { readonly nodeClaim?: string }) => each.nodeClaim === claimName;
  if (plan.command?.candidates.some(isOwn)) {
    const { reason, decision, savingsPerHour, replacements } = plan.command;
    return {
      node: name,
      outcome: "would-go",
      reasons: [`${reason}/${decision}`],
      savingsPerHour,
      replacements: replacements.map(({ instanceTypes }) => instanceTypes),
    };
  }
  const reasons = new Set(plan.refusals.filter(isOwn).map(({ message }) => message));
  const candidate = planner.eligible("Underutilized").find(({ claim }) => claim.metadata.name === claimName);
  const allowed = planner.allowed[state.nodePool ?? ""];
  if (candidate && allowed?.Underutilized === 0)
    reasons.add("No allowed disruptions for disruption reason Underutilized due to blocking budget");
  const move = candidate ? planner.consolidate([candidate]) : undefined;
  if (typeof move === "string") reasons.add(move);
  const isSettled = state.claim.status?.conditions?.some(
    ({ type, status }) => type === "Consolidatable" && status === "True",
  );
  if (!isSettled) reasons.add("it changed less than consolidateAfter ago");
  if (typeof move === "object" && plan.command) reasons.add(`another command goes first (${plan.command.reason})`);
  return {
    node: name,
    outcome: "stays",
    reasons: [...reasons],
    ...(typeof move === "object" && {
      savingsPerHour: move.savingsPerHour,
      replacements: move.replacements.map(({ instanceTypes }) => instanceTypes),
    }),
  };
}
