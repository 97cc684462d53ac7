import { isDeepStrictEqual } from "node:util";
import type { KubeObject } from "@inlay/resources";
import type { FieldError } from "../../schema/field-error.ts";
import {
  duplicateValue,
  forbidden,
  invalidValue,
  requiredValue,
  unsupportedValue,
} from "../../schema/field-problems.ts";
import { at, isRecord, listAt, mapAt, numberAt, stringsAt, textAt } from "../../schema/paths.ts";
import { validateContainers } from "./containers.ts";
import { validateLabels } from "./metadata.ts";
import { nameIsLabel, nameIsSubdomain, qualifiedNameFaults } from "./names.ts";
import { validateAffinity, validateTolerations, validateTopologySpread } from "./scheduling.ts";
import { stringMapText } from "./selectors.ts";
import { validateSysctls } from "./sysctls.ts";

const RESTART = ["Always", "OnFailure", "Never"];
const DNS = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];

/** A pod spec, alone or in a template (core validation ValidatePodSpec). */
export function validatePodSpec(spec: unknown, field: string): readonly FieldError[] {
  const errors: FieldError[] = [...validateVolumes(listAt(spec, "volumes"), `${field}.volumes`)];
  const volumes = new Set(listAt(spec, "volumes").map((volume) => textAt(volume, "name")));
  const containers = listAt(spec, "containers");
  if (containers.length === 0) errors.push(requiredValue(`${field}.containers`));
  errors.push(...validateContainers(containers, `${field}.containers`, volumes, false));
  const init = listAt(spec, "initContainers");
  errors.push(...validateContainers(init, `${field}.initContainers`, volumes, true));
  const names = new Set(containers.map((container) => textAt(container, "name")));
  for (const [index, container] of init.entries())
    if (names.has(textAt(container, "name")))
      errors.push(duplicateValue(`${field}.initContainers[${index}].name`, textAt(container, "name")));
  const restart = textAt(spec, "restartPolicy");
  if (!RESTART.includes(restart)) errors.push(unsupportedValue(`${field}.restartPolicy`, restart, RESTART));
  const dns = textAt(spec, "dnsPolicy");
  if (!DNS.includes(dns)) errors.push(unsupportedValue(`${field}.dnsPolicy`, dns, DNS));
  errors.push(...validateLabels(stringsAt(spec, "nodeSelector"), `${field}.nodeSelector`));
  errors.push(...validateSysctls(spec, field));
  const account = textAt(spec, "serviceAccountName");
  if (account !== "")
    for (const fault of nameIsSubdomain(account, false))
      errors.push(invalidValue(`${field}.serviceAccountName`, account, fault));
  const node = textAt(spec, "nodeName");
  if (node !== "")
    for (const fault of nameIsSubdomain(node, false)) errors.push(invalidValue(`${field}.nodeName`, node, fault));
  errors.push(...validateAffinity(at(spec, "affinity"), `${field}.affinity`));
  errors.push(
    ...validateTopologySpread(listAt(spec, "topologySpreadConstraints"), `${field}.topologySpreadConstraints`),
  );
  for (const name of ["hostname", "subdomain"]) {
    const value = textAt(spec, name);
    if (value !== "")
      for (const fault of nameIsLabel(value, false)) errors.push(invalidValue(`${field}.${name}`, value, fault));
  }
  errors.push(...validateTolerations(listAt(spec, "tolerations"), `${field}.tolerations`));
  errors.push(...validateGates(listAt(spec, "schedulingGates"), `${field}.schedulingGates`));
  const priority = textAt(spec, "priorityClassName");
  if (priority !== "")
    for (const fault of nameIsSubdomain(priority, false))
      errors.push(invalidValue(`${field}.priorityClassName`, priority, fault));
  const deadline = at(spec, "activeDeadlineSeconds");
  if (typeof deadline === "number" && deadline < 1)
    errors.push(
      invalidValue(`${field}.activeDeadlineSeconds`, deadline, "must be between 1 and 2147483647, inclusive"),
    );
  return errors;
}

function validateVolumes(volumes: readonly unknown[], field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const [index, volume] of volumes.entries()) {
    const here = `${field}[${index}]`;
    const name = textAt(volume, "name");
    const sources = Object.keys(mapAt(volume)).filter((key) => key !== "name").sort((a) => (a === "emptyDir" ? -1 : 0)); // prettier-ignore
    for (const extra of sources.slice(1))
      errors.push(forbidden(`${here}.${extra}`, "may not specify more than 1 volume type"));
    if (sources.length === 0) errors.push(requiredValue(here, "must specify a volume type"));
    if (name === "") errors.push(requiredValue(`${here}.name`));
    else for (const fault of nameIsLabel(name, false)) errors.push(invalidValue(`${here}.name`, name, fault));
    if (name !== "" && names.has(name)) errors.push(duplicateValue(`${here}.name`, name));
    names.add(name);
    for (const [source, key] of [["secret", "secretName"], ["configMap", "name"], ["persistentVolumeClaim", "claimName"], ["hostPath", "path"]] as const)
      if (sources[0] === source && textAt(volume, source, key) === "") errors.push(requiredValue(`${here}.${source}.${key}`)); // prettier-ignore
  }
  return errors;
}

