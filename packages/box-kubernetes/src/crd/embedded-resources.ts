import type { FieldError } from "../schema/field-error.ts";
import { childPath, requiredValue } from "../schema/field-problems.ts";
import { isRecord, textAt } from "../schema/paths.ts";
import { isSchema } from "../schema/prune.ts";
import type { Schema } from "../schema/schema.ts";

/** Resources within resources need apiVersion and kind. */
export function validateEmbedded(schema: Schema, value: unknown, path = ""): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items)
      for (const [index, item] of value.entries()) errors.push(...validateEmbedded(items, item, `${path}[${index}]`));
  } else if (isRecord(value)) {
    if (schema["x-kubernetes-embedded-resource"] === true)
      for (const field of ["apiVersion", "kind"])
        if (textAt(value, field) === "") errors.push(requiredValue(childPath(path, field), "must not be empty"));
    for (const [name, property] of Object.entries(schema.properties ?? {}))
      if (Object.hasOwn(value, name)) errors.push(...validateEmbedded(property, value[name], childPath(path, name)));
    if (isSchema(schema.additionalProperties))
      for (const [key, member] of Object.entries(value))
        errors.push(...validateEmbedded(schema.additionalProperties, member, `${path}[${key}]`));
  }
  return errors;
}
