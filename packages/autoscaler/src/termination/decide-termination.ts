import {
  ANNOTATION_TERMINATION_TIMESTAMP,
  FINALIZER_TERMINATION,
  LABEL_EXCLUDE_LOAD_BALANCERS,
  TAINT_DISRUPTED,
  type Node,
  type NodeClaim,
  type Pod,
  type VolumeAttachment,
} from "@inlay/resources";
import { conditionOf, isTrue } from "../conditions/conditions.ts";
import { decideDrain, type Drain } from "./decide-drain.ts";

export interface ObservedNode {
  readonly node: Node;
  /** The claim with the node's provider id; undefined when there is none. */
  readonly claim: NodeClaim | undefined;
  readonly pods: readonly Pod[];
  readonly attachments: readonly VolumeAttachment[];
}

/** The next step of a node that is being deleted. */
export type TerminationIntent =
  | { readonly kind: "rest" }
  | { readonly kind: "deleteClaim"; readonly claim: NodeClaim }
  | { readonly kind: "taint" }
  | { readonly kind: "drain"; readonly drain: Drain; readonly terminationMs: number | undefined }
  | { readonly kind: "awaitDetachment"; readonly attachments: readonly VolumeAttachment[] }
  | { readonly kind: "endInstance"; readonly detachment: "done" | "timedOut"; readonly claim: NodeClaim }
  /** Nobody knows of an instance: the provider's own garbage collection ends what may be left. */
  | { readonly kind: "letGo" };

/** Time for endpoints and schedulers to hear of the taint before the node counts as drained. */
export const MIN_DRAIN_MS = 5_000;

export function decideTermination({ node, claim, pods, attachments }: ObservedNode, now: number): TerminationIntent {
  const { deletionTimestamp, finalizers } = node.metadata;
  if (!deletionTimestamp || !finalizers?.includes(FINALIZER_TERMINATION)) return { kind: "rest" };
  if (claim && !claim.metadata.deletionTimestamp) return { kind: "deleteClaim", claim };
  if (!isTainted(node)) return { kind: "taint" };
  const terminationMs = terminationTime(claim);
  const drain = decideDrain(pods, now, terminationMs);
  if (drain.waiting.length > 0 || !claim) {
    return drain.waiting.length > 0 ? { kind: "drain", drain, terminationMs } : { kind: "letGo" };
  }
  const drained = conditionOf(claim, "Drained");
  const drainingFor = now - Date.parse(drained?.lastTransitionTime ?? "");
  const drainSettled = drained?.status === "True" || (drained !== undefined && Math.abs(drainingFor) >= MIN_DRAIN_MS);
  if (!drainSettled) return { kind: "drain", drain, terminationMs };
  const timedOut = terminationMs !== undefined && now >= terminationMs;
  if (attachments.length > 0 && !timedOut && !isTrue(claim, "VolumesDetached"))
    return { kind: "awaitDetachment", attachments };
  return { kind: "endInstance", detachment: attachments.length > 0 && timedOut ? "timedOut" : "done", claim };
}

export function isTainted(node: Node): boolean {
  return (
    (node.spec.taints ?? []).some(
      ({ key, effect }) => key === TAINT_DISRUPTED.key && effect === TAINT_DISRUPTED.effect,
    ) && node.metadata.labels?.[LABEL_EXCLUDE_LOAD_BALANCERS] === "karpenter"
  );
}

function terminationTime(claim: NodeClaim | undefined): number | undefined {
  const at = Date.parse(claim?.metadata.annotations?.[ANNOTATION_TERMINATION_TIMESTAMP] ?? "");
  return Number.isFinite(at) ? at : undefined;
}
