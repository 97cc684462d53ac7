import type { ControllerDefinition } from "@inlay/kube";
import { Duration, KARPENTER_GROUP, LABEL_CAPACITY_TYPE, LABEL_NODEPOOL, type NodeClaim } from "@inlay/resources";
import { everyObject } from "../state/claim-keys.ts";
import type { Environment } from "../state/environment.ts";
import { isManagedClaim } from "../state/managed.ts";
import { deleteNodeClaim } from "../state/writes.ts";

/** Milliseconds until the claim expires, not positive when it has; undefined when it never does. */
export function untilExpiry(claim: NodeClaim, ageMs: number): number | undefined {
  const { milliseconds } = Duration.parse(claim.spec.expireAfter ?? "720h", "spec.expireAfter");
  return Number.isFinite(milliseconds) ? milliseconds - ageMs : undefined;
}

/** Deletes claims that are older than `expireAfter`: forceful, without budgets and without a replacement first (§4.2). */
export function expirationController(environment: Environment): ControllerDefinition {
  const { caches, ages, metrics } = environment;
  const provider = environment.provider("nodeclaim.expiration");
  return {
    name: "nodeclaim.expiration",
    forKind: { group: KARPENTER_GROUP, kind: "NodeClaim" },
    concurrency: 50,
    sources: (enqueue) => everyObject(caches.nodeClaims, enqueue),
    async reconcile(name, { logger, signal }) {
      const claim = caches.nodeClaims.get(name);
      if (!claim || claim.metadata.deletionTimestamp || !isManagedClaim(claim, provider)) return;
      const age = ages.age(`${claim.metadata.uid}/created`, Date.parse(claim.metadata.creationTimestamp));
      const remaining = untilExpiry(claim, age);
      if (remaining === undefined) return;
      if (remaining > 0) return { requeueAfterMs: remaining };
      await deleteNodeClaim(environment, claim, signal);
      logger.debug("deleting expired nodeclaim");
      metrics.nodeClaimsDisrupted.inc({
        reason: "expired",
        nodepool: claim.metadata.labels?.[LABEL_NODEPOOL] ?? "",
        capacity_type: claim.metadata.labels?.[LABEL_CAPACITY_TYPE] ?? "",
      });
      return;
    },
  };
}
