import { rfc3339, type Condition, type KubeObject, type Pod } from "@inlay/resources";
import type { Mutable } from "../../schema/resource-definition.ts";
import { StaleObject } from "../../store/store-event.ts";
import type { ObjectKey } from "../api.ts";
import { badRequest, conflict, notFound, plainFailure } from "../failures.ts";
import type { Machinery, WriteContext } from "../machinery.ts";
import { textOf } from "../writes/object-metadata.ts";

const PODS = { group: "", resource: "pods" };
const STORED_PODS = "/pods";
const ATTEMPTS = 5;

/** A `v1 Binding`, as a client sends it. */
export interface Binding {
  readonly metadata?: Mutable;
  readonly target?: { readonly kind?: string; readonly name?: string };
}

/**
 * Assigns a pod to a node: POST pods/NAME/binding (pkg/registry/core/pod/storage BindingREST). Whether the node exists is not asked.
 *
 * @throws ApiError 409 when the pod has a node, is gated or is leaving.
 */
export async function bindPod(
  { store, clock }: Machinery,
  key: ObjectKey,
  { metadata = {}, target = {} }: Binding,
  { dryRun }: WriteContext,
): Promise<void> {
  if (textOf(metadata["name"]) !== key.name) throw badRequest("name in URL does not match name in Binding object");
  if (target.kind && target.kind !== "Node")
    throw plainFailure(
      `target.kind: Unsupported value: ${JSON.stringify(target.kind)}: supported values: "Node", "<empty>"`,
    );
  const nodeName = target.name ?? "";
  if (nodeName === "") throw plainFailure("target.name: Required value");
  for (let attempt = 1; ; attempt++) {
    const pod = store.get(STORED_PODS, key.namespace ?? "", key.name) as Pod | undefined;
    if (!pod) throw notFound(PODS, key.name);
    checkBindable(pod, metadata);
    const next = bound(pod, nodeName, metadata["annotations"] as Record<string, string> | undefined, clock.now());
    try {
      if (!dryRun) store.update(STORED_PODS, next, pod);
      return;
    } catch (error) {
      if (!(error instanceof StaleObject) || attempt === ATTEMPTS) throw error;
    }
  }
}

function bound(pod: Pod, nodeName: string, annotations: Record<string, string> | undefined, now: number): KubeObject {
  const scheduled = { type: "PodScheduled", status: "True", lastProbeTime: null, lastTransitionTime: rfc3339(now) };
  const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== "PodScheduled");
  const metadata = annotations
    ? { ...pod.metadata, annotations: { ...pod.metadata.annotations, ...annotations } }
    : pod.metadata;
  const status = { ...pod.status, conditions: [...others, scheduled as unknown as Condition] };
  return { ...pod, metadata, spec: { ...pod.spec, nodeName }, status } as Pod;
}

function checkBindable(pod: Pod, metadata: Mutable): void {
  const { name, namespace = "", uid, resourceVersion, deletionTimestamp } = pod.metadata;
  const mismatch = (what: string, given: string, stored: string) =>
    conflict(
      PODS,
      name,
      `StorageError: invalid object, Code: 4, Key: /registry/pods/${namespace}/${name}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: ${what} in precondition: ${given}, ${what} in object meta: ${stored}`,
    );
  const givenUid = textOf(metadata["uid"]);
  if (givenUid !== "" && givenUid !== uid) throw mismatch("UID", givenUid, uid);
  const givenVersion = textOf(metadata["resourceVersion"]);
  if (givenVersion !== "" && givenVersion !== resourceVersion)
    throw mismatch("ResourceVersion", givenVersion, resourceVersion);
  const refuse = (why: string) => conflict({ group: "", resource: "pods/binding" }, name, `pod ${name} ${why}`);
  if (deletionTimestamp !== undefined) throw refuse("is being deleted, cannot be assigned to a host");
  if (pod.spec.nodeName) throw refuse(`is already assigned to node "${pod.spec.nodeName}"`);
  if ((pod.spec.schedulingGates ?? []).length > 0) throw refuse("has non-empty .spec.schedulingGates");
}
