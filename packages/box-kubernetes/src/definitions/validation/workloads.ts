import { isDeepStrictEqual } from "node:util";
import type { KubeObject } from "@inlay/resources";
import type { FieldError } from "../../schema/field-error.ts";
import { forbidden, GoText, invalidValue, requiredValue, unsupportedValue } from "../../schema/field-problems.ts";
import { goQuote } from "../../schema/go-json.ts";
import { at, isRecord, mapAt, numberAt, stringsAt, textAt } from "../../schema/paths.ts";
import { validateAnnotations, validateLabels } from "./metadata.ts";
import { intOrStringValue, percentOf, validateCountOrPercent, validateNotNegative } from "./numbers.ts";
import { validatePodSpec } from "./pod.ts";
import { isEmptySelector, selects, selectorValue, stringMapText, validateLabelSelector } from "./selectors.ts";

/** The rules that Deployment, ReplicaSet, DaemonSet and StatefulSet share: selector, template, restart policy. */
function validateSelectorAndTemplate(object: KubeObject, kind: string, template: boolean): readonly FieldError[] {
  const selector = at(object, "spec", "selector");
  const errors: FieldError[] = [];
  let usable = false;
  if (selector === undefined || selector === null) errors.push(requiredValue("spec.selector"));
  else {
    const faults = validateLabelSelector(selector, "spec.selector");
    errors.push(...faults);
    if (isEmptySelector(selector))
      errors.push(invalidValue("spec.selector", selectorValue(selector), `empty selector is invalid for ${kind}`));
    else if (faults.length > 0)
      errors.push(invalidValue("spec.selector", selectorValue(selector), "invalid label selector"));
    else usable = true;
  }
  if (template && usable) errors.push(...validateTemplate(object, selector));
  return errors;
}

function validateTemplate(object: KubeObject, selector: unknown): readonly FieldError[] {
  const template = at(object, "spec", "template");
  const field = "spec.template";
  const labels = stringsAt(template, "metadata", "labels");
  const errors: FieldError[] = [];
  if (!selects(selector, labels))
    errors.push(
      invalidValue(`${field}.metadata.labels`, stringMapText(labels), "`selector` does not match template `labels`"),
    );
  errors.push(...validatePodTemplate(template, field));
  const restart = textAt(template, "spec", "restartPolicy");
  if (restart !== "Always") errors.push(unsupportedValue(`${field}.spec.restartPolicy`, restart, ["Always"]));
  if (at(template, "spec", "activeDeadlineSeconds") !== undefined)
    errors.push(
      forbidden(`${field}.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${object.kind} is not Supported`),
    );
  return errors;
}

export function validatePodTemplate(template: unknown, field: string): readonly FieldError[] {
  return [
    ...validateLabels(stringsAt(template, "metadata", "labels"), `${field}.labels`),
    ...validateAnnotations(stringsAt(template, "metadata", "annotations"), `${field}.annotations`),
    ...validatePodSpec(at(template, "spec"), `${field}.spec`),
  ];
}

export function validateDeployment(object: KubeObject): readonly FieldError[] {
  const spec = mapAt(object, "spec");
  const replicaFaults = validateNotNegative(spec["replicas"], "spec.replicas");
  const selectorFaults = validateSelectorAndTemplate(object, "deployment", true);
  const errors = [...replicaFaults, ...selectorFaults, ...deploymentStrategyFaults(spec["strategy"])];
  const minReady = numberAt(spec, "minReadySeconds");
  errors.push(...validateNotNegative(minReady, "spec.minReadySeconds"));
  errors.push(...validateNotNegative(spec["revisionHistoryLimit"], "spec.revisionHistoryLimit"));
  const progress = spec["progressDeadlineSeconds"];
  if (typeof progress === "number") {
    errors.push(...validateNotNegative(progress, "spec.progressDeadlineSeconds"));
    if (progress <= minReady)
      errors.push(invalidValue("spec.progressDeadlineSeconds", progress, "must be greater than minReadySeconds"));
  }
  return errors;
}

function deploymentStrategyFaults(strategy: unknown): readonly FieldError[] {
  const type = textAt(strategy, "type");
  const rolling = at(strategy, "rollingUpdate");
  if (type === "Recreate")
    return rolling === undefined
      ? []
      : [forbidden("spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'")];
  if (type !== "RollingUpdate") {
    const pointer =
      rolling === undefined ? "(*apps.RollingUpdateDeployment)(nil)" : "(*apps.RollingUpdateDeployment)(0xc000000000)";
    const value = new GoText(`apps.DeploymentStrategy{Type:${goQuote(type)}, RollingUpdate:${pointer}}`);
    return [unsupportedValue("spec.strategy", value, ["Recreate", "RollingUpdate"])];
  }
  return rolling === undefined
    ? [requiredValue("spec.strategy.rollingUpdate")]
    : rollingFaults(rolling, "spec.strategy.rollingUpdate");
}

