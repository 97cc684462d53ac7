import type { ControllerDefinition } from "@inlay/kube";
import { amountsOf, KARPENTER_GROUP, type Node, type NodeClaim } from "@inlay/resources";
import { isTrue } from "../conditions/conditions.ts";
import { everyObject } from "../state/claim-keys.ts";
import type { Environment } from "../state/environment.ts";
import { isManagedClaim, nodesOfClaim } from "../state/managed.ts";
import { patchNodeClaimStatus } from "../state/writes.ts";

const PERIOD_MS = 10 * 60_000;
const SHARE = 0.9;

/**
 * Resources of which the node has less than 90 % of what its claim was told to expect. A resource that the node does not report at all counts only when
 * the claim was made for it: pod ENIs, for one, are part of every type's capacity but appear only where the CNI hands them out.
 */
export function inconsistencies(claim: NodeClaim, node: Node): readonly string[] {
  const expected = amountsOf(claim.status?.capacity, "status.capacity");
  const actual = amountsOf(node.status?.capacity, "status.capacity");
  const requested = claim.spec.resources?.requests ?? {};
  return Object.keys(expected)
    .filter((name) => name in actual || name in requested)
    .filter((name) => expected[name]! > 0 && (actual[name] ?? 0) < SHARE * expected[name]!)
    .map((name) => {
      const share = ((100 * (actual[name] ?? 0)) / expected[name]!).toFixed(1);
      return `expected ${expected[name]} of resource ${name}, but found ${actual[name] ?? 0} (${share}% of expected)`;
    });
}

/** Compares what a node is with what its claim was launched for, every ten minutes (§4.2). */
export function consistencyController(environment: Environment): ControllerDefinition {
  const { caches, events } = environment;
  const provider = environment.provider("nodeclaim.consistency");
  const checkedAt = new Map<string, number>();
  return {
    name: "nodeclaim.consistency",
    forKind: { group: KARPENTER_GROUP, kind: "NodeClaim" },
    concurrency: 10,
    sources(enqueue) {
      const ends = [
        everyObject(caches.nodeClaims, enqueue),
        caches.nodeClaims.onChange(({ type, object }) => type === "deleted" && checkedAt.delete(object.metadata.uid)),
      ];
      return () => ends.forEach((end) => end());
    },
    async reconcile(name, { logger, signal }) {
      const claim = caches.nodeClaims.get(name);
      if (!claim || claim.metadata.deletionTimestamp || !isManagedClaim(claim, provider)) return;
      if (!isTrue(claim, "Initialized")) return;
      const since = performance.now() - (checkedAt.get(claim.metadata.uid) ?? -Infinity);
      if (since < PERIOD_MS) return { requeueAfterMs: PERIOD_MS - since };
      const [node] = nodesOfClaim(claim, caches);
      if (!node) return { requeueAfterMs: PERIOD_MS };
      checkedAt.set(claim.metadata.uid, performance.now());
      const issues = inconsistencies(claim, node);
      for (const issue of issues) {
        logger.error("failed consistency check", issue);
        const message = `NodeClaim ${name} event: ${issue}`;
        events.record({ object: claim, type: "Warning", reason: "FailedConsistencyCheck", message });
      }
      const message = issues.join(", ");
      await patchNodeClaimStatus(
        environment,
        caches.nodeClaims.get(name) ?? claim,
        {
          conditions: [
            issues.length === 0
              ? { type: "ConsistentStateFound", status: "True" }
              : { type: "ConsistentStateFound", status: "False", reason: "ConsistencyCheckFailed", message },
          ],
        },
        signal,
      );
      return { requeueAfterMs: PERIOD_MS };
    },
  };
}