function validateGates(gates: readonly unknown[], field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const seen = new Set<string>();
  for (const [index, gate] of gates.entries()) {
    const name = textAt(gate, "name");
    for (const fault of qualifiedNameFaults(name)) errors.push(invalidValue(`${field}[${index}]`, name, fault));
    if (seen.has(name)) errors.push(duplicateValue(`${field}[${index}]`, name));
    seen.add(name);
  }
  return errors;
}

export function validateNewPod(pod: KubeObject): readonly FieldError[] {
  const errors = [...validatePodSpec(at(pod, "spec"), "spec")];
  if (textAt(pod, "spec", "nodeName") !== "" && listAt(pod, "spec", "schedulingGates").length > 0)
    errors.push(forbidden("spec.nodeName", "cannot be set until all schedulingGates have been cleared"));
  for (const part of ["containers", "initContainers"])
    for (const [index, container] of listAt(pod, "spec", part).entries()) {
      const image = textAt(container, "image");
      if (image.trim() !== image)
        errors.push(
          invalidValue(`spec.${part}[${index}].image`, image, "must not have leading or trailing whitespace"),
        );
    }
  return errors;
}

const ONLY =
  "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

/** Of a pod that exists, hardly anything can change (ValidatePodUpdate). */
export function validatePodUpdate(pod: KubeObject, old: KubeObject): readonly FieldError[] {
  const spec = mapAt(pod, "spec");
  const before = mapAt(old, "spec");
  const errors: FieldError[] = [];
  for (const part of ["containers", "initContainers"])
    if (listAt(spec, part).length !== listAt(before, part).length)
      return [
        forbidden(
          `spec.${part}`,
          `pod updates may not add or remove ${part === "containers" ? "containers" : "init containers"}`,
        ),
      ];
  for (const [index, container] of listAt(spec, "containers").entries()) {
    const image = textAt(container, "image");
    if (image === "") errors.push(requiredValue(`spec.containers[${index}].image`));
  }
  errors.push(...deadlineFaults(spec["activeDeadlineSeconds"], before["activeDeadlineSeconds"]));
  errors.push(...tolerationFaults(spec, before));
  errors.push(...gateFaults(spec, before));
  const isGated = listAt(before, "schedulingGates").length > 0;
  if (isGated) errors.push(...nodeSelectorFaults(spec, before));
  if (errors.length > 0) return errors;
  if (!isDeepStrictEqual(comparable(spec, before, isGated), comparable(before, before, isGated)))
    errors.push(forbidden("spec", `${ONLY}\n`));
  return errors;
}

function deadlineFaults(now: unknown, then: unknown): readonly FieldError[] {
  const field = "spec.activeDeadlineSeconds";
  if (typeof now === "number" && (now < 0 || now > 2 ** 31 - 1))
    return [invalidValue(field, now, "must be between 0 and 2147483647, inclusive")];
  if (typeof then !== "number") return [];
  if (now === undefined) return [invalidValue(field, null, "must not update from a positive integer to nil value")];
  return typeof now === "number" && now > then
    ? [invalidValue(field, now, "must be less than or equal to previous value")]
    : [];
}

function tolerationFaults(
  spec: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>>,
): readonly FieldError[] {
  const bare = (toleration: unknown) =>
    isRecord(toleration) ? { ...toleration, tolerationSeconds: undefined } : toleration;
  const now = listAt(spec, "tolerations").map(bare);
  const kept = listAt(before, "tolerations").every((old) => now.some((each) => isDeepStrictEqual(each, bare(old))));
  return kept
    ? []
    : [forbidden("spec.tolerations", "existing toleration can not be modified except its tolerationSeconds")];
}

function gateFaults(
  spec: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>>,
): readonly FieldError[] {
  const old = new Set(listAt(before, "schedulingGates").map((gate) => textAt(gate, "name")));
  return listAt(spec, "schedulingGates").flatMap((gate, index) => {
    const name = textAt(gate, "name");
    const field = `spec.schedulingGates[${index}].name`;
    return old.has(name) ? [] : [forbidden(field, `only deletion is allowed, but found new scheduling gate '${name}'`)];
  });
}

function nodeSelectorFaults(
  spec: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>>,
): readonly FieldError[] {
  const now = stringsAt(spec, "nodeSelector");
  const kept = Object.entries(stringsAt(before, "nodeSelector")).every(([key, value]) => now[key] === value);
  const detail = "only additions to spec.nodeSelector are allowed (no mutations or deletions)";
  return kept ? [] : [invalidValue("spec.nodeSelector", stringMapText(now), detail)];
}

/** The spec with everything that may change taken from the old one. */
function comparable(
  spec: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>>,
  isGated: boolean,
): unknown {
  const free = [
    "activeDeadlineSeconds",
    "tolerations",
    "schedulingGates",
    ...(isGated ? ["nodeSelector", "affinity"] : []),
  ];
  const out: Record<string, unknown> = { ...spec };
  for (const field of free) delete out[field];
  for (const part of ["containers", "initContainers"])
    if (Array.isArray(out[part]))
      out[part] = listAt(out, part).map((container) => (isRecord(container) ? { ...container, image: "" } : container));
  if (numberAt(before, "terminationGracePeriodSeconds") < 0 && out["terminationGracePeriodSeconds"] === 1)
    out["terminationGracePeriodSeconds"] = before["terminationGracePeriodSeconds"];
  return out;
}