function rollingFaults(rolling: unknown, field: string): readonly FieldError[] {
  const unavailable = at(rolling, "maxUnavailable");
  const surge = at(rolling, "maxSurge");
  const errors = [
    ...validateCountOrPercent(unavailable, `${field}.maxUnavailable`),
    ...validateCountOrPercent(surge, `${field}.maxSurge`),
  ];
  const isZero = (value: unknown) => value === 0 || percentOf(value) === 0;
  if (isZero(unavailable) && isZero(surge))
    errors.push(
      invalidValue(`${field}.maxUnavailable`, intOrStringValue(unavailable), "may not be 0 when `maxSurge` is 0"),
    );
  if ((percentOf(unavailable) ?? 0) > 100)
    errors.push(
      invalidValue(`${field}.maxUnavailable`, intOrStringValue(unavailable), "must not be greater than 100%"),
    );
  return errors;
}

/** The selector of a workload is for ever. */
function selectorUpdateFaults(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const now = at(object, "spec", "selector");
  return isDeepStrictEqual(now, at(old, "spec", "selector"))
    ? []
    : [invalidValue("spec.selector", selectorValue(now), "field is immutable")];
}

export function validateDeploymentUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  return [...validateDeployment(object), ...selectorUpdateFaults(object, old)];
}

export function validateReplicaSet(object: KubeObject): readonly FieldError[] {
  return [
    ...validateNotNegative(at(object, "spec", "replicas"), "spec.replicas"),
    ...validateNotNegative(at(object, "spec", "minReadySeconds"), "spec.minReadySeconds"),
    ...validateSelectorAndTemplate(object, "replicaset", true),
  ];
}

/** The spec is judged as a new one's and once more as an update's, as upstream: each fault is told twice. */
export function validateReplicaSetUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  return [...validateReplicaSet(object), ...validateReplicaSet(object), ...selectorUpdateFaults(object, old)];
}

export function validateDaemonSet(object: KubeObject): readonly FieldError[] {
  const strategy = at(object, "spec", "updateStrategy");
  const type = textAt(strategy, "type");
  const errors = [...validateSelectorAndTemplate(object, "daemonset", true)];
  errors.push(...validateNotNegative(at(object, "spec", "minReadySeconds"), "spec.minReadySeconds"));
  if (type === "RollingUpdate")
    errors.push(...rollingFaults(at(strategy, "rollingUpdate"), "spec.updateStrategy.rollingUpdate"));
  else if (type !== "OnDelete")
    errors.push(unsupportedValue("spec.updateStrategy.type", type, ["OnDelete", "RollingUpdate"]));
  return errors;
}

export function validateDaemonSetUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  return [...validateDaemonSet(object), ...validateDaemonSet(object), ...selectorUpdateFaults(object, old)];
}

export function validateStatefulSet(object: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  const policy = textAt(object, "spec", "podManagementPolicy");
  if (policy === "") errors.push(requiredValue("spec.podManagementPolicy"));
  else if (policy !== "OrderedReady" && policy !== "Parallel")
    errors.push(invalidValue("spec.podManagementPolicy", policy, `must be 'OrderedReady' or 'Parallel'`));
  errors.push(...validateNotNegative(at(object, "spec", "replicas"), "spec.replicas"));
  errors.push(...validateNotNegative(at(object, "spec", "minReadySeconds"), "spec.minReadySeconds"));
  errors.push(...validateSelectorAndTemplate(object, "statefulset", true));
  return errors;
}

const STATEFUL_FREE = [
  "replicas",
  "ordinals",
  "template",
  "updateStrategy",
  "persistentVolumeClaimRetentionPolicy",
  "minReadySeconds",
  "revisionHistoryLimit",
];

export function validateStatefulSetUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const rest = (each: KubeObject) => {
    const spec = { ...mapAt(each, "spec") };
    for (const field of STATEFUL_FREE) delete spec[field];
    return spec;
  };
  const errors = [...validateStatefulSet(object)];
  if (!isDeepStrictEqual(rest(object), rest(old))) {
    const free =
      "'replicas', 'ordinals', 'template', 'updateStrategy', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds'";
    errors.push(forbidden("spec", `updates to statefulset spec for fields other than ${free} are forbidden`));
  }
  return errors;
}

