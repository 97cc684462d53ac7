import { rfc3339, type KubeObject } from "@inlay/resources";
import type { ResourceDefinition } from "../../schema/resource-definition.ts";
import { StaleObject } from "../../store/store-event.ts";
import { mutate, validate, type AdmissionRequest } from "../admission/admission.ts";
import { ApiError } from "../api-error.ts";
import type { DeleteOptions, ObjectKey } from "../api.ts";
import { terminatingCrd } from "../custom-resources/crd-termination.ts";
import { conflict, notFound } from "../failures.ts";
import type { Machinery, WriteContext } from "../machinery.ts";
import { storedAs } from "../resource-registry.ts";

const ATTEMPTS = 5;
const DEFAULT_GRACE_SECONDS = 30;
const ORPHAN = "orphan";
const STORED_CRDS = "apiextensions.k8s.io/customresourcedefinitions";
const FOREGROUND = "foregroundDeletion";
/** For compatibility these leave their dependents behind unless told otherwise. */
const ORPHANS_BY_DEFAULT: ReadonlySet<string> = new Set(["/replicationcontrollers", "batch/jobs"]);

export interface Deletion {
  /** The last state, or the state in which it waits for finalizers or for its kubelet. */
  readonly object: KubeObject;
  readonly isGone: boolean;
}

/**
 * Removes an object, or marks it: pods on a node wait for their kubelet, finalizers for their owners, a namespace for its content.
 * Rules of k8s.io/apiserver registry.Store.Delete and rest.BeforeDelete.
 */
export async function deleteObject(
  machinery: Machinery,
  definition: ResourceDefinition,
  key: ObjectKey,
  options: DeleteOptions,
  context: WriteContext,
): Promise<Deletion> {
  for (let attempt = 1; ; attempt++) {
    const old = machinery.store.get(storedAs(definition), key.namespace ?? "", key.name);
    if (!old) throw notFound(definition, key.name);
    checkPreconditions(definition, old, options);
    const { user, dryRun, warnings } = context;
    const { namespace = "", name } = key;
    const request: AdmissionRequest = {
      operation: "DELETE",
      definition,
      subresource: "",
      namespace,
      name,
      user,
      dryRun,
      warnings,
      old,
    };
    await mutate(machinery, request);
    await validate(machinery, request);
    try {
      return remove(machinery, definition, old, options, context);
    } catch (error) {
      if (!(error instanceof StaleObject)) throw error;
      if (attempt === ATTEMPTS) throw conflict(definition, key.name);
    }
  }
}

function remove(
  { store, clock }: Machinery,
  definition: ResourceDefinition,
  old: KubeObject,
  options: DeleteOptions,
  { dryRun }: WriteContext,
): Deletion {
  const resource = storedAs(definition);
  const save = (next: KubeObject): KubeObject => (dryRun || next === old ? next : store.update(resource, next, old));
  const now = clock.now();
  if (resource === "/namespaces") {
    if (old.metadata.deletionTimestamp === undefined) return { object: save(terminating(old, now)), isGone: false };
    if (hasSpecFinalizers(old)) return { object: old, isGone: false };
  }
  if (resource === STORED_CRDS && old.metadata.deletionTimestamp === undefined)
    return { object: save(terminatingCrd(old, now)), isGone: false };
  const grace = resource === "/pods" ? podGrace(old, options, now) : undefined;
  if (grace === "pending") return { object: old, isGone: false };
  const marked = grace === undefined ? old : grace;
  const finalizers = finalizersFor(old, definition, options);
  if (finalizers.length > 0) {
    const waiting = grace === undefined ? markedForDeletion(old, now) : marked;
    const same = finalizers === old.metadata.finalizers && waiting === old;
    return {
      object: same ? old : save({ ...waiting, metadata: { ...waiting.metadata, finalizers } }),
      isGone: false,
    };
  }
  if (grace !== undefined && (grace.metadata.deletionGracePeriodSeconds ?? 0) > 0)
    return { object: save(grace), isGone: false };
  if (dryRun) return { object: marked, isGone: true };
  const removed = store.delete(resource, old);
  const { resourceVersion } = removed.metadata;
  return { object: { ...marked, metadata: { ...marked.metadata, resourceVersion } }, isGone: true };
}

