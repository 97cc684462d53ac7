import type { FieldError } from "../../schema/field-error.ts";
import { forbidden, GoText, invalidValue, requiredValue } from "../../schema/field-problems.ts";
import { goQuote } from "../../schema/go-json.ts";
import { at, listAt, stringsAt, textAt } from "../../schema/paths.ts";
import { labelValueFaults, qualifiedNameFaults } from "./names.ts";
import { validateLabels } from "./metadata.ts";

/** A metav1.LabelSelector. */
export function validateLabelSelector(selector: unknown, field: string): readonly FieldError[] {
  const errors: FieldError[] = [...validateLabels(stringsAt(selector, "matchLabels"), `${field}.matchLabels`)];
  for (const [index, expression] of listAt(selector, "matchExpressions").entries()) {
    const here = `${field}.matchExpressions[${index}]`;
    const operator = textAt(expression, "operator");
    const values = listAt(expression, "values").map(String);
    if (operator === "In" || operator === "NotIn") {
      if (values.length === 0)
        errors.push(requiredValue(`${here}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
    } else if (operator === "Exists" || operator === "DoesNotExist") {
      if (values.length > 0)
        errors.push(forbidden(`${here}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
    } else errors.push(invalidValue(`${here}.operator`, operator, "not a valid selector operator"));
    for (const fault of qualifiedNameFaults(textAt(expression, "key")))
      errors.push(invalidValue(`${here}.key`, textAt(expression, "key"), fault));
    for (const [i, value] of values.entries())
      for (const fault of labelValueFaults(value)) errors.push(invalidValue(`${here}.values[${i}]`, value, fault));
  }
  return errors;
}

export function isEmptySelector(selector: unknown): boolean {
  return (
    Object.keys(stringsAt(selector, "matchLabels")).length === 0 && listAt(selector, "matchExpressions").length === 0
  );
}

/** Whether labels satisfy a selector; an unknown operator matches nothing. */
export function selects(selector: unknown, labels: Readonly<Record<string, string>>): boolean {
  if (!Object.entries(stringsAt(selector, "matchLabels")).every(([key, value]) => labels[key] === value)) return false;
  return listAt(selector, "matchExpressions").every((expression) => {
    const value = labels[textAt(expression, "key")];
    const values = listAt(expression, "values");
    switch (textAt(expression, "operator")) {
      case "In":
        return value !== undefined && values.includes(value);
      case "NotIn":
        return value === undefined || !values.includes(value);
      case "Exists":
        return value !== undefined;
      case "DoesNotExist":
        return value === undefined;
      default:
        return false;
    }
  });
}

/** `map[string]string{"a":"b"}`. */
export function stringMapText(map: Readonly<Record<string, string>>): GoText {
  const keys = Object.keys(map).sort();
  if (keys.length === 0) return new GoText("map[string]string(nil)");
  return new GoText(`map[string]string{${keys.map((key) => `${goQuote(key)}:${goQuote(map[key]!)}`).join(", ")}}`);
}

/** A LabelSelector as Go's `%#v` prints it. */
export function selectorValue(selector: unknown): GoText {
  if (at(selector) === undefined || selector === null) return new GoText('"null"');
  const expressions = listAt(selector, "matchExpressions").map((expression) => {
    const values = listAt(expression, "values").map((value) => goQuote(String(value)));
    const listed = values.length === 0 ? "[]string(nil)" : `[]string{${values.join(", ")}}`;
    return `v1.LabelSelectorRequirement{Key:${goQuote(textAt(expression, "key"))}, Operator:${goQuote(textAt(expression, "operator"))}, Values:${listed}}`;
  });
  const type = "[]v1.LabelSelectorRequirement";
  const listed = expressions.length === 0 ? `${type}(nil)` : `${type}{${expressions.join(", ")}}`;
  return new GoText(
    `v1.LabelSelector{MatchLabels:${stringMapText(stringsAt(selector, "matchLabels")).text}, MatchExpressions:${listed}}`,
  );
}
