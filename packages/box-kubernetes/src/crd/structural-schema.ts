import { isRecord } from "../schema/paths.ts";
import type { Schema } from "../schema/schema.ts";

const NESTED = ["items", "not"] as const;
const LISTS = ["allOf", "anyOf", "oneOf"] as const;

/**
 * A CRD's `openAPIV3Schema` as a Schema: the same words, cleaned of what is not one. The root is always an object that has metadata.
 */
export function structuralSchema(schema: unknown): Schema {
  if (!isRecord(schema)) return { type: "object", "x-kubernetes-preserve-unknown-fields": true };
  return { type: "object", ...convert(schema) };
}

function convert(schema: Readonly<Record<string, unknown>>): Schema {
  const out: Record<string, unknown> = { ...schema };
  if (isRecord(schema["properties"])) out["properties"] = mapValues(schema["properties"]);
  for (const key of NESTED) if (isRecord(schema[key])) out[key] = convert(schema[key]);
  for (const key of LISTS)
    if (Array.isArray(schema[key])) out[key] = (schema[key] as readonly unknown[]).filter(isRecord).map(convert);
  if (isRecord(schema["additionalProperties"])) out["additionalProperties"] = convert(schema["additionalProperties"]);
  return out as Schema;
}

function mapValues(properties: Readonly<Record<string, unknown>>): Record<string, Schema> {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [name, isRecord(property) ? convert(property) : {}]),
  );
}
