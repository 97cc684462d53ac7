import type { CommandInProgress, DisruptionReason } from "@inlay/planner";
import type { NodeClaim } from "@inlay/resources";
import { ANNOTATION_DISRUPTION_COMMAND } from "../names.ts";

/**
 * A disruption under way, as it stands on each of its candidates. It is written before anything is done, with the names that the replacements
 * will have, so that whoever comes after a kill finds out from the cluster alone how far it got.
 */
export interface CommandRecord {
  /** uuid v4. */
  readonly id: string;
  readonly reason: DisruptionReason;
  readonly decision: "delete" | "replace";
  readonly consolidationType: "empty" | "multi" | "single" | "";
  /** Node claims that leave. */
  readonly candidates: readonly string[];
  /** Node claims that come. */
  readonly replacements: readonly string[];
  /** RFC 3339. */
  readonly startedAt: string;
}

export function commandRecordOf(claim: NodeClaim): CommandRecord | undefined {
  const text = claim.metadata.annotations?.[ANNOTATION_DISRUPTION_COMMAND];
  if (text === undefined) return undefined;
  try {
    const record = JSON.parse(text) as Partial<CommandRecord> | null;
    const whole =
      typeof record?.id === "string" && Array.isArray(record.candidates) && Array.isArray(record.replacements);
    return whole ? (record as CommandRecord) : undefined;
  } catch {
    // Written by hand: no command of ours. The mark is cleaned up like any other that has no command.
    return undefined;
  }
}

/** The commands that claims speak of, each once. */
export function commandRecords(claims: readonly NodeClaim[]): readonly CommandRecord[] {
  const byId = new Map<string, CommandRecord>();
  for (const claim of claims) {
    const record = commandRecordOf(claim);
    if (record && !byId.has(record.id)) byId.set(record.id, record);
  }
  return [...byId.values()];
}

/**
 * Commands as planning must see them. One whose replacements are not all there is not in the snapshot: its candidates would count as leaving, and
 * their pods would get nodes of their own beside the replacements.
 */
export function commandsInProgress(claims: readonly NodeClaim[]): readonly CommandInProgress[] {
  const names = new Set(claims.map(({ metadata }) => metadata.name));
  return commandRecords(claims)
    .filter(({ replacements }) => replacements.every((name) => names.has(name)))
    .map(({ id, reason, candidates, replacements }) => ({
      id,
      reason,
      candidates: candidates.filter((name) => names.has(name)),
      replacements,
    }));
}
