import type { KubeObject } from "@inlay/resources";
import { applyPatch, type FieldValidation } from "../../patch/apply-patch.ts";
import type { ResourceDefinition } from "../../schema/resource-definition.ts";
import type { ObjectKey, PatchType } from "../api.ts";
import type { Machinery, WriteContext } from "../machinery.ts";
import { updateObject, type UpdateSubresource } from "./update-object.ts";

export interface Patch {
  readonly definition: ResourceDefinition;
  readonly key: ObjectKey;
  readonly subresource: UpdateSubresource;
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
  const { definition, key, subresource, type, fieldValidation } = patch;
  const kind = type === "apply" ? "merge" : type;
  const change = (old: KubeObject) => {
    const { object, warnings } = applyPatch(definition, old, kind, patch.patch, fieldValidation);
    context.warnings.push(...warnings);
    return object;
  };
  return { object: await updateObject(machinery, { definition, key, subresource, change }, context), isNew: false };
}
