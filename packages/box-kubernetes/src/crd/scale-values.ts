import type { FieldError } from "../schema/field-error.ts";
import { invalidValue } from "../schema/field-problems.ts";
import { goPrint } from "../schema/go-json.ts";
import { isRecord } from "../schema/paths.ts";
import type { ScaleDefinition } from "../schema/resource-definition.ts";

const MAX_INT32 = 2 ** 31 - 1;

/** What the scale subresource reads must be readable: replica counts whole and not negative, the selector text. */
export function validateScaleValues(scale: ScaleDefinition, object: object): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const path of [scale.specReplicasPath, scale.statusReplicasPath]) {
    const { value, fault } = read(object, path, "int64");
    if (fault) errors.push(invalidValue(path, 0, fault));
    else if (typeof value === "number" && value < 0)
      errors.push(invalidValue(path, value, "should be a non-negative integer"));
    else if (typeof value === "number" && value > MAX_INT32)
      errors.push(invalidValue(path, value, `should be less than or equal to ${MAX_INT32}`));
  }
  if (scale.labelSelectorPath !== undefined && scale.labelSelectorPath !== "") {
    const { fault } = read(object, scale.labelSelectorPath, "string");
    if (fault) errors.push(invalidValue(scale.labelSelectorPath, "", fault));
  }
  return errors;
}

function read(
  object: object,
  path: string,
  wanted: "int64" | "string",
): { readonly value?: unknown; readonly fault?: string } {
  let value: unknown = object;
  for (const step of path.replace(/^\./, "").split(".")) {
    if (value === undefined) return {};
    if (!isRecord(value))
      return {
        fault: `${path} accessor error: ${goPrint(value)} is of the type ${goTypeOf(value)}, expected map[string]interface{}`,
      };
    value = Object.hasOwn(value, step) ? value[step] : undefined;
  }
  if (value === undefined || goTypeOf(value) === wanted) return { value };
  return { fault: `${path} accessor error: ${goPrint(value)} is of the type ${goTypeOf(value)}, expected ${wanted}` };
}

function goTypeOf(value: unknown): string {
  if (value === null) return "<nil>";
  if (typeof value === "number") return Number.isInteger(value) ? "int64" : "float64";
  if (typeof value === "boolean") return "bool";
  return typeof value === "string" ? "string" : Array.isArray(value) ? "[]interface {}" : "map[string]interface {}";
}
