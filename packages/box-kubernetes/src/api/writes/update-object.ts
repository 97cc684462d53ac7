import type { KubeObject } from "@inlay/resources";
import { updateManagedFields } from "../../apply/server-side-apply.ts";
import { membersOf, type Mutable, type ResourceDefinition } from "../../schema/resource-definition.ts";
import { listAt } from "../../schema/paths.ts";
import { StaleObject } from "../../store/store-event.ts";
import { mutate, validate, type AdmissionRequest } from "../admission/admission.ts";
import type { ObjectKey } from "../api.ts";
import { badRequest, conflict, incompleteUpdate, invalid, notFound, plainFailure } from "../failures.ts";
import { copyOf, sameJson } from "../json-value.ts";
import type { Machinery, WriteContext } from "../machinery.ts";
import { storedAs } from "../resource-registry.ts";
import { asStored, inheritMetadata, metadataOf, settleNamespace, textOf } from "./object-metadata.ts";

const ATTEMPTS = 5;
/** Upstream strategies whose AllowUnconditionalUpdate is false, beside all custom resources. */
const CONDITIONAL_ONLY: ReadonlySet<string> = new Set(["coordination.k8s.io/leases", "policy/poddisruptionbudgets"]);

export type UpdateSubresource = "" | "status" | "finalize";

export interface Update {
  readonly definition: ResourceDefinition;
  readonly key: ObjectKey;
  readonly subresource: UpdateSubresource;
  /** The subresource under which the writer comes to own what it changes; undefined: server-side apply has settled that. */
  readonly ownedThrough: string | undefined;
  /** Makes the new object from the stored one; called again when somebody else was faster. The result is the callee's to change. */
  readonly change: (current: KubeObject) => Mutable;
}

/** For a PUT: the object that was sent, of which the uid, if it tells one, must be the stored one's. */
export function replacement(definition: ResourceDefinition, next: Mutable): Update["change"] {
  return ({ metadata: { namespace, name, uid } }) => {
    const given = textOf(metadataOf(next)["uid"]);
    if (given === "" || given === uid) return copyOf(next);
    const key = ["/registry", definition.resource, ...(namespace ? [namespace] : []), name].join("/");
    throw conflict(
      definition,
      name,
      `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${given}, UID in object meta: ${uid}`,
    );
  };
}

/** Changes an object: optimistic concurrency, defaults, admission, strategy, validation; nothing is written when nothing changes. */
export async function updateObject(machinery: Machinery, update: Update, context: WriteContext): Promise<KubeObject> {
  const { definition, key } = update;
  for (let attempt = 1; ; attempt++) {
    const old = machinery.store.get(storedAs(definition), key.namespace ?? "", key.name);
    if (!old) throw notFound(definition, key.name);
    try {
      return await replace(machinery, update, old, context);
    } catch (error) {
      if (!(error instanceof StaleObject)) throw error;
      if (attempt === ATTEMPTS) throw conflict(definition, key.name);
    }
  }
}

async function replace(
  machinery: Machinery,
  { definition, key, subresource, ownedThrough, change }: Update,
  old: KubeObject,
  context: WriteContext,
): Promise<KubeObject> {
  const object = change(old);
  const metadata = metadataOf(object);
  checkIdentity(metadata, definition, key, old);
  inheritMetadata(metadata, old);
  definition.applyDefaults(object);
  const request: AdmissionRequest = {
    operation: "UPDATE",
    definition,
    subresource,
    namespace: key.namespace ?? "",
    name: key.name,
    user: context.user,
    dryRun: context.dryRun,
    warnings: context.warnings,
    object,
    old,
  };
  if (ownedThrough !== undefined) {
    const manager = { name: context.fieldManager, subresource: ownedThrough, now: machinery.clock.now() };
    updateManagedFields(definition, old, object, manager);
  }
  await mutate(machinery, request);
  if (subresource === "finalize") keepAllButSpecFinalizers(object, old);
  else definition.prepareForUpdate(object, old, subresource);
  if (definition.hasGeneration && subresource === "" && countsAsNewGeneration(definition, object, old))
    metadataOf(object)["generation"] = (old.metadata.generation ?? 0) + 1;
  const next = asStored(object, definition);
  const errors = definition.validateUpdate(next, old, subresource === "finalize" ? "" : subresource);
  if (errors.length > 0) throw invalid(definition.group, definition.kind, key.name, errors);
  context.warnings.push(...(definition.warnings?.(next, old) ?? []));
  await validate(machinery, request);
  return storeChanged(machinery, definition, next, old, context);
}

