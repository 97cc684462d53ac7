import { isDeepStrictEqual } from "node:util";
import { isRecord } from "../schema/paths.ts";
import type { Schema } from "../schema/schema.ts";

/** The value that stood at the same place before, or nothing when that cannot be told. */
export type Before = { readonly value: unknown } | undefined;

/** Whether the value is what it was: then a rule it breaks does not stand in the way of an update (ratcheting). */
export function isUnchanged(value: unknown, before: Before): boolean {
  return before !== undefined && isDeepStrictEqual(value, before.value);
}

export function beforeOfMember(before: Before, key: string): Before {
  if (!before || !isRecord(before.value) || !Object.hasOwn(before.value, key)) return undefined;
  return { value: before.value[key] };
}

/** Items of a map list are found by their keys; of other lists nothing can be said. */
export function beforeOfItem(schema: Schema, before: Before, item: unknown): Before {
  if (schema["x-kubernetes-list-type"] !== "map" || !before || !Array.isArray(before.value) || !isRecord(item))
    return undefined;
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  const found: unknown = before.value.find(
    (old) => isRecord(old) && keys.every((key) => isDeepStrictEqual(old[key], item[key])),
  );
  return found === undefined ? undefined : { value: found };
}
