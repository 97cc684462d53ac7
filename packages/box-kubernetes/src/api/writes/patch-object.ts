import type { KubeObject } from "@inlay/resources";
import type { ResourceDefinition } from "../../schema/resource-definition.ts";
import type { ObjectKey, PatchType } from "../api.ts";
import type { Machinery, WriteContext } from "../machinery.ts";
import { patchedCopy } from "./patched.ts";
import { updateObject, type UpdateSubresource } from "./update-object.ts";

export interface Patch {
  readonly definition: ResourceDefinition;
  readonly key: ObjectKey;
  readonly subresource: UpdateSubresource | "scale";
  readonly type: PatchType;
  readonly patch: unknown;
  readonly force: boolean;
}

export async function patchObject(
  machinery: Machinery,
  { definition, key, subresource, patch }: Patch,
  context: WriteContext,
): Promise<{ readonly object: KubeObject; readonly isNew: boolean }> {
  const object = await updateObject(
    machinery,
    {
      definition,
      key,
      subresource: subresource === "scale" ? "" : subresource,
      change: (old) => patchedCopy(old, patch),
    },
    context,
  );
  return { object, isNew: false };
}
