import { isRecord } from "./paths.ts";
import { goTypeOfSchema } from "./built-in-schema.ts";
import { decodeAs, decodeMetadata, type Decoded, type Wording } from "./decode.ts";
import { pruneUnknown } from "./prune.ts";
import type { ResourceDefinition } from "./resource-definition.ts";

/**
 * A body as the real server understands it: built-in kinds pass through their Go type (canonical quantities and times, fields in order),
 * custom ones are pruned to their structural schema. Unknown fields are dropped and told; duplicates are told by
 * {@link duplicateFields}, which needs the text. Runs before defaults.
 */
export function decodeObject(
  definition: ResourceDefinition,
  value: Readonly<Record<string, unknown>>,
  wording: Wording = "json",
): Decoded {
  if (!definition.custom) {
    const type = goTypeOfSchema(definition.schema);
    if (!type) throw new Error(`no Go type for ${definition.kind}`);
    return decodeAs(type, value, wording);
  }
  const metadata = decodeMetadata(value["metadata"] ?? {});
  const unknown = [...metadata.unknownFields];
  const { kind, apiVersion, metadata: _metadata, ...rest } = value;
  const pruned = pruneUnknown(definition.schema, rest, unknown);
  const object: Record<string, unknown> = {
    kind,
    apiVersion,
    metadata: metadata.object,
    ...(isRecord(pruned) ? pruned : {}),
  };
  if (object["kind"] === undefined) delete object["kind"];
  if (object["apiVersion"] === undefined) delete object["apiVersion"];
  return { object, unknownFields: unknown, error: metadata.error };
}
