import type { FieldError } from "../../schema/field-error.ts";
import { duplicateValue, invalidValue, requiredValue } from "../../schema/field-problems.ts";
import { listAt, textAt } from "../../schema/paths.ts";

const NAME = /^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$/;
const MOST = 253;
const DETAIL = `must have at most ${MOST} characters and match regex ^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$`;

/** Names of kernel parameters that a pod sets; both `a.b` and `a/b` are known. @param field of the pod's spec */
export function validateSysctls(spec: unknown, field: string): readonly FieldError[] {
  const seen = new Set<string>();
  return listAt(spec, "securityContext", "sysctls").flatMap((sysctl, index) => {
    const own = `${field}.securityContext.sysctls[${index}].name`;
    const name = textAt(sysctl, "name");
    if (name === "") return [requiredValue(own)];
    if (name.length > MOST || !NAME.test(name)) return [invalidValue(own, name, DETAIL)];
    const isDouble = seen.has(name);
    seen.add(name);
    return isDouble ? [duplicateValue(own, name)] : [];
  });
}
