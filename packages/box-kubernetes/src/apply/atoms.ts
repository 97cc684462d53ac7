import { isRecord } from "../schema/paths.ts";
import { isSchema, ownProperty } from "../schema/prune.ts";
import type { Schema } from "../schema/schema.ts";

/**
 * How a schema node merges: as one value, as a list (atomic, a set, or a map by keys), or as a map (atomic or field by field). Where the
 * schema says nothing, the value decides: maps merge, lists are atomic (structured-merge-diff's deduced types).
 */
export type Atom =
  | { readonly kind: "scalar"; readonly scalar: "string" | "numeric" | "boolean" | "untyped" }
  | {
      readonly kind: "list";
      readonly relation: "atomic" | "set" | "map";
      /** Sorted. */
      readonly keys: readonly string[];
      readonly items: Schema;
    }
  | { readonly kind: "map"; readonly atomic: boolean; readonly schema: Schema };

/** Nothing is known: stands for values below `x-kubernetes-preserve-unknown-fields`. */
export const DEDUCED: Schema = { "x-kubernetes-preserve-unknown-fields": true };

const ANY_SCALAR: Atom = { kind: "scalar", scalar: "untyped" };

const atoms = new WeakMap<Schema, Atom | "deduced">();

/** @param value what stands at the node, or `other`: it decides for deduced types. */
export function atomOf(schema: Schema, value: unknown, other?: unknown): Atom {
  let atom = atoms.get(schema);
  if (atom === undefined) atoms.set(schema, (atom = declaredAtom(schema) ?? "deduced"));
  if (atom !== "deduced") return atom;
  const there = value ?? other;
  if (Array.isArray(there)) return { kind: "list", relation: "atomic", keys: [], items: DEDUCED };
  if (isRecord(there)) return { kind: "map", atomic: schema["x-kubernetes-map-type"] === "atomic", schema };
  return ANY_SCALAR;
}

/** Undefined: the schema says nothing. */
function declaredAtom(schema: Schema): Atom | undefined {
  if (schema["x-kubernetes-int-or-string"] === true) return ANY_SCALAR;
  switch (schema.type) {
    case "string":
      return schema.typeName?.endsWith(".Quantity") === true ? ANY_SCALAR : { kind: "scalar", scalar: "string" };
    case "integer":
    case "number":
      return { kind: "scalar", scalar: "numeric" };
    case "boolean":
      return { kind: "scalar", scalar: "boolean" };
    case "array":
      return {
        kind: "list",
        relation: schema["x-kubernetes-list-type"] ?? "atomic",
        keys: [...(schema["x-kubernetes-list-map-keys"] ?? [])].sort(),
        items: schema.items ?? DEDUCED,
      };
    case "object":
      return { kind: "map", atomic: schema["x-kubernetes-map-type"] === "atomic", schema };
    case undefined:
      return undefined;
  }
}

/** The schema of a member; undefined: not declared. `isField`: a field of its own rather than an entry of a map. */
export function memberSchema(
  schema: Schema,
  name: string,
): { readonly schema: Schema; readonly isField: boolean } | undefined {
  const property = ownProperty(schema, name);
  if (property) return { schema: property, isField: true };
  if (isSchema(schema.additionalProperties)) return { schema: schema.additionalProperties, isField: false };
  const isFree =
    schema.additionalProperties === true ||
    schema["x-kubernetes-preserve-unknown-fields"] === true ||
    (schema.properties === undefined && schema.additionalProperties === undefined);
  return isFree ? { schema: DEDUCED, isField: false } : undefined;
}

/** An item that has no place in its list; the message is upstream's. */
export class ElementError extends Error {
  readonly code = "LIST_ELEMENT";
}

/** The path element of a list item. @throws ElementError */
export function itemElement(atom: Extract<Atom, { kind: "list" }>, item: unknown, index: number): string {
  if (atom.relation === "atomic") return `i:${index}`;
  if (atom.relation === "set") {
    if (isRecord(item)) throw new ElementError("associative list without keys has an element that's a map type");
    if (Array.isArray(item)) throw new ElementError("not supported: associative list with lists as elements");
    if (item === null || item === undefined)
      throw new ElementError("associative list without keys has an element that's an explicit null");
    return `v:${JSON.stringify(item)}`;
  }
  if (item === null || item === undefined)
    throw new ElementError("associative list with keys may not have a null element");
  if (!isRecord(item)) throw new ElementError("associative list with keys may not have non-map elements");
  const keys: Record<string, unknown> = {};
  for (const key of atom.keys) {
    const value = Object.hasOwn(item, key) ? item[key] : keyDefault(atom.items, key);
    if (value === undefined)
      throw new ElementError(
        `associative list with keys has an element that omits key field ${JSON.stringify(key)} (and doesn't have default value)`,
      );
    keys[key] = value;
  }
  return `k:${JSON.stringify(keys)}`;
}

/** Mandatory fields of built-in types count as their zero value. */
function keyDefault(items: Schema, key: string): unknown {
  const property = ownProperty(items, key);
  if (property?.default !== undefined) return property.default;
  if (items.typeName === undefined || items.required?.includes(key) !== true) return undefined;
  return property?.type === "integer" ? 0 : property?.type === "boolean" ? false : "";
}
