import { isCloudError } from "@inlay/cloud";
import type { ControllerDefinition } from "@inlay/kube";
import { KARPENTER_GROUP, LABEL_NODEPOOL, type NodeClaim, type NodePool } from "@inlay/resources";
import { conditionOf, isTrue, type ConditionChange } from "../conditions/conditions.ts";
import { nodeClassKey } from "../state/cluster-caches.ts";
import { claimsOfChangedPools, everyObject } from "../state/claim-keys.ts";
import type { Environment } from "../state/environment.ts";
import { isManagedClaim } from "../state/managed.ts";
import { patchNodeClaimStatus } from "../state/writes.ts";
import { decideConsolidatable } from "./decide-consolidatable.ts";
import { instanceTypeDrift, requirementsDrift, staticDrift } from "./decide-drift.ts";

const RECHECK_MS = 5 * 60_000;
const INSTANCE_TYPE_MIN_AGE_MS = 3_600_000;
const INSTANCE_TYPE_CHECK_MS = 30 * 60_000;

/** Keeps the conditions Drifted and Consolidatable of every claim (§4.2). */
export function claimDisruptionController(environment: Environment): ControllerDefinition {
  const { caches, clock } = environment;
  const provider = environment.provider("nodeclaim.disruption");
  const typesCheckedAt = new Map<string, number>();
  return {
    name: "nodeclaim.disruption",
    forKind: { group: KARPENTER_GROUP, kind: "NodeClaim" },
    concurrency: 100,
    backoff: { baseMs: 1_000, maxMs: 60_000 },
    sources(enqueue) {
      const ends = [
        everyObject(caches.nodeClaims, enqueue),
        caches.nodeClaims.onChange(({ type, object }) => {
          if (type === "deleted") typesCheckedAt.delete(object.metadata.uid);
        }),
        // The hash is an annotation: it follows the generation by a moment, so any change counts.
        claimsOfChangedPools(caches, () => true, enqueue),
        ...[...caches.nodeClasses].map(([kind, cache]) =>
          cache.onChange(({ object }) => {
            for (const claim of caches.nodeClaims.all()) {
              const ref = claim.spec.nodeClassRef;
              if (nodeClassKey(ref) === kind && ref.name === object.metadata.name) enqueue(claim.metadata.name);
            }
          }),
        ),
      ];
      return () => ends.forEach((end) => end());
    },
    async reconcile(name, { logger, signal }) {
      const claim = caches.nodeClaims.get(name);
      if (!claim || claim.metadata.deletionTimestamp || !isManagedClaim(claim, provider)) return;
      const pool = caches.nodePools.get(claim.metadata.labels?.[LABEL_NODEPOOL] ?? "");
      const changes: ConditionChange[] = [];
      const removed: string[] = [];

      const drift = pool && isTrue(claim, "Launched") ? await driftReason(claim, pool, signal) : "";
      if (drift) changes.push({ type: "Drifted", status: "True", reason: drift, message: drift });
      else removed.push("Drifted");
      if (drift && !isTrue(claim, "Drifted")) logger.debug("marking drifted", { reason: drift });

      const consolidatable = decideConsolidatable(claim, pool, clock.now());
      if (consolidatable.status === "yes") changes.push({ type: "Consolidatable", status: "True" });
      else removed.push("Consolidatable");
      const was = conditionOf(claim, "Consolidatable") !== undefined;
      if (was !== (consolidatable.status === "yes"))
        logger.debug(was ? "removing consolidatable status condition" : "marking consolidatable");

      await patchNodeClaimStatus(environment, claim, { conditions: changes, removed }, signal);
      const soon = consolidatable.status === "no" ? consolidatable.afterMs : undefined;
      return { requeueAfterMs: Math.min(RECHECK_MS, soon ?? RECHECK_MS) };
    },
  };

  async function driftReason(claim: NodeClaim, pool: NodePool, signal: AbortSignal): Promise<string> {
    const fixed = staticDrift(claim, pool) || requirementsDrift(claim, pool);
    if (fixed) return fixed;
    return (await offeringDrift(claim, pool, signal)) || (await cloudDrift(claim, signal));
  }

  /** An instance that is gone is not drifted: garbage collection sees to it. */
  async function cloudDrift(claim: NodeClaim, signal: AbortSignal): Promise<string> {
    try {
      return await provider.isDrifted(claim, signal);
    } catch (error) {
      if (isCloudError(error, "NODE_CLAIM_NOT_FOUND")) return "";
      throw error;
    }
  }

  /** Only for claims older than an hour, and now and then: types come and go from a cloud's answers. */
  async function offeringDrift(claim: NodeClaim, pool: NodePool, signal: AbortSignal): Promise<string> {
    const { uid, creationTimestamp } = claim.metadata;
    const age = environment.ages.age(`${uid}/created`, Date.parse(creationTimestamp));
    const still = conditionOf(claim, "Drifted")?.reason === "InstanceTypeNotFound" ? "InstanceTypeNotFound" : "";
    if (age < INSTANCE_TYPE_MIN_AGE_MS) return "";
    if (performance.now() - (typesCheckedAt.get(uid) ?? -Infinity) < INSTANCE_TYPE_CHECK_MS) return still;
    const types = await provider.instanceTypes(pool, signal);
    typesCheckedAt.set(uid, performance.now());
    // No answer at all says nothing about this type.
    return types.length === 0 ? "" : instanceTypeDrift(claim, types);
  }
}