const JOB_UID = "batch.kubernetes.io/controller-uid";

export function validateJob(object: KubeObject): readonly FieldError[] {
  const spec = mapAt(object, "spec");
  const errors: FieldError[] = [];
  if (at(spec, "selector") === undefined) errors.push(requiredValue("spec.selector"));
  else errors.push(...validateLabelSelector(at(spec, "selector"), "spec.selector"));
  if (spec["manualSelector"] !== true) {
    const selector = at(spec, "selector");
    const wanted = object.metadata.uid;
    const selected = stringsAt(selector, "matchLabels");
    if (Object.keys(selected).length !== 1 || selected[JOB_UID] !== wanted)
      errors.push(invalidValue("spec.selector", selectorValue(selector), "`selector` not auto-generated"));
  }
  const labels = stringsAt(spec, "template", "metadata", "labels");
  if (!selects(at(spec, "selector"), labels))
    errors.push(
      invalidValue(
        "spec.template.metadata.labels",
        stringMapText(labels),
        "`selector` does not match template `labels`",
      ),
    );
  errors.push(...jobSpecFaults(spec, "spec"));
  return errors;
}

function jobSpecFaults(spec: unknown, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  for (const name of ["parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished"])
    errors.push(...validateNotNegative(at(spec, name), `${field}.${name}`));
  if (textAt(spec, "completionMode") === "Indexed" && at(spec, "completions") === undefined)
    errors.push(requiredValue(`${field}.completions`, "when completion mode is Indexed"));
  errors.push(...validatePodTemplate(at(spec, "template"), `${field}.template`));
  const restart = textAt(spec, "template", "spec", "restartPolicy");
  if (restart === "Always" || restart === "")
    errors.push(requiredValue(`${field}.template.spec.restartPolicy`, 'valid values: "OnFailure", "Never"'));
  return errors;
}

export function validateJobUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors = [...validateJob(object)];
  const mode = textAt(object, "spec", "completionMode");
  for (const field of ["completions", "selector", "completionMode"] as const) {
    const now = at(object, "spec", field);
    if (isDeepStrictEqual(now, at(old, "spec", field)) || (field === "completions" && mode === "Indexed")) continue;
    errors.push(invalidValue(`spec.${field}`, isRecord(now) ? selectorValue(now) : now, "field is immutable"));
  }
  if (
    at(old, "spec", "suspend") !== true &&
    !isDeepStrictEqual(at(object, "spec", "template"), at(old, "spec", "template"))
  )
    errors.push(invalidValue("spec.template", new GoText("core.PodTemplateSpec{…}"), "field is immutable"));
  return errors;
}

const CRON_RANGES = [[0, 59], [0, 23], [1, 31], [1, 12], [0, 6]] as const; // prettier-ignore

