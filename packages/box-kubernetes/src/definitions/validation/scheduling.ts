import type { FieldError } from "../../schema/field-error.ts";
import {
  duplicateValue,
  forbidden,
  GoText,
  invalidValue,
  requiredValue,
  unsupportedValue,
} from "../../schema/field-problems.ts";
import { goQuote } from "../../schema/go-json.ts";
import { at, listAt, numberAt, textAt } from "../../schema/paths.ts";
import { labelValueFaults, qualifiedNameFaults } from "./names.ts";
import { validateLabelSelector } from "./selectors.ts";

const EFFECTS = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

export function validateAffinity(affinity: unknown, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const node = at(affinity, "nodeAffinity");
  if (node !== undefined) {
    const here = `${field}.nodeAffinity`;
    const required = at(node, "requiredDuringSchedulingIgnoredDuringExecution");
    if (required !== undefined) {
      const terms = listAt(required, "nodeSelectorTerms");
      const there = `${here}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`;
      if (terms.length === 0) errors.push(requiredValue(there, "must have at least one node selector term"));
      for (const [index, term] of terms.entries()) errors.push(...validateNodeTerm(term, `${there}[${index}]`));
    }
    for (const [index, preferred] of listAt(node, "preferredDuringSchedulingIgnoredDuringExecution").entries()) {
      const there = `${here}.preferredDuringSchedulingIgnoredDuringExecution[${index}]`;
      errors.push(
        ...validateWeight(preferred, there),
        ...validateNodeTerm(at(preferred, "preference"), `${there}.preference`),
      );
    }
  }
  for (const kind of ["podAffinity", "podAntiAffinity"]) {
    const terms = at(affinity, kind);
    for (const [index, term] of listAt(terms, "requiredDuringSchedulingIgnoredDuringExecution").entries())
      errors.push(
        ...validatePodTerm(term, `${field}.${kind}.requiredDuringSchedulingIgnoredDuringExecution[${index}]`),
      );
    for (const [index, preferred] of listAt(terms, "preferredDuringSchedulingIgnoredDuringExecution").entries()) {
      const there = `${field}.${kind}.preferredDuringSchedulingIgnoredDuringExecution[${index}]`;
      errors.push(
        ...validateWeight(preferred, there),
        ...validatePodTerm(at(preferred, "podAffinityTerm"), `${there}.podAffinityTerm`),
      );
    }
  }
  return errors;
}

function validateWeight(preferred: unknown, field: string): readonly FieldError[] {
  const weight = numberAt(preferred, "weight");
  return weight < 1 || weight > 100 ? [invalidValue(`${field}.weight`, weight, "must be in the range 1-100")] : [];
}

