import { TAINT_DISRUPTED, type Node, type NodeClaim } from "@inlay/resources";
import { isTrue } from "../conditions/conditions.ts";
import { commandRecordOf, type CommandRecord } from "./command.ts";

export interface ObservedCommand {
  readonly record: CommandRecord;
  /** Of the candidates those that are still there, with their nodes. */
  readonly candidates: readonly { readonly claim: NodeClaim; readonly nodes: readonly Node[] }[];
  /** Of the replacements those that are there. */
  readonly replacements: readonly NodeClaim[];
  readonly ageMs: number;
}

export type CommandIntent =
  | { readonly kind: "done" }
  | { readonly kind: "await"; readonly replacements: readonly NodeClaim[] }
  | { readonly kind: "terminate"; readonly claims: readonly NodeClaim[] }
  | { readonly kind: "rollBack"; readonly why: string };

/** A replacement that is not ready by then will not be. */
export const COMMAND_TIMEOUT_MS = 10 * 60_000;

/**
 * The next step of a command, from what stands in the cluster. A start that was cut short (a candidate without its mark or its taint, a replacement that
 * was never made) is rolled back: the state it rested on is old, and a new plan costs a few seconds.
 */
export function decideCommand({ record, candidates, replacements, ageMs }: ObservedCommand): CommandIntent {
  const staying = candidates.filter(({ claim }) => !claim.metadata.deletionTimestamp);
  if (staying.length === 0) return { kind: "done" };
  // Once one candidate leaves, the start was complete and the replacements were ready: the others follow.
  const begun = staying.length < record.candidates.length;
  if (!begun) {
    const gone = record.replacements.filter(
      (name) => !replacements.some(({ metadata }) => metadata.name === name && !metadata.deletionTimestamp),
    );
    if (gone.length > 0) return { kind: "rollBack", why: `replacement ${gone.join(", ")} is not there` };
    if (staying.some(({ claim }) => commandRecordOf(claim)?.id !== record.id))
      return { kind: "rollBack", why: "not all nodes were marked" };
    if (staying.some(({ nodes }) => !nodes.some(hasDisruptedTaint)))
      return { kind: "rollBack", why: "not all nodes were tainted" };
    const pending = replacements.filter((claim) => !isTrue(claim, "Initialized"));
    if (pending.length > 0) {
      if (ageMs >= COMMAND_TIMEOUT_MS) return { kind: "rollBack", why: "replacements did not become ready in time" };
      return { kind: "await", replacements: pending };
    }
  }
  return { kind: "terminate", claims: staying.map(({ claim }) => claim) };
}

export const hasDisruptedTaint = (node: Node): boolean =>
  (node.spec.taints ?? []).some(({ key }) => key === TAINT_DISRUPTED.key);
