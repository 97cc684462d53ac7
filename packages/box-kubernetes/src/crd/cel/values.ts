import { Environment, type ParseResult } from "@marcbachmann/cel-js";
import { isRecord } from "../../schema/paths.ts";
import { isSchema, ownProperty } from "../../schema/prune.ts";
import type { Schema } from "../../schema/schema.ts";

let durationOf: ParseResult | undefined;

/**
 * A JSON value as a rule sees it: integers are CEL ints (JavaScript numbers are CEL doubles), times and durations are parsed, property
 * names that CEL could not say are escaped. What the schema does not know is left out.
 */
export function toCel(schema: Schema, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (Array.isArray(value)) {
    const { items } = schema;
    return value.map((item: unknown) => (items ? toCel(items, item) : anyToCel(item)));
  }
  if (isRecord(value)) return mapToCel(schema, value);
  if (typeof value === "number") return schema.type === "number" || !Number.isInteger(value) ? value : BigInt(value);
  if (typeof value === "string" && schema.format !== undefined) return formatted(schema.format, value);
  return value;
}

function mapToCel(schema: Schema, value: Readonly<Record<string, unknown>>): unknown {
  const out: Record<string, unknown> = {};
  const isFree =
    schema["x-kubernetes-preserve-unknown-fields"] === true || (!schema.properties && !schema.additionalProperties);
  for (const [key, member] of Object.entries(value)) {
    const property = ownProperty(schema, key);
    if (property) define(out, escapedName(key), toCel(property, member));
    else if (isSchema(schema.additionalProperties)) define(out, key, toCel(schema.additionalProperties, member));
    else if (isFree || schema.additionalProperties === true) define(out, key, anyToCel(member));
    else if (
      schema["x-kubernetes-embedded-resource"] === true ||
      key === "metadata" ||
      key === "kind" ||
      key === "apiVersion"
    )
      define(out, key, anyToCel(member));
  }
  return out;
}

function define(target: object, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function anyToCel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(anyToCel);
  if (isRecord(value)) {
    const out: Record<string, unknown> = {};
    for (const [key, member] of Object.entries(value)) define(out, key, anyToCel(member));
    return out;
  }
  return typeof value === "number" && Number.isInteger(value) ? BigInt(value) : value;
}

function formatted(format: string, text: string): unknown {
  switch (format) {
    case "date":
    case "date-time":
    case "datetime": {
      const time = Date.parse(text);
      return Number.isNaN(time) ? text : new Date(time);
    }
    case "duration":
      durationOf ??= new Environment({ unlistedVariablesAreDyn: true }).parse("duration(string(text))");
      try {
        return durationOf({ text });
      } catch {
        return text;
      }
    case "byte":
      return new Uint8Array(Buffer.from(text, "base64"));
    default:
      return text;
  }
}

/** CEL's own words, which no property may have as its name. */
const RESERVED: ReadonlySet<string> = new Set(
  "true false null in as break const continue else for function if import let loop package namespace return var void while".split(
    " ",
  ),
);

/** @example escapedName("a-b") // "a__dash__b" */
function escapedName(name: string): string {
  if (RESERVED.has(name)) return `__${name}__`;
  return name
    .replaceAll("__", "__underscores__")
    .replaceAll(".", "__dot__")
    .replaceAll("-", "__dash__")
    .replaceAll("/", "__slash__");
}
