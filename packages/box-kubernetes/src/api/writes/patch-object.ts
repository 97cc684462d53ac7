import type { KubeObject } from "@inlay/resources";
import { serverSideApply } from "../../apply/server-side-apply.ts";
import { applyPatch, type FieldValidation } from "../../patch/apply-patch.ts";
import type { ResourceDefinition } from "../../schema/resource-definition.ts";
import type { ObjectKey, PatchType } from "../api.ts";
import { notFound } from "../failures.ts";
import { copyOf } from "../json-value.ts";
import type { Machinery, WriteContext } from "../machinery.ts";
import { storedAs } from "../resource-registry.ts";
import { createObject } from "./create-object.ts";
import { statusPatched } from "./patch-status.ts";
import { updateObject, type UpdateSubresource } from "./update-object.ts";

export interface Patch {
  readonly definition: ResourceDefinition;
  readonly key: ObjectKey;
  readonly subresource: UpdateSubresource;
  /** As in an update; an apply settles ownership itself. */
  readonly ownedThrough: string | undefined;
  readonly type: PatchType;
  readonly patch: unknown;
  /** Server-side apply: take fields from other managers. */
  readonly force: boolean;
  readonly fieldValidation: FieldValidation;
}

export interface PatchedObject {
  readonly object: KubeObject;
  /** Server-side apply made it. */
  readonly isNew: boolean;
}

/** @throws ApiError 404, 409, 422 and what the patch itself gives. */
export async function patchObject(machinery: Machinery, patch: Patch, context: WriteContext): Promise<PatchedObject> {
  const { definition, key, subresource, ownedThrough, type, fieldValidation } = patch;
  if (type === "apply") return applyObject(machinery, patch, context);
  const ownStatus = subresource === "status" && ownedThrough === undefined;
  const change = (old: KubeObject) => {
    const quick = ownStatus ? statusPatched(definition, old, type, patch.patch) : undefined;
    if (quick) return quick;
    const { object, warnings } = applyPatch(definition, old, type, patch.patch, fieldValidation);
    context.warnings.push(...warnings);
    return object;
  };
  const update = { definition, key, subresource, ownedThrough, change };
  return { object: await updateObject(machinery, update, context), isNew: false };
}

async function applyObject(
  machinery: Machinery,
  { definition, key, subresource, patch, force }: Patch,
  context: WriteContext,
): Promise<PatchedObject> {
  const { store, clock } = machinery;
  const manager = { name: context.fieldManager, subresource, now: clock.now() };
  const apply = (live: KubeObject | undefined) => serverSideApply(definition, live, patch, manager, force).object;
  const { namespace = "", name } = key;
  if (!store.get(storedAs(definition), namespace, name)) {
    if (subresource !== "") throw notFound(definition, name);
    const object = copyOf(apply(undefined));
    return { object: await createObject(machinery, definition, namespace, object, context, true), isNew: true };
  }
  const update = {
    definition,
    key,
    subresource,
    ownedThrough: undefined,
    change: (old: KubeObject) => copyOf(apply(old)),
  };
  return { object: await updateObject(machinery, update, context), isNew: false };
}
