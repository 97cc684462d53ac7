import { Duration, type NodeClaim, type NodePool } from "@inlay/resources";
import { conditionOf } from "../conditions/conditions.ts";

export type Consolidatable =
  | { readonly status: "yes" }
  /** Not yet; look again after this time, or when something changes. */
  | { readonly status: "no"; readonly afterMs?: number };

/**
 * Whether a claim has been without new or leaving pods for the pool's `consolidateAfter`, counted from the last pod event or, without
 * one, from its initialization.
 */
export function decideConsolidatable(claim: NodeClaim, pool: NodePool | undefined, now: number): Consolidatable {
  if (!pool || pool.spec.replicas !== undefined) return { status: "no" };
  const consolidateAfter = pool.spec.disruption?.consolidateAfter ?? "0s";
  const { milliseconds } = Duration.parse(consolidateAfter, "spec.disruption.consolidateAfter");
  if (!Number.isFinite(milliseconds)) return { status: "no" };
  const initialized = conditionOf(claim, "Initialized");
  if (initialized?.status !== "True") return { status: "no" };
  const since = Date.parse(claim.status?.lastPodEventTime ?? initialized.lastTransitionTime ?? "");
  const remaining = since + milliseconds - now;
  return remaining > 0 ? { status: "no", afterMs: remaining } : { status: "yes" };
}
