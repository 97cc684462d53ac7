import type { FieldError } from "../schema/field-error.ts";
import { duplicateValue } from "../schema/field-problems.ts";
import { goJson, sortedDeep } from "../schema/go-json.ts";
import { isRecord } from "../schema/paths.ts";
import { isSchema } from "../schema/prune.ts";
import type { Schema } from "../schema/schema.ts";

/** Sets hold each item once, map lists each key once. */
export function validateListTypes(schema: Schema, value: unknown, path = ""): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (Array.isArray(value)) {
    const type = schema["x-kubernetes-list-type"];
    if (type === "set") reportRepeats(value, path, errors);
    if (type === "map") {
      const keys = schema["x-kubernetes-list-map-keys"] ?? [];
      reportRepeats(
        value.map((item) => keysOf(item, keys)),
        path,
        errors,
      );
    }
    const { items } = schema;
    if (items)
      for (const [index, item] of value.entries()) errors.push(...validateListTypes(items, item, `${path}[${index}]`));
  } else if (isRecord(value)) {
    for (const [name, property] of Object.entries(schema.properties ?? {}))
      if (Object.hasOwn(value, name))
        errors.push(...validateListTypes(property, value[name], path === "" ? name : `${path}.${name}`));
    if (isSchema(schema.additionalProperties))
      for (const key of Object.keys(value).sort())
        errors.push(...validateListTypes(schema.additionalProperties, value[key], `${path}[${key}]`));
  }
  return errors;
}

function reportRepeats(items: readonly unknown[], path: string, errors: FieldError[]): void {
  const seen = new Set<string>();
  const told = new Set<string>();
  for (const [index, item] of items.entries()) {
    const text = goJson(sortedDeep(item) ?? null);
    if (seen.has(text) && !told.has(text)) {
      told.add(text);
      errors.push(duplicateValue(`${path}[${index}]`, item));
    }
    seen.add(text);
  }
}

function keysOf(item: unknown, keys: readonly string[]): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  if (isRecord(item)) for (const key of keys) if (item[key] !== undefined) out[key] = item[key];
  return out;
}
