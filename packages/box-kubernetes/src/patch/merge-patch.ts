import { setOwn } from "../schema/decode.ts";
import { sortedOnce } from "../schema/go-json.ts";
import { isRecord } from "../schema/paths.ts";

/** RFC 7386. Touched maps come out in the order of their keys; nothing of the target is changed. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  const result: Record<string, unknown> = isRecord(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch))
    if (value === null) delete result[key];
    else setOwn(result, key, applyMergePatch(Object.hasOwn(result, key) ? result[key] : undefined, value));
  return sortedOnce(result);
}
