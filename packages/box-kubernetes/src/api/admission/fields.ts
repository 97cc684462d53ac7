import type { Mutable } from "../../schema/resource-definition.ts";
import { isRecord } from "../../schema/paths.ts";

/** A member that is an object, made if it is not there. */
export function memberOf(object: Mutable, field: string): Mutable {
  const value = object[field];
  if (isRecord(value)) return value;
  const made: Mutable = {};
  object[field] = made;
  return made;
}

/** A member that is a list of objects; a copy, to be put back. */
export function listIn(object: Mutable, field: string): Mutable[] {
  const value = object[field];
  return Array.isArray(value) ? (value as Mutable[]).slice() : [];
}