/** The pod with its deadline; `pending` when an earlier delete stands; undefined when it goes without grace, again. */
function podGrace(
  old: KubeObject,
  { gracePeriodSeconds }: DeleteOptions,
  now: number,
): KubeObject | "pending" | undefined {
  const { deletionTimestamp, deletionGracePeriodSeconds: earlier, generation } = old.metadata;
  if (deletionTimestamp !== undefined) {
    if (!earlier) return undefined;
    if (gracePeriodSeconds === undefined || gracePeriodSeconds >= earlier) return "pending";
    const period = Math.max(gracePeriodSeconds, 0);
    return withDeadline(old, Date.parse(deletionTimestamp) - (earlier - period) * 1000, period);
  }
  const { spec, status } = old as PodLike;
  let period = gracePeriodSeconds ?? spec?.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS;
  if (!spec?.nodeName || status?.phase === "Failed" || status?.phase === "Succeeded") period = 0;
  if (period < 0) period = 1;
  const pod = withDeadline(old, now + period * 1000, period);
  return generation === undefined ? pod : { ...pod, metadata: { ...pod.metadata, generation: generation + 1 } };
}

interface PodLike extends KubeObject {
  readonly spec?: { readonly nodeName?: string; readonly terminationGracePeriodSeconds?: number };
  readonly status?: { readonly phase?: string };
}

function withDeadline(object: KubeObject, at: number, seconds: number): KubeObject {
  const deadline = { deletionTimestamp: rfc3339(at), deletionGracePeriodSeconds: seconds };
  return { ...object, metadata: { ...object.metadata, ...deadline } };
}

function markedForDeletion(object: KubeObject, now: number): KubeObject {
  const { deletionTimestamp, deletionGracePeriodSeconds, generation } = object.metadata;
  if (deletionTimestamp !== undefined && deletionGracePeriodSeconds === 0) return object;
  const marked = withDeadline(object, deletionTimestamp === undefined ? now : Date.parse(deletionTimestamp), 0);
  if (generation === undefined || deletionTimestamp !== undefined) return marked;
  return { ...marked, metadata: { ...marked.metadata, generation: generation + 1 } };
}

/** The object's finalizers with those of the propagation policy put in or taken out; the very array when nothing changes. */
function finalizersFor(old: KubeObject, definition: ResourceDefinition, options: DeleteOptions): readonly string[] {
  const present = old.metadata.finalizers ?? [];
  const policy = options.propagationPolicy ?? impliedPolicy(present, definition);
  const wanted = policy === "Orphan" ? ORPHAN : policy === "Foreground" ? FOREGROUND : undefined;
  const others = present.filter((each) => each !== ORPHAN && each !== FOREGROUND);
  if (others.length === present.length && wanted === undefined) return present;
  if (wanted !== undefined && present.includes(wanted) && others.length === present.length - 1) return present;
  return wanted === undefined ? others : [...others, wanted];
}

function impliedPolicy(present: readonly string[], definition: ResourceDefinition): DeleteOptions["propagationPolicy"] {
  if (present.includes(ORPHAN)) return "Orphan";
  if (present.includes(FOREGROUND)) return "Foreground";
  return ORPHANS_BY_DEFAULT.has(storedAs(definition)) ? "Orphan" : "Background";
}

function terminating(namespace: KubeObject, now: number): KubeObject {
  const { status } = namespace as { readonly status?: object };
  return {
    ...namespace,
    metadata: { ...namespace.metadata, deletionTimestamp: rfc3339(now) },
    status: { ...status, phase: "Terminating" },
  } as KubeObject;
}

function hasSpecFinalizers(namespace: KubeObject): boolean {
  const { spec } = namespace as { readonly spec?: { readonly finalizers?: readonly string[] } };
  return (spec?.finalizers ?? []).length > 0;
}

/** @throws ApiError 409 */
function checkPreconditions(definition: ResourceDefinition, old: KubeObject, { preconditions }: DeleteOptions): void {
  const { name, uid, resourceVersion } = old.metadata;
  const refuse = (why: string): ApiError =>
    new ApiError(409, "Conflict", `Operation cannot be fulfilled on ${definition.kind} "${name}": ${why}`, {
      name,
      ...(definition.group && { group: definition.group }),
      kind: definition.kind,
    });
  if (preconditions?.uid !== undefined && preconditions.uid !== uid)
    throw refuse(
      `the UID in the precondition (${preconditions.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    );
  if (preconditions?.resourceVersion !== undefined && preconditions.resourceVersion !== resourceVersion)
    throw refuse(
      `the ResourceVersion in the precondition (${preconditions.resourceVersion}) does not match the ResourceVersion in record (${resourceVersion}). The object might have been modified`,
    );
}
