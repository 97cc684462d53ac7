import { isRecord } from "../../schema/paths.ts";
import type { Mutable } from "../../schema/resource-definition.ts";

/** Small steps of defaulting: each changes an object in place, and only where nothing was given. */

export function setIfAbsent(target: Mutable, key: string, value: unknown): void {
  if (target[key] === undefined || target[key] === null) target[key] = value;
}

/** For plain Go strings: "" counts as not given. */
export function setIfEmpty(target: Mutable, key: string, value: string): void {
  if (target[key] === undefined || target[key] === null || target[key] === "") target[key] = value;
}

/** The map at `key`, or undefined. */
export function child(target: Mutable | undefined, key: string): Mutable | undefined {
  const value = target?.[key];
  return isRecord(value) ? value : undefined;
}

/** The map at `key`, made when there is none. */
export function ensureChild(target: Mutable, key: string): Mutable {
  const found = child(target, key);
  if (found) return found;
  const made: Mutable = {};
  target[key] = made;
  return made;
}

/** The maps of the list at `key`. */
export function children(target: Mutable | undefined, key: string): Mutable[] {
  const value = target?.[key];
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
