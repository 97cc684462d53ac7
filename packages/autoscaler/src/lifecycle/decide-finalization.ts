import {
  ANNOTATION_TERMINATION_TIMESTAMP,
  Duration,
  FINALIZER_TERMINATION,
  rfc3339,
  type Node,
  type NodeClaim,
} from "@inlay/resources";

/** The next step of a claim that is being deleted. */
export type FinalizationIntent =
  | { readonly kind: "rest" }
  | { readonly kind: "annotate"; readonly terminationTimestamp: string }
  | { readonly kind: "deleteNodes"; readonly nodes: readonly Node[] }
  /** The drain of the node runs elsewhere; its end brings us back. */
  | { readonly kind: "awaitNodes" }
  /** Also without a provider id: it may have been launched without our hearing of it, and the provider finds it by the claim. */
  | { readonly kind: "endInstance" };

export function decideFinalization(claim: NodeClaim, nodes: readonly Node[]): FinalizationIntent {
  const { deletionTimestamp, finalizers, annotations } = claim.metadata;
  if (!deletionTimestamp || !finalizers?.includes(FINALIZER_TERMINATION)) return { kind: "rest" };
  const gracePeriod = claim.spec.terminationGracePeriod;
  if (gracePeriod && annotations?.[ANNOTATION_TERMINATION_TIMESTAMP] === undefined) {
    const { milliseconds } = Duration.parse(gracePeriod, "spec.terminationGracePeriod");
    if (Number.isFinite(milliseconds)) {
      return { kind: "annotate", terminationTimestamp: rfc3339(Date.parse(deletionTimestamp) + milliseconds) };
    }
  }
  const toDelete = nodes.filter((node) => !node.metadata.deletionTimestamp);
  if (toDelete.length > 0) return { kind: "deleteNodes", nodes: toDelete };
  if (nodes.length > 0) return { kind: "awaitNodes" };
  return { kind: "endInstance" };
}
