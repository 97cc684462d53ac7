/** Reading into objects whose shape is not known: a missing step gives undefined. */
export function at(object: unknown, ...path: readonly string[]): unknown {
  let value = object;
  for (const step of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

export function textAt(object: unknown, ...path: readonly string[]): string {
  const value = at(object, ...path);
  return typeof value === "string" ? value : "";
}

export function numberAt(object: unknown, ...path: readonly string[]): number {
  const value = at(object, ...path);
  return typeof value === "number" ? value : 0;
}

export function listAt(object: unknown, ...path: readonly string[]): readonly unknown[] {
  const value = at(object, ...path);
  return Array.isArray(value) ? value : [];
}

export function mapAt(object: unknown, ...path: readonly string[]): Readonly<Record<string, unknown>> {
  const value = at(object, ...path);
  return isRecord(value) ? value : {};
}

/** A string map; other values are left out. */
export function stringsAt(object: unknown, ...path: readonly string[]): Readonly<Record<string, string>> {
  const map = mapAt(object, ...path);
  if (hasOnlyStrings(map)) return map;
  return Object.fromEntries(
    Object.entries(map).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
}

function hasOnlyStrings(map: Readonly<Record<string, unknown>>): map is Readonly<Record<string, string>> {
  return Object.values(map).every((value) => typeof value === "string");
}

/** A string, number or boolean as text; `""` for anything else. */
export function scalarText(value: unknown): string {
  return typeof value === "string"
    ? value
    : typeof value === "number" || typeof value === "boolean"
      ? String(value)
      : "";
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
