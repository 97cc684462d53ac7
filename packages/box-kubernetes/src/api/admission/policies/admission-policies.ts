import { matchesSelector, type KubeObject } from "@inlay/resources";
import { ApiError, type StatusReason } from "../../api-error.ts";
import { forbidden } from "../../failures.ts";
import type { Machinery } from "../../machinery.ts";
import { storedAs } from "../../resource-registry.ts";
import type { AdmissionPlugin, AdmissionRequest } from "../admission.ts";
import { celValue, evaluate, type Variables } from "../expressions/expression.ts";
import { isSelected } from "../expressions/matching.ts";
import { namespaceOf, requestValue } from "../expressions/request-value.ts";
import { selectionOf, type AdmissionPolicy, type PolicyBinding, type PolicyRule } from "./policy.ts";

const GROUP = "admissionregistration.k8s.io";
const CODES: Readonly<Record<string, number>> = {
  Unauthorized: 401,
  Forbidden: 403,
  Invalid: 422,
  RequestEntityTooLarge: 413,
};

interface Finding {
  readonly message: string;
  readonly reason: string;
}

/** ValidatingAdmissionPolicies with their bindings: CEL rules that refuse, or warn. */
export const admissionPolicies: AdmissionPlugin = {
  name: "ValidatingAdmissionPolicy",
  validate: (request, machinery) => {
    const { store } = machinery;
    const bindings = store.list(`${GROUP}/validatingadmissionpolicybindings`) as readonly PolicyBinding[];
    if (bindings.length === 0 || request.definition.group === GROUP) return;
    const denials: Finding[] = [];
    let variables: Variables | undefined;
    for (const policy of store.list(`${GROUP}/validatingadmissionpolicies`) as readonly AdmissionPolicy[]) {
      if (!isSelected(selectionOf(policy.spec.matchConstraints), request, machinery)) continue;
      for (const binding of bindings) {
        if (binding.spec.policyName !== policy.metadata.name) continue;
        if (!isSelected(selectionOf(binding.spec.matchResources), request, machinery)) continue;
        variables ??= variablesOf(request, machinery);
        for (const finding of judged(policy, binding, variables, request, machinery))
          act(finding, policy, binding, request, denials);
      }
    }
    if (denials[0]) throw refusal(request, denials[0]);
  },
};

function variablesOf(request: AdmissionRequest, machinery: Machinery): Variables {
  return {
    object: celValue(request.object),
    oldObject: celValue(request.old),
    request: celValue(requestValue(request)),
    namespaceObject: celValue(namespaceOf(request, machinery)),
  };
}

function act(
  { message, reason }: Finding,
  policy: AdmissionPolicy,
  binding: PolicyBinding,
  request: AdmissionRequest,
  denials: Finding[],
): void {
  const names = `ValidatingAdmissionPolicy '${policy.metadata.name}' with binding '${binding.metadata.name}'`;
  const { validationActions = [] } = binding.spec;
  if (validationActions.includes("Deny")) denials.push({ message: `${names} denied request: ${message}`, reason });
  if (validationActions.includes("Warn")) request.warnings.push(`Validation failed for ${names}: ${message}`);
}

function refusal({ definition, object, name }: AdmissionRequest, { message, reason }: Finding): ApiError {
  const { metadata } = (object ?? {}) as Partial<KubeObject>;
  const refused = forbidden(definition, metadata?.name ?? name, message, [{ message }]);
  return new ApiError(CODES[reason] ?? 422, reason as StatusReason, refused.message, refused.details);
}

/** What the policy holds against the request; of a policy that cannot be evaluated, why. */
function judged(
  policy: AdmissionPolicy,
  binding: PolicyBinding,
  given: Variables,
  request: AdmissionRequest,
  machinery: Machinery,
): readonly Finding[] {
  const { matchConditions = [], validations = [], variables: named = [], failurePolicy } = policy.spec;
  const params = paramsOf(policy, binding, request, machinery);
  if (typeof params === "string") return failurePolicy === "Ignore" ? [] : [{ message: params, reason: "Invalid" }];
  return params.flatMap((param) => {
    const base = { ...given, params: celValue(param) };
    const outcomes = matchConditions.map(({ expression }) => evaluate(expression, base));
    if (outcomes.some((each) => "value" in each && each.value !== true)) return [];
    const failed = outcomes.find((each) => "error" in each);
    if (failed) return failurePolicy === "Ignore" ? [] : [{ message: failed.error, reason: "Invalid" }];
    const own: Record<string, unknown> = {};
    for (const { name, expression } of named) {
      const outcome = evaluate(expression, { ...base, variables: own });
      // One that cannot be had is missed by those who ask for it.
      if ("value" in outcome) own[name] = outcome.value;
    }
    const variables = { ...base, variables: own };
    return validations.flatMap((rule) => judgedBy(rule, variables, failurePolicy !== "Ignore") ?? []);
  });
}

function judgedBy(rule: PolicyRule, variables: Variables, fails: boolean): Finding | undefined {
  const { expression, message, messageExpression, reason = "Invalid" } = rule;
  const outcome = evaluate(expression, variables);
  if ("error" in outcome)
    return fails
      ? { message: `expression '${expression}' resulted in error: ${outcome.error}`, reason: "Invalid" }
      : undefined;
  if (outcome.value === true) return undefined;
  const made = messageExpression === undefined ? undefined : evaluate(messageExpression, variables);
  const told = made && "value" in made && typeof made.value === "string" ? made.value.trim() : "";
  return { message: told || message?.trim() || `failed expression: ${expression.trim()}`, reason };
}

/** The objects that a binding sets the policy's parameters by; a text says why there are none. */
function paramsOf(
  { spec: { paramKind } }: AdmissionPolicy,
  { spec: { paramRef } }: PolicyBinding,
  { namespace }: AdmissionRequest,
  { registry, store }: Machinery,
): readonly unknown[] | string {
  if (!paramKind || !paramRef) return [undefined];
  const definition = registry.byKind(paramKind.apiVersion, paramKind.kind);
  if (!definition) return `failed to configure policy: no kind ${paramKind.kind} in ${paramKind.apiVersion}`;
  const where = definition.namespaced ? (paramRef.namespace ?? namespace) : "";
  const { name, selector } = paramRef;
  const found =
    name === undefined
      ? store.list(storedAs(definition), where).filter(({ metadata }) => matchesSelector(selector, metadata.labels))
      : [store.get(storedAs(definition), where, name)].filter((each) => each !== undefined);
  if (found.length > 0) return found;
  return paramRef.parameterNotFoundAction === "Allow"
    ? []
    : "no params found for policy binding with `Deny` parameterNotFoundAction";
}