export function validateCronJob(object: KubeObject): readonly FieldError[] {
  const schedule = textAt(object, "spec", "schedule");
  const errors: FieldError[] = [];
  const { name } = object.metadata;
  errors.push(...jobSpecFaults(at(object, "spec", "jobTemplate", "spec"), "spec.jobTemplate.spec"));
  if (schedule === "") errors.push(requiredValue("spec.schedule"));
  else {
    if (schedule.includes("TZ"))
      errors.push(
        invalidValue("spec.schedule", schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead"),
      );
    else {
      const fault = scheduleFault(schedule);
      if (fault !== undefined) errors.push(invalidValue("spec.schedule", schedule, fault));
    }
  }
  const concurrency = textAt(object, "spec", "concurrencyPolicy");
  if (!["Allow", "Forbid", "Replace"].includes(concurrency))
    errors.push(unsupportedValue("spec.concurrencyPolicy", concurrency, ["Allow", "Forbid", "Replace"]));
  if (name.length > 52) errors.push(invalidValue("metadata.name", name, "must be no more than 52 characters"));
  return errors;
}

/** The five fields of a cron schedule, in robfig/cron's words. */
function scheduleFault(schedule: string): string | undefined {
  if (schedule.startsWith("@"))
    return /^@(yearly|annually|monthly|weekly|daily|midnight|hourly|every .+)$/.test(schedule)
      ? undefined
      : `unrecognized descriptor: ${schedule}`;
  const fields = schedule.trim().split(/\s+/);
  if (fields.length !== 5) return `expected exactly 5 fields, found ${fields.length}: [${fields.join(" ")}]`;
  for (const [index, field] of fields.entries()) {
    const [low, high] = CRON_RANGES[index]!;
    for (const part of field.split(",")) {
      const match = /^(\*|\?|[a-zA-Z]{3}|\d+)(?:-([a-zA-Z]{3}|\d+))?(?:\/(\d+))?$/.exec(part);
      if (!match)
        return `failed to parse int from ${part}: strconv.Atoi: parsing ${JSON.stringify(part)}: invalid syntax`;
      const start = Number(match[1]);
      const end = match[2] === undefined ? start : Number(match[2]);
      if (Number.isNaN(start) || Number.isNaN(end)) continue;
      if (start < low) return `beginning of range (${start}) below minimum (${low}): ${part}`;
      if (end > high) return `end of range (${end}) above maximum (${high}): ${part}`;
      if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${part}`;
    }
  }
  return undefined;
}

export function validateDisruptionBudget(object: KubeObject): readonly FieldError[] {
  const spec = mapAt(object, "spec");
  const errors: FieldError[] = [];
  if (spec["minAvailable"] !== undefined && spec["maxUnavailable"] !== undefined) {
    const value = new GoText("policy.PodDisruptionBudgetSpec{MinAvailable:(*intstr.IntOrString)(0xc000000000), Selector:(*v1.LabelSelector)(0xc000000000), MaxUnavailable:(*intstr.IntOrString)(0xc000000000), UnhealthyPodEvictionPolicy:(*policy.UnhealthyPodEvictionPolicyType)(nil)}"); // prettier-ignore
    errors.push(invalidValue("spec", value, "minAvailable and maxUnavailable cannot be both set"));
  }
  for (const field of ["minAvailable", "maxUnavailable"]) {
    errors.push(...validateCountOrPercent(spec[field], `spec.${field}`));
    if ((percentOf(spec[field]) ?? 0) > 100)
      errors.push(invalidValue(`spec.${field}`, intOrStringValue(spec[field]), "must not be greater than 100%"));
  }
  errors.push(...validateLabelSelector(spec["selector"], "spec.selector"));
  const policy = spec["unhealthyPodEvictionPolicy"];
  if (policy !== undefined && policy !== "AlwaysAllow" && policy !== "IfHealthyBudget")
    errors.push(unsupportedValue("spec.unhealthyPodEvictionPolicy", policy, ["AlwaysAllow", "IfHealthyBudget"]));
  return errors;
}

/** core/v1 ReplicationController: its selector is labels alone. */
export function validateReplicationController(object: KubeObject): readonly FieldError[] {
  const selector = stringsAt(object, "spec", "selector");
  const errors = [
    ...validateNotNegative(at(object, "spec", "minReadySeconds"), "spec.minReadySeconds"),
    ...(Object.keys(selector).length === 0 ? [requiredValue("spec.selector")] : []),
    ...validateNotNegative(at(object, "spec", "replicas"), "spec.replicas"),
  ];
  if (at(object, "spec", "template") === undefined) return [...errors, requiredValue("spec.template")];
  return Object.keys(selector).length === 0
    ? errors
    : [...errors, ...validateTemplate(object, { matchLabels: selector })];
}

/** apps/v1 ControllerRevision: its data never change. */
export function validateControllerRevision(object: KubeObject): readonly FieldError[] {
  return validateNotNegative(at(object, "revision"), "revision");
}

export function validateControllerRevisionUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const data = at(object, "data");
  const changed = isDeepStrictEqual(data, at(old, "data")) ? [] : [invalidValue("data", data, "field is immutable")];
  return [...validateControllerRevision(object), ...changed];
}

/** autoscaling HorizontalPodAutoscaler, in what every version has. */
export function validateHorizontalPodAutoscaler(object: KubeObject): readonly FieldError[] {
  const { minReplicas, maxReplicas = 0 } = mapAt(object, "spec") as {
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
  };
  const errors: FieldError[] = [];
  if (minReplicas !== undefined && minReplicas < 1)
    errors.push(invalidValue("spec.minReplicas", minReplicas, "must be greater than or equal to 1"));
  if (maxReplicas < 1) errors.push(invalidValue("spec.maxReplicas", maxReplicas, "must be greater than 0"));
  if (minReplicas !== undefined && maxReplicas < minReplicas)
    errors.push(invalidValue("spec.maxReplicas", maxReplicas, "must be greater than or equal to `minReplicas`"));
  for (const field of ["kind", "name"])
    if (textAt(object, "spec", "scaleTargetRef", field) === "")
      errors.push(requiredValue(`spec.scaleTargetRef.${field}`));
  return errors;
}
