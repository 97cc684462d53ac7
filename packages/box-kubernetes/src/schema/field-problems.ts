import type { FieldError } from "./field-error.ts";
import { goQuote } from "./go-json.ts";
import { isRecord } from "./paths.ts";

/** Field errors in upstream's wording (apimachinery validation/field). `detail` may be empty. */

export function invalidValue(field: string, value: unknown, detail: string): FieldError {
  return { reason: "FieldValueInvalid", field, message: `Invalid value: ${goValue(value)}: ${detail}` };
}

export function invalidType(field: string, value: unknown, detail: string): FieldError {
  return { reason: "FieldValueTypeInvalid", field, message: `Invalid value: ${goValue(value)}: ${detail}` };
}

export function requiredValue(field: string, detail = ""): FieldError {
  return { reason: "FieldValueRequired", field, message: withDetail("Required value", detail) };
}

export function forbidden(field: string, detail: string): FieldError {
  return { reason: "FieldValueForbidden", field, message: withDetail("Forbidden", detail) };
}

export function duplicateValue(field: string, value: unknown): FieldError {
  return { reason: "FieldValueDuplicate", field, message: `Duplicate value: ${goValue(value)}` };
}

export function notFoundValue(field: string, value: unknown): FieldError {
  return { reason: "FieldValueNotFound", field, message: `Not found: ${goValue(value)}` };
}

/** @param supported in the order in which they are told. */
export function unsupportedValue(field: string, value: unknown, supported: readonly string[]): FieldError {
  const listed = supported.length === 0 ? "" : `: supported values: ${supported.map(goQuote).join(", ")}`;
  return { reason: "FieldValueNotSupported", field, message: `Unsupported value: ${goValue(value)}${listed}` };
}

export function tooLong(field: string, mostBytes: number): FieldError {
  return { reason: "FieldValueTooLong", field, message: `Too long: may not be more than ${mostBytes} bytes` };
}

export function tooMany(field: string, count: number, most: number): FieldError {
  return { reason: "FieldValueTooMany", field, message: `Too many: ${count}: must have at most ${most} items` };
}

function withDetail(text: string, detail: string): string {
  return detail === "" ? text : `${text}: ${detail}`;
}

/** A value as a field error shows it: strings quoted, numbers and booleans plain, the rest in Go syntax. */
export function goValue(value: unknown): string {
  if (value === null || value === undefined) return '"null"';
  if (value instanceof GoText) return value.text;
  return goSyntax(value);
}

/** Text that is shown as it stands, for values whose Go type has a form of its own. */
export class GoText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Go's `%#v` of a decoded JSON value. */
export function goSyntax(value: unknown): string {
  if (value === null || value === undefined) return "interface {}(nil)";
  if (typeof value === "string") return goQuote(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(", ")}}`;
  if (isRecord(value))
    return `map[string]interface {}{${Object.keys(value).sort().map((key) => `${goQuote(key)}:${goSyntax(value[key])}`).join(", ")}}`; // prettier-ignore
  return String(value as number | boolean);
}

/** `spec` + `containers` → `spec.containers`; an empty parent is the root. */
export function childPath(parent: string, name: string): string {
  return parent === "" ? name : `${parent}.${name}`;
}
