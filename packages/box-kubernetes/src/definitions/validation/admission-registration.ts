import type { KubeObject } from "@inlay/resources";
import { compileFault } from "../../api/admission/expressions/expression.ts";
import type { FieldError } from "../../schema/field-error.ts";
import { duplicateValue, GoText, invalidValue, requiredValue, unsupportedValue } from "../../schema/field-problems.ts";
import { goQuote } from "../../schema/go-json.ts";
import { at, isRecord, listAt, numberAt, textAt } from "../../schema/paths.ts";
import { nameIsSubdomain } from "./names.ts";

const OPERATIONS = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];
const SIDE_EFFECTS = ["None", "NoneOnDryRun"];
const REVIEW_VERSIONS = ["v1", "v1beta1"];

/** Validating and mutating webhook configurations (pkg/apis/admissionregistration/validation). */
export function validateWebhooks(object: KubeObject): readonly FieldError[] {
  const seen = new Set<string>();
  return listAt(object, "webhooks").flatMap((webhook, index) => {
    const field = `webhooks[${index}]`;
    const name = textAt(webhook, "name");
    const errors = [...webhookFaults(webhook, name, field)];
    if (seen.has(name)) errors.push(duplicateValue(`${field}.name`, name));
    seen.add(name);
    return errors;
  });
}

function webhookFaults(webhook: unknown, name: string, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (name === "") errors.push(requiredValue(`${field}.name`));
  else {
    const faults = nameIsSubdomain(name, false);
    for (const fault of faults) errors.push(invalidValue(`${field}.name`, name, fault));
    if (faults.length === 0 && name.split(".").length < 3)
      errors.push(
        invalidValue(`${field}.name`, name, "should be a domain with at least three segments separated by dots"),
      );
  }
  for (const [index, rule] of listAt(webhook, "rules").entries())
    errors.push(...ruleFaults(rule, `${field}.rules[${index}]`));
  const policy = textAt(webhook, "failurePolicy");
  if (!["Fail", "Ignore"].includes(policy))
    errors.push(unsupportedValue(`${field}.failurePolicy`, policy, ["Fail", "Ignore"]));
  const effects = at(webhook, "sideEffects");
  if (effects === undefined || effects === null)
    errors.push(requiredValue(`${field}.sideEffects`, `must specify one of ${SIDE_EFFECTS.join(", ")}`));
  else if (!SIDE_EFFECTS.includes(effects as string))
    errors.push(unsupportedValue(`${field}.sideEffects`, effects, SIDE_EFFECTS));
  const timeout = numberAt(webhook, "timeoutSeconds");
  if (timeout < 1 || timeout > 30)
    errors.push(invalidValue(`${field}.timeoutSeconds`, timeout, "the timeout value must be between 1 and 30 seconds"));
  errors.push(...clientFaults(at(webhook, "clientConfig"), `${field}.clientConfig`));
  const versions = listAt(webhook, "admissionReviewVersions").filter(
    (each): each is string => typeof each === "string",
  );
  if (versions.length === 0)
    errors.push(requiredValue(`${field}.admissionReviewVersions`, `must specify one of ${REVIEW_VERSIONS.join(", ")}`));
  else if (!versions.some((each) => REVIEW_VERSIONS.includes(each)))
    errors.push(
      invalidValue(
        `${field}.admissionReviewVersions`,
        new GoText(`[]string{${versions.map(goQuote).join(", ")}}`),
        `must include at least one of ${REVIEW_VERSIONS.join(", ")}`,
      ),
    );
  return [...errors, ...conditionFaults(webhook, field)];
}

function ruleFaults(rule: unknown, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const operations = listAt(rule, "operations");
  if (operations.length === 0) errors.push(requiredValue(`${field}.operations`));
  for (const [index, each] of operations.entries())
    if (!OPERATIONS.includes(each as string))
      errors.push(unsupportedValue(`${field}.operations[${index}]`, each, OPERATIONS));
  for (const part of ["apiGroups", "apiVersions", "resources"])
    if (listAt(rule, part).length === 0) errors.push(requiredValue(`${field}.${part}`));
  return errors;
}

function clientFaults(client: unknown, field: string): readonly FieldError[] {
  const url = at(client, "url");
  const service = at(client, "service");
  if ((url === undefined) === (service === undefined))
    return [requiredValue(field, "exactly one of url or service is required")];
  if (isRecord(service)) {
    const errors: FieldError[] = [];
    for (const part of ["name", "namespace"])
      if (textAt(service, part) === "")
        errors.push(requiredValue(`${field}.service.${part}`, `service ${part} is required`));
    return errors;
  }
  return typeof url === "string" ? urlFaults(url, `${field}.url`) : [];
}