function validateNodeTerm(term: unknown, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, expression] of listAt(term, "matchExpressions").entries()) {
    const here = `${field}.matchExpressions[${index}]`;
    const values = listAt(expression, "values");
    switch (textAt(expression, "operator")) {
      case "In":
      case "NotIn":
        if (values.length === 0)
          errors.push(requiredValue(`${here}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
        break;
      case "Exists":
      case "DoesNotExist":
        if (values.length > 0)
          errors.push(
            forbidden(`${here}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
          );
        break;
      case "Gt":
      case "Lt":
        if (values.length !== 1)
          errors.push(
            requiredValue(`${here}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"),
          );
        break;
      default:
        errors.push(invalidValue(`${here}.operator`, textAt(expression, "operator"), "not a valid selector operator"));
    }
    for (const fault of qualifiedNameFaults(textAt(expression, "key")))
      errors.push(invalidValue(`${here}.key`, textAt(expression, "key"), fault));
  }
  for (const [index, expression] of listAt(term, "matchFields").entries()) {
    const here = `${field}.matchFields[${index}]`;
    const key = textAt(expression, "key");
    if (listAt(expression, "values").length !== 1)
      errors.push(
        requiredValue(
          `${here}.values`,
          "must be only one value when `operator` is 'In' or 'NotIn' for node field selector",
        ),
      );
    if (key !== "metadata.name") errors.push(invalidValue(`${here}.key`, key, "not a valid field selector key"));
  }
  return errors;
}

function validatePodTerm(term: unknown, field: string): readonly FieldError[] {
  const errors = [...validateLabelSelector(at(term, "labelSelector"), `${field}.labelSelector`)];
  errors.push(...validateLabelSelector(at(term, "namespaceSelector"), `${field}.namespaceSelector`));
  const key = textAt(term, "topologyKey");
  if (key === "") errors.push(requiredValue(`${field}.topologyKey`, "can not be empty"));
  for (const fault of qualifiedNameFaults(key)) errors.push(invalidValue(`${field}.topologyKey`, key, fault));
  return errors;
}

export function validateTopologySpread(constraints: readonly unknown[], field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, constraint] of constraints.entries()) {
    const here = `${field}[${index}]`;
    const key = textAt(constraint, "topologyKey");
    const when = textAt(constraint, "whenUnsatisfiable");
    if (numberAt(constraint, "maxSkew") <= 0)
      errors.push(invalidValue(`${here}.maxSkew`, numberAt(constraint, "maxSkew"), "must be greater than zero"));
    if (key === "") errors.push(requiredValue(`${here}.topologyKey`, "can not be empty"));
    if (!["DoNotSchedule", "ScheduleAnyway"].includes(when))
      errors.push(unsupportedValue(`${here}.whenUnsatisfiable`, when, ["DoNotSchedule", "ScheduleAnyway"]));
    const pair = `{${key}, ${when}}`;
    if (seen.has(pair)) errors.push(duplicateValue(`${here}.{topologyKey, whenUnsatisfiable}`, pair));
    seen.add(pair);
    const minDomains = at(constraint, "minDomains");
    if (typeof minDomains === "number") {
      if (minDomains <= 0) errors.push(invalidValue(`${here}.minDomains`, minDomains, "must be greater than zero"));
      if (when !== "DoNotSchedule")
        errors.push(
          invalidValue(
            `${here}.minDomains`,
            minDomains,
            `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${when}`,
          ),
        );
    }
    errors.push(...validateLabelSelector(at(constraint, "labelSelector"), `${here}.labelSelector`));
  }
  return errors;
}

export function validateTolerations(tolerations: readonly unknown[], field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const [index, toleration] of tolerations.entries()) {
    const here = `${field}[${index}]`;
    const key = textAt(toleration, "key");
    const operator = textAt(toleration, "operator");
    const value = textAt(toleration, "value");
    const effect = textAt(toleration, "effect");
    if (key !== "") for (const fault of qualifiedNameFaults(key)) errors.push(invalidValue(`${here}.key`, key, fault));
    if (key === "" && operator !== "Exists")
      errors.push(
        invalidValue(
          `${here}.operator`,
          operator,
          'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        ),
      );
    if (at(toleration, "tolerationSeconds") !== undefined && effect !== "NoExecute")
      errors.push(invalidValue(`${here}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    if (operator === "Equal" || operator === "") {
      for (const fault of labelValueFaults(value)) errors.push(invalidValue(`${here}.operator`, value, fault));
    } else if (operator === "Exists") {
      if (value !== "")
        errors.push(invalidValue(`${here}.operator`, value, "value must be empty when `operator` is 'Exists'"));
    } else errors.push(unsupportedValue(`${here}.operator`, operator, ["Equal", "Exists"]));
    if (effect !== "" && !EFFECTS.includes(effect)) errors.push(unsupportedValue(`${here}.effect`, effect, EFFECTS));
  }
  return errors;
}

/** Taints of a node; upstream reports them below `metadata`. */
export function validateTaints(taints: readonly unknown[], field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, taint] of taints.entries()) {
    const here = `${field}[${index}]`;
    const key = textAt(taint, "key");
    const value = textAt(taint, "value");
    const effect = textAt(taint, "effect");
    for (const fault of qualifiedNameFaults(key)) errors.push(invalidValue(`${here}.key`, key, fault));
    for (const fault of labelValueFaults(value)) errors.push(invalidValue(`${here}.value`, value, fault));
    if (effect === "") errors.push(requiredValue(`${here}.effect`));
    else if (!EFFECTS.includes(effect)) errors.push(unsupportedValue(`${here}.effect`, effect, EFFECTS));
    const pair = `${key}=${effect}`;
    if (seen.has(pair)) {
      const text = `core.Taint{Key:${goQuote(key)}, Value:${goQuote(value)}, Effect:${goQuote(effect)}, TimeAdded:<nil>}: taints must be unique by key and effect pair`;
      errors.push(duplicateValue(here, new GoText(text)));
    }
    seen.add(pair);
  }
  return errors;
}
