import { InvalidField, Quantity } from "@inlay/resources";
import type { FieldError } from "../../schema/field-error.ts";
import { GoText, invalidValue } from "../../schema/field-problems.ts";
import { goQuote } from "../../schema/go-json.ts";

export function validateNotNegative(value: unknown, field: string): readonly FieldError[] {
  return typeof value === "number" && value < 0
    ? [invalidValue(field, value, "must be greater than or equal to 0")]
    : [];
}

export function isPort(value: unknown): boolean {
  return typeof value === "number" && value >= 1 && value <= 65_535;
}

export const PORT_RANGE = "must be between 1 and 65535, inclusive";

/** An IntOrString as Go's `%#v` prints it. */
export function intOrStringValue(value: unknown): GoText {
  return typeof value === "string"
    ? new GoText(`intstr.IntOrString{Type:1, IntVal:0, StrVal:${goQuote(value)}}`)
    : new GoText(`intstr.IntOrString{Type:0, IntVal:${typeof value === "number" ? value : 0}, StrVal:""}`);
}

/** A count that is not negative, or a percentage. */
export function validateCountOrPercent(value: unknown, field: string): readonly FieldError[] {
  if (typeof value === "number") return validateNotNegative(value, field);
  if (typeof value !== "string" || /^\d+%$/.test(value)) return [];
  const detail =
    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
  return [invalidValue(field, intOrStringValue(value), detail)];
}

/** The percentage as a number, or undefined for a count. */
export function percentOf(value: unknown): number | undefined {
  return typeof value === "string" && /^\d+%$/.test(value) ? Number(value.slice(0, -1)) : undefined;
}

/** @returns undefined for text that is not a quantity: the decoder has refused it before. */
export function quantityOf(value: unknown): Quantity | undefined {
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  try {
    return Quantity.parse(value, "");
  } catch (error) {
    if (error instanceof InvalidField) return undefined;
    throw error;
  }
}