function storeChanged(
  { store }: Machinery,
  definition: ResourceDefinition,
  next: KubeObject,
  old: KubeObject,
  { dryRun }: WriteContext,
): KubeObject {
  const resource = storedAs(definition);
  if (endsWith(next, old)) {
    if (!dryRun) store.delete(resource, old);
    return next;
  }
  if (sameJson(next, old)) return old;
  return dryRun ? next : store.update(resource, next, old);
}

/** The update that takes the last finalizer from an object whose time is up removes it. */
function endsWith(next: KubeObject, old: KubeObject): boolean {
  if (next.metadata.deletionTimestamp === undefined || (next.metadata.finalizers ?? []).length > 0) return false;
  if (next.kind === "Namespace" && next.apiVersion === "v1") return finalizersOf(next).length === 0;
  if (next.kind === "CustomResourceDefinition") return true;
  return old.metadata.deletionGracePeriodSeconds === 0;
}

function finalizersOf(namespace: object): readonly unknown[] {
  return listAt(namespace, "spec", "finalizers");
}

function keepAllButSpecFinalizers(object: Mutable, old: KubeObject): void {
  const finalizers = finalizersOf(object);
  for (const field of Object.keys(object)) delete object[field];
  const { spec } = old as { readonly spec?: Mutable };
  Object.assign(object, old, { metadata: { ...old.metadata }, spec: { ...spec, finalizers } });
  if (finalizers.length === 0) object["spec"] = {};
}

function checkIdentity(metadata: Mutable, definition: ResourceDefinition, key: ObjectKey, old: KubeObject): void {
  const name = textOf(metadata["name"]);
  if (name === "")
    throw badRequest(`the name of the object (${key.name} based on URL) was undeterminable: name must be provided`);
  if (name !== key.name)
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${key.name})`);
  settleNamespace(metadata, definition, key.namespace ?? "");
  const revision = textOf(metadata["resourceVersion"]);
  if (revision === "" || revision === "0") {
    if (definition.custom || CONDITIONAL_ONLY.has(storedAs(definition))) throw revisionRequired(definition, key.name);
  } else if (!/^\d+$/.test(revision)) {
    throw plainFailure(`strconv.ParseUint: parsing ${JSON.stringify(revision)}: invalid syntax`);
  } else if (revision !== old.metadata.resourceVersion) throw conflict(definition, key.name);
}

function revisionRequired(definition: ResourceDefinition, name: string) {
  return incompleteUpdate(definition, name, {
    reason: "FieldValueInvalid",
    field: "metadata.resourceVersion",
    message: "Invalid value: 0x0: must be specified for an update",
  });
}

/** Everything but metadata and status counts; of a Deployment its annotations too. */
function countsAsNewGeneration(definition: ResourceDefinition, object: Mutable, old: KubeObject): boolean {
  const before = membersOf(old);
  if (storedAs(definition) === "apps/deployments") {
    const { annotations = {} } = metadataOf(object);
    if (!sameJson(annotations ?? {}, old.metadata.annotations ?? {})) return true;
  }
  const fields = new Set([...Object.keys(object), ...Object.keys(before)]);
  for (const field of ["kind", "apiVersion", "metadata", "status"]) fields.delete(field);
  return [...fields].some((field) => !sameJson(object[field], before[field]));
}
