import type { ControllerDefinition } from "@inlay/kube";
import { KARPENTER_GROUP, type NodeClaim, type NodeClassRef } from "@inlay/resources";
import { claimsOfChangedNodes, everyObject } from "../state/claim-keys.ts";
import { nodeClassLabel } from "../state/cluster-caches.ts";
import type { Environment } from "../state/environment.ts";
import { isManagedClaim, nodesOfClaim } from "../state/managed.ts";
import { patchNode, patchNodeClaim } from "../state/writes.ts";

const lacks = (labels: Readonly<Record<string, string>> | undefined, ref: NodeClassRef): boolean =>
  labels?.[nodeClassLabel(ref)] !== ref.name;

/** Fills in the label of the node class on claims and nodes that lack it: those made by hand or by an older version. */
export function hydrationController(environment: Environment): ControllerDefinition {
  const { caches } = environment;
  const provider = environment.provider("nodeclaim.hydration");
  return {
    name: "nodeclaim.hydration",
    forKind: { group: KARPENTER_GROUP, kind: "NodeClaim" },
    concurrency: 20,
    backoff: { baseMs: 100, maxMs: 10_000 },
    sources(enqueue) {
      const ends = [everyObject(caches.nodeClaims, enqueue), claimsOfChangedNodes(caches, enqueue)];
      return () => ends.forEach((end) => end());
    },
    async reconcile(name, { signal }) {
      const claim = caches.nodeClaims.get(name);
      if (!claim || claim.metadata.deletionTimestamp || !isManagedClaim(claim, provider)) return;
      const ref = claim.spec.nodeClassRef;
      const label = { [nodeClassLabel(ref)]: ref.name };
      if (lacks(claim.metadata.labels, ref))
        await patchNodeClaim(environment, claim, { metadata: { labels: label } }, signal);
      await hydrateNodes(claim, label, signal);
    },
  };

  async function hydrateNodes(claim: NodeClaim, label: Readonly<Record<string, string>>, signal: AbortSignal) {
    for (const node of nodesOfClaim(claim, caches)) {
      // Before registration the node gets all its labels at once.
      if (node.metadata.labels?.["karpenter.sh/registered"] !== "true") continue;
      if (lacks(node.metadata.labels, claim.spec.nodeClassRef))
        await patchNode(environment, node, { metadata: { labels: label } }, signal);
    }
  }
}
