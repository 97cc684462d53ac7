import type { FieldError } from "../schema/field-error.ts";
import { forbidden, GoText, invalidValue, requiredValue, unsupportedValue } from "../schema/field-problems.ts";
import { goQuote } from "../schema/go-json.ts";
import { at, isRecord, listAt, textAt } from "../schema/paths.ts";
import type { Schema, ValidationRule } from "../schema/schema.ts";
import { compileRule } from "./cel/program.ts";
import { regExpFault } from "./regular-expressions.ts";
import { structuralSchema } from "./structural-schema.ts";
import { validateValue } from "./validate-value.ts";

const TYPES = ["array", "boolean", "integer", "number", "object", "string"];
const REASONS = ["FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"];
/** Words that only the structural part of a schema may use. */
const STRUCTURAL_ONLY = ["type", "default", "description", "additionalProperties", "nullable"];

/** Whether a schema is structural, its patterns and rules compile, and its defaults fit. */
export function validateStructure(schema: unknown, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const root = structuralSchema(schema);
  if (isRecord(schema) && schema["type"] === undefined)
    errors.push(requiredValue(`${field}.type`, "must not be empty at the root"));
  else if (isRecord(schema) && schema["type"] !== "object")
    errors.push(invalidValue(`${field}.type`, schema["type"], "must be object at the root"));
  const metadata = root.properties?.["metadata"];
  if (metadata && Object.keys(metadata.properties ?? {}).some((key) => key !== "name" && key !== "generateName")) {
    const detail = "must not specify anything other than name and generateName, but metadata is implicitly specified";
    errors.push(forbidden(`${field}.properties[metadata]`, detail));
  }
  node(root, field, errors, true);
  return errors;
}

function node(schema: Schema, field: string, errors: FieldError[], isRoot = false): void {
  const { type } = schema;
  if (type !== undefined && !TYPES.includes(type)) errors.push(unsupportedValue(`${field}.type`, type, TYPES));
  if (
    !isRoot &&
    type === undefined &&
    schema["x-kubernetes-int-or-string"] !== true &&
    schema["x-kubernetes-preserve-unknown-fields"] !== true
  )
    errors.push(
      requiredValue(
        `${field}.type`,
        field.endsWith(".items")
          ? "must not be empty for specified array items"
          : "must not be empty for specified object fields",
      ),
    );
  if (schema.uniqueItems === true)
    errors.push(
      forbidden(
        `${field}.uniqueItems`,
        "uniqueItems cannot be set to true since the runtime complexity becomes quadratic",
      ),
    );
  if (schema.properties && Object.keys(schema.properties).length > 0 && schema.additionalProperties !== undefined)
    errors.push(forbidden(`${field}.additionalProperties`, "additionalProperties and properties are mutual exclusive"));
  pattern(schema, field, errors);
  mapKeys(schema, field, errors);
  defaults(schema, field, errors);
  rules(schema, field, errors);
  for (const [name, property] of Object.entries(schema.properties ?? {}))
    node(property, `${field}.properties[${name}]`, errors);
  if (schema.items) node(schema.items, `${field}.items`, errors);
  if (typeof schema.additionalProperties === "object")
    node(schema.additionalProperties, `${field}.additionalProperties`, errors);
  for (const part of ["allOf", "anyOf", "oneOf"] as const)
    for (const [index, alternative] of (schema[part] ?? []).entries())
      logical(alternative, `${field}.${part}[${index}]`, errors, schema);
  if (schema.not) logical(schema.not, `${field}.not`, errors, schema);
}

/** Alternatives only restrict; they may not say what a field is. */
function logical(schema: Schema, field: string, errors: FieldError[], parent: Schema): void {
  const isIntOrString = parent["x-kubernetes-int-or-string"] === true;
  for (const word of STRUCTURAL_ONLY)
    if (at(schema, word) !== undefined && !(word === "type" && isIntOrString))
      errors.push(
        forbidden(`${field}.${word}`, `must be ${word === "default" ? "undefined" : "empty"} to be structural`),
      );
  pattern(schema, field, errors);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (!parent.properties?.[name])
      errors.push(
        requiredValue(
          `${field.replace(/\.(allOf|anyOf|oneOf|not)(\[\d+\])?$/, "")}.properties[${name}]`,
          `because it is defined in ${field}.properties[${name}]`,
        ),
      );
    else logical(property, `${field}.properties[${name}]`, errors, parent.properties[name]);
  }
}

function pattern(schema: Schema, field: string, errors: FieldError[]): void {
  if (schema.pattern === undefined) return;
  const fault = regExpFault(schema.pattern);
  if (fault !== undefined)
    errors.push(
      invalidValue(`${field}.pattern`, schema.pattern, `must be a valid regular expression, but isn't: ${fault}`),
    );
}

function mapKeys(schema: Schema, field: string, errors: FieldError[]): void {
  if (schema["x-kubernetes-list-type"] !== "map") return;
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  if (keys.length === 0)
    errors.push(
      requiredValue(`${field}.x-kubernetes-list-map-keys`, "must not be empty if x-kubernetes-list-type is map"),
    );
  for (const key of keys) {
    const property = schema.items?.properties?.[key];
    if (property && property.default === undefined && schema.items?.required?.includes(key) !== true)
      errors.push(
        requiredValue(
          `${field}.items.properties[${key}].default`,
          "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property",
        ),
      );
  }
}

function defaults(schema: Schema, field: string, errors: FieldError[]): void {
  if (schema.default === undefined) return;
  const { default: value, ...rest } = schema;
  for (const error of validateValue(rest, value))
    errors.push({ ...error, field: error.field === "" ? `${field}.default` : `${field}.default.${error.field}` });
}

function rules(schema: Schema, field: string, errors: FieldError[]): void {
  for (const [index, rule] of listAt(schema, "x-kubernetes-validations").entries()) {
    const here = `${field}.x-kubernetes-validations[${index}]`;
    const text = textAt(rule, "rule");
    if (text.trim() === "") {
      errors.push(requiredValue(`${here}.rule`, "rule is not specified"));
      continue;
    }
    const reason = at(rule, "reason");
    if (reason !== undefined && !REASONS.includes(String(reason as string)))
      errors.push(unsupportedValue(`${here}.reason`, reason, REASONS));
    const { fault } = compileRule(rule as ValidationRule, schema);
    if (fault !== undefined) errors.push(invalidValue(`${here}.rule`, new GoText(ruleText(rule)), fault));
  }
}

function ruleText(rule: unknown): string {
  const text = (name: string) => goQuote(textAt(rule, name));
  return `apiextensions.ValidationRule{Rule:${text("rule")}, Message:${text("message")}, MessageExpression:${text("messageExpression")}, Reason:(*apiextensions.FieldValueErrorReason)(nil), FieldPath:${text("fieldPath")}, OptionalOldSelf:(*bool)(nil)}`;
}