function urlFaults(url: string, field: string): readonly FieldError[] {
  const form = "; desired format: https://host[/path]";
  if (!URL.canParse(url)) return [requiredValue(field, `url must be a valid URL${form}`)];
  const { protocol, hostname, username, hash, search } = new URL(url);
  const errors: FieldError[] = [];
  if (protocol !== "https:")
    errors.push(invalidValue(field, protocol.slice(0, -1), `'https' is the only allowed URL scheme${form}`));
  if (hostname === "") errors.push(invalidValue(field, hostname, `host must be specified${form}`));
  if (username !== "") errors.push(invalidValue(field, username, "user information is not permitted in the URL"));
  if (hash !== "") errors.push(invalidValue(field, hash.slice(1), "fragments are not permitted in the URL"));
  if (search !== "") errors.push(invalidValue(field, search.slice(1), "query parameters are not permitted in the URL"));
  return errors;
}

function conditionFaults(owner: unknown, field: string): readonly FieldError[] {
  const seen = new Set<string>();
  return listAt(owner, "matchConditions").flatMap((condition, index) => {
    const own = `${field === "" ? "" : `${field}.`}matchConditions[${index}]`;
    const name = textAt(condition, "name");
    const errors: FieldError[] = [...expressionFaults(textAt(condition, "expression"), `${own}.expression`)];
    if (name === "") errors.push(requiredValue(`${own}.name`));
    else if (seen.has(name)) errors.push(duplicateValue(`${own}.name`, name));
    seen.add(name);
    return errors;
  });
}

function expressionFaults(expression: string, field: string): readonly FieldError[] {
  if (expression.trim() === "") return [requiredValue(field)];
  const fault = compileFault(expression);
  return fault === undefined ? [] : [invalidValue(field, expression, `compilation failed: ${fault}`)];
}

const REASONS = ["Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"];

export function validateAdmissionPolicy(object: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  const rules = listAt(object, "spec", "matchConstraints", "resourceRules");
  if (at(object, "spec", "matchConstraints") === undefined) errors.push(requiredValue("spec.matchConstraints"));
  else if (rules.length === 0) errors.push(requiredValue("spec.matchConstraints.resourceRules"));
  for (const [index, rule] of rules.entries())
    errors.push(...ruleFaults(rule, `spec.matchConstraints.resourceRules[${index}]`));
  errors.push(...conditionFaults(at(object, "spec"), "spec"));
  for (const [index, variable] of listAt(object, "spec", "variables").entries()) {
    const field = `spec.variables[${index}]`;
    if (textAt(variable, "name") === "") errors.push(requiredValue(`${field}.name`, "name is not specified"));
    errors.push(...expressionFaults(textAt(variable, "expression"), `${field}.expression`));
  }
  const validations = listAt(object, "spec", "validations");
  if (validations.length === 0 && listAt(object, "spec", "auditAnnotations").length === 0)
    for (const field of ["spec.validations", "spec.auditAnnotations"])
      errors.push(requiredValue(field, "validations or auditAnnotations must contain at least one item"));
  for (const [index, validation] of validations.entries()) {
    const field = `spec.validations[${index}]`;
    errors.push(...expressionFaults(textAt(validation, "expression"), `${field}.expression`));
    const made = at(validation, "messageExpression");
    if (typeof made === "string") errors.push(...expressionFaults(made, `${field}.messageExpression`));
    const reason = at(validation, "reason");
    if (reason !== undefined && !REASONS.includes(reason as string))
      errors.push(unsupportedValue(`${field}.reason`, reason, REASONS));
  }
  return errors;
}

const ACTIONS = ["Audit", "Deny", "Warn"];

export function validateAdmissionPolicyBinding(object: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (textAt(object, "spec", "policyName") === "") errors.push(requiredValue("spec.policyName"));
  const actions = listAt(object, "spec", "validationActions");
  if (actions.length === 0)
    errors.push(requiredValue("spec.validationActions", "at least one validation action is required"));
  for (const [index, each] of actions.entries())
    if (!ACTIONS.includes(each as string))
      errors.push(unsupportedValue(`spec.validationActions[${index}]`, each, ACTIONS));
  if (actions.includes("Deny") && actions.includes("Warn"))
    errors.push(
      invalidValue(
        "spec.validationActions",
        new GoText(
          `[]admissionregistration.ValidationAction{${actions.map((each) => goQuote(String(each))).join(", ")}}`,
        ),
        "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)",
      ),
    );
  return errors;
}
