import type { CloudProvider } from "@inlay/cloud";
import type { Node, NodeClaim, NodeClassRef, NodePool } from "@inlay/resources";
import type { ClusterCaches } from "./cluster-caches.ts";

/** Only what refers to a node class of this provider is ours; several autoscalers may share a cluster. */
export function isServed(ref: NodeClassRef, provider: Pick<CloudProvider, "nodeClassKinds">): boolean {
  return provider.nodeClassKinds.some(({ group, kind }) => group === ref.group && kind === ref.kind);
}

export const isManagedClaim = (claim: NodeClaim, provider: Pick<CloudProvider, "nodeClassKinds">): boolean =>
  isServed(claim.spec.nodeClassRef, provider);

export const isManagedPool = (pool: NodePool, provider: Pick<CloudProvider, "nodeClassKinds">): boolean =>
  isServed(pool.spec.template.spec.nodeClassRef, provider);

export function claimsOfNode(node: Node, caches: ClusterCaches): readonly NodeClaim[] {
  return node.spec.providerID ? caches.nodeClaims.byIndex("providerID", node.spec.providerID) : [];
}

export function nodesOfClaim(claim: NodeClaim, caches: ClusterCaches): readonly Node[] {
  return claim.status?.providerID ? caches.nodes.byIndex("providerID", claim.status.providerID) : [];
}
