import { isCloudError, type CloudInstance } from "@inlay/cloud";
import type { SingletonDefinition } from "@inlay/kube";
import { LABEL_CAPACITY_TYPE, LABEL_NODEPOOL, type Node, type NodeClaim } from "@inlay/resources";
import { isTrue } from "../conditions/conditions.ts";
import type { Environment } from "../state/environment.ts";
import { isManagedClaim, nodesOfClaim } from "../state/managed.ts";
import { isReady } from "../state/pods.ts";
import { deleteNodeClaim } from "../state/writes.ts";

const PERIOD_MS = 120_000;
/** The cloud's list lags behind its launches; what is younger is not missed. */
const MIN_AGE_MS = 60_000;

/** Registered claims whose instance the cloud does not list, while no healthy node proves the opposite. */
export function lostClaims(
  claims: readonly NodeClaim[],
  instances: readonly Pick<CloudInstance, "providerID" | "terminating">[],
  nodesOf: (claim: NodeClaim) => readonly Node[],
  ageOf: (claim: NodeClaim) => number,
): readonly NodeClaim[] {
  const alive = new Set(instances.filter(({ terminating }) => !terminating).map(({ providerID }) => providerID));
  return claims.filter(
    (claim) =>
      !claim.metadata.deletionTimestamp &&
      isTrue(claim, "Registered") &&
      !alive.has(claim.status?.providerID ?? "") &&
      ageOf(claim) >= MIN_AGE_MS &&
      !nodesOf(claim).some(isReady),
  );
}

/** Lets go of claims whose instance ended behind our back. Each is asked for by its own id before it is believed. */
export function garbageCollection(environment: Environment): SingletonDefinition {
  const { caches, ages, metrics } = environment;
  const provider = environment.provider("nodeclaim.garbagecollection");
  return {
    name: "nodeclaim.garbagecollection",
    async reconcile({ logger, signal }) {
      // Claims first: one that is launched between the two reads is then not missed in the list.
      const claims = caches.nodeClaims.all().filter((claim) => isManagedClaim(claim, provider));
      if (claims.length === 0) return { requeueAfterMs: PERIOD_MS };
      const instances = await provider.list(signal);
      const lost = lostClaims(claims, instances, (claim) => nodesOfClaim(claim, caches), (claim) =>
        ages.age(`${claim.metadata.uid}/created`, Date.parse(claim.metadata.creationTimestamp)),
      ); // prettier-ignore
      for (const claim of lost) {
        if (!(await isGone(claim, signal))) continue;
        await deleteNodeClaim(environment, claim, signal);
        const { name, labels } = claim.metadata;
        logger.debug("garbage collecting nodeclaim with no cloudprovider representation", {
          NodeClaim: { name },
          "provider-id": claim.status?.providerID,
        });
        metrics.nodeClaimsDisrupted.inc({
          reason: "garbage_collected",
          nodepool: labels?.[LABEL_NODEPOOL] ?? "",
          capacity_type: labels?.[LABEL_CAPACITY_TYPE] ?? "",
        });
      }
      return { requeueAfterMs: PERIOD_MS };
    },
  };

  async function isGone(claim: NodeClaim, signal: AbortSignal): Promise<boolean> {
    try {
      return (await provider.get(claim.status?.providerID ?? "", signal)).terminating;
    } catch (error) {
      if (isCloudError(error, "NODE_CLAIM_NOT_FOUND")) return true;
      throw error;
    }
  }
}
