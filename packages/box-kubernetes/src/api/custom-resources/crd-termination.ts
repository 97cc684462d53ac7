import { rfc3339, type Condition, type KubeObject } from "@inlay/resources";

/** Keeps a CustomResourceDefinition until its instances are gone. */
export const CLEANUP_FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

const PENDING = {
  reason: "InstanceDeletionPending",
  message: "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
};

interface WithConditions extends KubeObject {
  readonly status?: { readonly conditions?: readonly Condition[] };
}

/** A CRD at its first DELETE: it waits for its instances. */
export function terminatingCrd(crd: KubeObject, now: number): KubeObject {
  const finalizers = crd.metadata.finalizers ?? [];
  const metadata = {
    ...crd.metadata,
    deletionTimestamp: rfc3339(now),
    finalizers: finalizers.includes(CLEANUP_FINALIZER) ? finalizers : [...finalizers, CLEANUP_FINALIZER],
  };
  return withTerminating({ ...crd, metadata }, PENDING, rfc3339(now));
}

/** The CRD with condition Terminating. */
export function withTerminating(
  crd: KubeObject,
  { reason, message }: { readonly reason: string; readonly message: string },
  at: string,
): KubeObject {
  const { status } = crd as WithConditions;
  const conditions = status?.conditions ?? [];
  const old = conditions.find(({ type }) => type === "Terminating");
  const lastTransitionTime = old?.status === "True" ? old.lastTransitionTime : at;
  const condition = { type: "Terminating", status: "True", lastTransitionTime, reason, message };
  const others = conditions.filter(({ type }) => type !== "Terminating");
  return { ...crd, status: { ...status, conditions: [...others, condition] } } as KubeObject;
}
