import { isDeepStrictEqual } from "node:util";
import type { KubeObject } from "@inlay/resources";
import type { FieldError } from "../../schema/field-error.ts";
import { forbidden, GoText, invalidValue, requiredValue, unsupportedValue } from "../../schema/field-problems.ts";
import { goQuote } from "../../schema/go-json.ts";
import { at, listAt, numberAt, textAt } from "../../schema/paths.ts";
import { nameIsPathSegment } from "./names.ts";

const HIGHEST_USER_PRIORITY = 1_000_000_000;
const SYSTEM_PRIORITIES: Readonly<Record<string, number>> = {
  "system-cluster-critical": 2_000_000_000,
  "system-node-critical": 2_000_001_000,
};

export function validatePriorityClass(object: KubeObject): readonly FieldError[] {
  const { name } = object.metadata;
  const value = numberAt(object, "value");
  if (name.startsWith("system-"))
    return SYSTEM_PRIORITIES[name] === value
      ? []
      : [
          forbidden(
            "metadata.name",
            `priority class names with 'system-' prefix are reserved for system use only. error: ${name} is not a known system priority class`,
          ),
        ];
  const errors: FieldError[] = [];
  if (value > HIGHEST_USER_PRIORITY)
    errors.push(forbidden("value", `maximum allowed value of a user defined priority is ${HIGHEST_USER_PRIORITY}`));
  return errors;
}

export function validatePriorityClassUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  if (numberAt(object, "value") !== numberAt(old, "value"))
    errors.push(forbidden("value", "may not be changed in an update."));
  return [...errors, ...immutable(object, old, "preemptionPolicy")];
}

export function validateStorageClass(object: KubeObject): readonly FieldError[] {
  return textAt(object, "provisioner") === "" ? [requiredValue("provisioner")] : [];
}

export function validateStorageClassUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const field of ["parameters", "provisioner", "reclaimPolicy"])
    if (!isDeepStrictEqual(at(object, field), at(old, field)))
      errors.push(forbidden(field, `updates to ${field} are forbidden.`));
  return [...errors, ...immutable(object, old, "volumeBindingMode")];
}

function immutable(object: KubeObject, old: KubeObject, ...path: readonly string[]): readonly FieldError[] {
  const now = at(object, ...path);
  return isDeepStrictEqual(now, at(old, ...path))
    ? []
    : [invalidValue(path.join("."), now ?? null, "field is immutable")];
}

export function validateIngressClassUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  return immutable(object, old, "spec", "controller");
}

export function validateRuntimeClass(object: KubeObject): readonly FieldError[] {
  return textAt(object, "handler") === "" ? [requiredValue("handler")] : [];
}

export function validateRuntimeClassUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  return immutable(object, old, "handler");
}

export function validateEndpointSliceUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  return immutable(object, old, "addressType");
}

export function validateCsiDriverUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  return immutable(object, old, "spec", "attachRequired").map((error) => ({
    ...error,
    field: "spec.attachedRequired",
  }));
}

/** Rules of a Role or ClusterRole. */
export function validateRole(object: KubeObject): readonly FieldError[] {
  return listAt(object, "rules").flatMap((rule, index) => {
    const field = `rules[${index}]`;
    const errors: FieldError[] = [];
    if (listAt(rule, "verbs").length === 0)
      errors.push(requiredValue(`${field}.verbs`, "verbs must contain at least one value"));
    if (listAt(rule, "nonResourceURLs").length > 0) {
      if (object.kind === "Role")
        errors.push(invalidValue(`${field}.nonResourceURLs`, "", "namespaced rules cannot apply to non-resource URLs"));
    } else {
      if (listAt(rule, "apiGroups").length === 0)
        errors.push(requiredValue(`${field}.apiGroups`, "resource rules must supply at least one api group"));
      if (listAt(rule, "resources").length === 0)
        errors.push(requiredValue(`${field}.resources`, "resource rules must supply at least one resource"));
    }
    return errors;
  });
}

export function validateRoleBinding(object: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  const ref = at(object, "roleRef");
  const kinds = object.kind === "RoleBinding" ? ["Role", "ClusterRole"] : ["ClusterRole"];
  if (textAt(ref, "apiGroup") !== "rbac.authorization.k8s.io")
    errors.push(unsupportedValue("roleRef.apiGroup", textAt(ref, "apiGroup"), ["rbac.authorization.k8s.io"]));
  if (!kinds.includes(textAt(ref, "kind"))) errors.push(unsupportedValue("roleRef.kind", textAt(ref, "kind"), kinds));
  if (textAt(ref, "name") === "") errors.push(requiredValue("roleRef.name"));
  else
    for (const fault of nameIsPathSegment(textAt(ref, "name"), false))
      errors.push(invalidValue("roleRef.name", textAt(ref, "name"), fault));
  for (const [index, subject] of listAt(object, "subjects").entries()) {
    const field = `subjects[${index}]`;
    if (textAt(subject, "name") === "") errors.push(requiredValue(`${field}.name`));
    switch (textAt(subject, "kind")) {
      case "ServiceAccount":
        if (textAt(subject, "namespace") === "" && object.kind === "ClusterRoleBinding")
          errors.push(requiredValue(`${field}.namespace`));
        break;
      case "User":
      case "Group":
        break;
      default:
        errors.push(unsupportedValue(`${field}.kind`, textAt(subject, "kind"), ["ServiceAccount", "User", "Group"]));
    }
  }
  return errors;
}

export function validateRoleBindingUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const ref = at(object, "roleRef");
  const errors: FieldError[] = [];
  if (!isDeepStrictEqual(ref, at(old, "roleRef"))) {
    const text = `rbac.RoleRef{APIGroup:${goQuote(textAt(ref, "apiGroup"))}, Kind:${goQuote(textAt(ref, "kind"))}, Name:${goQuote(textAt(ref, "name"))}}`;
    errors.push(invalidValue("roleRef", new GoText(text), "cannot change roleRef"));
  }
  return [...validateRoleBinding(object), ...errors];
}

export function validateLease(object: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  const seconds = at(object, "spec", "leaseDurationSeconds");
  if (typeof seconds === "number" && seconds <= 0)
    errors.push(invalidValue("spec.leaseDurationSeconds", seconds, "must be greater than 0"));
  const transitions = at(object, "spec", "leaseTransitions");
  if (typeof transitions === "number" && transitions < 0)
    errors.push(invalidValue("spec.leaseTransitions", transitions, "must be greater than or equal to 0"));
  return errors;
}
