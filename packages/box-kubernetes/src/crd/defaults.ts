import { setOwn } from "../schema/decode.ts";
import { isRecord } from "../schema/paths.ts";
import { isSchema, ownProperty } from "../schema/prune.ts";
import type { Mutable } from "../schema/resource-definition.ts";
import type { Schema } from "../schema/schema.ts";

/** Drops nulls where they are neither allowed nor replaced by a default, then fills in defaults; in place. */
export function applySchemaDefaults(schema: Schema, object: Mutable): void {
  dropNulls(schema, object);
  fill(schema, object);
}

function dropNulls(schema: Schema, value: unknown): void {
  if (Array.isArray(value)) {
    if (schema.items) for (const item of value) dropNulls(schema.items, item);
    return;
  }
  if (!isRecord(value)) return;
  for (const key of Object.keys(value)) {
    const property = ownProperty(schema, key);
    const known = property ?? (isSchema(schema.additionalProperties) ? schema.additionalProperties : undefined);
    if (!known) continue;
    if (value[key] !== null) dropNulls(known, value[key]);
    else if (property && known.nullable !== true && known.default === undefined) delete value[key];
  }
}

function fill(schema: Schema, value: unknown): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (!items) return;
    for (const [index, item] of value.entries()) {
      if (item === null && items.nullable !== true && items.default !== undefined)
        value[index] = structuredClone(items.default);
      fill(items, value[index]);
    }
    return;
  }
  if (!isRecord(value)) return;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (property.default === undefined) continue;
    const isMissing = !Object.hasOwn(value, name) || (value[name] === null && property.nullable !== true);
    if (isMissing) setOwn(value, name, structuredClone(property.default));
  }
  for (const key of Object.keys(value)) {
    const property = ownProperty(schema, key);
    if (property) fill(property, value[key]);
    else if (isSchema(schema.additionalProperties)) {
      const values = schema.additionalProperties;
      if (value[key] === null && values.nullable !== true && values.default !== undefined)
        value[key] = structuredClone(values.default);
      fill(values, value[key]);
    }
  }
}
