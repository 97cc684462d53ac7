import { setOwn } from "./decode.ts";
import { isRecord } from "./paths.ts";
import type { Schema } from "./schema.ts";

/**
 * Drops what a structural schema does not know, and lists it as `unknown field "spec.bogus"`. `metadata` of the root and of embedded
 * resources is left alone, as are their `kind` and `apiVersion`. Rules of apiextensions schema pruning.
 */
export function pruneUnknown(schema: Schema, value: unknown, unknown: string[]): unknown {
  return prune(schema, value, "", unknown, true);
}

function prune(schema: Schema, value: unknown, path: string, unknown: string[], isResource: boolean): unknown {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (!items) return value;
    return value.map((item: unknown, index) =>
      prune(items, item, `${path}[${index}]`, unknown, items["x-kubernetes-embedded-resource"] === true),
    );
  }
  if (!isRecord(value)) return value;
  const out: Record<string, unknown> = {};
  const keepsAll = schema["x-kubernetes-preserve-unknown-fields"] === true;
  for (const [key, member] of Object.entries(value)) {
    const at = path === "" ? key : `${path}.${key}`;
    const property = ownProperty(schema, key);
    if (isResource && (key === "kind" || key === "apiVersion" || key === "metadata")) setOwn(out, key, member);
    else if (property)
      setOwn(out, key, prune(property, member, at, unknown, property["x-kubernetes-embedded-resource"] === true));
    else if (isSchema(schema.additionalProperties)) {
      const values = schema.additionalProperties;
      setOwn(out, key, prune(values, member, at, unknown, values["x-kubernetes-embedded-resource"] === true));
    } else if (keepsAll || schema.additionalProperties === true) setOwn(out, key, member);
    else unknown.push(`unknown field "${at}"`);
  }
  return out;
}

/** A property of that very name; never something inherited. */
export function ownProperty(schema: Schema, key: string): Schema | undefined {
  const { properties } = schema;
  return properties && Object.hasOwn(properties, key) ? properties[key] : undefined;
}

export function isSchema(value: Schema | boolean | undefined): value is Schema {
  return typeof value === "object";
}
