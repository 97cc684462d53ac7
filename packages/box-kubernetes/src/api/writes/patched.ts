import type { KubeObject } from "@inlay/resources";
import type { Mutable } from "../../schema/resource-definition.ts";
import { copyOf } from "../json-value.ts";

/** RFC 7386. */
export function mergePatched(target: unknown, patch: unknown): unknown {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) return patch;
  const base = typeof target === "object" && target !== null && !Array.isArray(target) ? { ...target } : {};
  const result = base as Mutable;
  for (const [key, value] of Object.entries(patch))
    if (value === null) delete result[key];
    else result[key] = mergePatched(result[key], value);
  return result;
}

export function patchedCopy(object: KubeObject, patch: unknown): Mutable {
  return copyOf(mergePatched(object, patch)) as Mutable;
}
