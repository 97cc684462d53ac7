import { isDeepStrictEqual } from "node:util";
import type { KubeObject } from "@inlay/resources";
import type { FieldError } from "../../schema/field-error.ts";
import { forbidden, GoText, invalidValue, requiredValue, unsupportedValue } from "../../schema/field-problems.ts";
import { goQuote } from "../../schema/go-json.ts";
import { at, listAt, mapAt, stringsAt, textAt } from "../../schema/paths.ts";
import { qualifiedNameFaults } from "./names.ts";
import { quantityOf } from "./numbers.ts";

const COMPUTE = ["cpu", "memory", "ephemeral-storage"];
const QUOTA_NAMES: ReadonlySet<string> = new Set([
  ...COMPUTE,
  ...COMPUTE.flatMap((name) => [`requests.${name}`, `limits.${name}`]),
  "requests.storage",
  "pods",
  "resourcequotas",
  "services",
  "replicationcontrollers",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "services.nodeports",
  "services.loadbalancers",
]);
const SCOPES = [
  "Terminating",
  "NotTerminating",
  "BestEffort",
  "NotBestEffort",
  "PriorityClass",
  "CrossNamespacePodAffinity",
];
const POD_COMPUTE: ReadonlySet<string> = new Set([
  "pods",
  ...COMPUTE,
  ...COMPUTE.flatMap((name) => [`requests.${name}`, `limits.${name}`]),
]);

/** core/v1 ResourceQuota (pkg/apis/core/validation ValidateResourceQuota). */
export function validateResourceQuota(object: KubeObject): readonly FieldError[] {
  const errors: FieldError[] = [];
  const hard = stringsAt(object, "spec", "hard");
  for (const [name, text] of Object.entries(hard).sort(([a], [b]) => (a < b ? -1 : 1))) {
    const field = `spec.hard[${name}]`;
    errors.push(...nameFaults(name, field, QUOTA_NAMES, "for quota"));
    const amount = quantityOf(text);
    if (amount && amount.nano < 0n) errors.push(invalidValue(field, text, "must be greater than or equal to 0"));
    if (amount && isWhole(name) && amount.nano % 1_000_000_000n !== 0n)
      errors.push(invalidValue(field, text, "must be an integer"));
  }
  const scopes = listAt(object, "spec", "scopes").filter((each): each is string => typeof each === "string");
  errors.push(...scopeFaults(scopes, hard), ...selectorFaults(object, hard));
  return errors;
}

export function validateResourceQuotaUpdate(object: KubeObject, old: KubeObject): readonly FieldError[] {
  const errors = [...validateResourceQuota(object)];
  const [now, before] = [object, old].map((each) => [...listAt(each, "spec", "scopes")].sort());
  if (!isDeepStrictEqual(now, before))
    errors.push(invalidValue("spec.scopes", scopeList(now as readonly string[]), "field is immutable"));
  return errors;
}

function isWhole(name: string): boolean {
  return !/cpu|memory|storage|hugepages/.test(name);
}

function nameFaults(name: string, field: string, known: ReadonlySet<string>, what: string): readonly FieldError[] {
  const plain = new GoText(name);
  const faults = qualifiedNameFaults(name).map((fault) => invalidValue(field, plain, fault));
  if (faults.length > 0 || name.includes("/") || known.has(name) || /^(?:requests\.)?hugepages-/.test(name))
    return faults;
  return [
    invalidValue(field, plain, "must be a standard resource type or fully qualified"),
    invalidValue(field, plain, `must be a standard resource ${what}`),
  ];
}

function scopeFaults(scopes: readonly string[], hard: Readonly<Record<string, string>>): readonly FieldError[] {
  const errors: FieldError[] = [];
  const invalid = (detail: string) => errors.push(invalidValue("spec.scopes", scopeList(scopes), detail));
  for (const scope of scopes) {
    if (!SCOPES.includes(scope)) invalid("unsupported scope");
    else
      for (const name of Object.keys(hard).sort())
        if (!mayScope(scope, name)) invalid("unsupported scope applied to resource");
  }
  for (const [a, b] of [
    ["BestEffort", "NotBestEffort"],
    ["Terminating", "NotTerminating"],
  ] as const)
    if (scopes.includes(a) && scopes.includes(b)) invalid("conflicting scopes");
  return errors;
}

/** Scopes are of pods; best-effort pods have no amounts. */
function mayScope(scope: string, name: string): boolean {
  if (!QUOTA_NAMES.has(name)) return true;
  return scope === "BestEffort" ? name === "pods" : POD_COMPUTE.has(name);
}

function scopeList(scopes: readonly string[]): GoText {
  return new GoText(`[]core.ResourceQuotaScope{${scopes.map(goQuote).join(", ")}}`);
}

function selectorFaults(object: KubeObject, hard: Readonly<Record<string, string>>): readonly FieldError[] {
  const field = "spec.scopeSelector.matchExpressions";
  return listAt(object, "spec", "scopeSelector", "matchExpressions").flatMap((each, index) => {
    const own = `${field}[${index}]`;
    const scope = textAt(each, "scopeName");
    const operator = textAt(each, "operator");
    const values = listAt(each, "values");
    const errors: FieldError[] = [];
    if (!SCOPES.includes(scope)) errors.push(invalidValue(`${own}.scopeName`, scope, "unsupported scope"));
    else
      for (const name of Object.keys(hard).sort())
        if (!mayScope(scope, name)) errors.push(invalidValue(field, scope, "unsupported scope applied to resource"));
    if (!["In", "NotIn", "Exists", "DoesNotExist"].includes(operator))
      errors.push(invalidValue(`${own}.operator`, operator, "not a valid selector operator"));
    else if (["In", "NotIn"].includes(operator) && values.length === 0)
      errors.push(
        requiredValue(
          `${own}.values`,
          "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector",
        ),
      );
    else if (["Exists", "DoesNotExist"].includes(operator) && values.length > 0)
      errors.push(
        invalidValue(
          `${own}.values`,
          values,
          "must be no value when `operator` is 'EXISTS' or 'DOES NOT EXIST' for scope selector",
        ),
      );
    else if (scope !== "PriorityClass" && SCOPES.includes(scope) && operator !== "Exists")
      errors.push(
        invalidValue(
          `${own}.operator`,
          operator,
          "must be 'Exist' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity",
        ),
      );
    return errors;
  });
}

const LIMIT_FIELDS = ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"] as const;
const LIMIT_NAMES: ReadonlySet<string> = new Set([...COMPUTE, "storage"]);

/** core/v1 LimitRange (ValidateLimitRange). */
export function validateLimitRange(object: KubeObject): readonly FieldError[] {
  const seen = new Set<string>();
  return listAt(object, "spec", "limits").flatMap((limit, index) => {
    const field = `spec.limits[${index}]`;
    const type = textAt(limit, "type");
    const errors: FieldError[] = [];
    if (type === "") errors.push(requiredValue(`${field}.type`));
    if (seen.has(type))
      errors.push({
        reason: "FieldValueDuplicate",
        field: `${field}.type`,
        message: `Duplicate value: ${goQuote(type)}`,
      });
    seen.add(type);
    return [...errors, ...limitFaults(limit, type, field)];
  });
}

function limitFaults(limit: unknown, type: string, field: string): readonly FieldError[] {
  const errors: FieldError[] = [];
  const names = new Set<string>();
  for (const each of LIMIT_FIELDS)
    for (const name of Object.keys(mapAt(limit, each)).sort()) {
      names.add(name);
      errors.push(...nameFaults(name, `${field}.${each}[${name}]`, LIMIT_NAMES, "for a limit range"));
    }
  if (type === "Pod")
    for (const each of ["default", "defaultRequest"])
      if (Object.keys(mapAt(limit, each)).length > 0)
        errors.push(forbidden(`${field}.${each}`, "may not be specified when `type` is 'Pod'"));
  if (
    type === "PersistentVolumeClaim" &&
    at(limit, "min", "storage") === undefined &&
    at(limit, "max", "storage") === undefined
  )
    errors.push(
      requiredValue(`${field}.limits`, "either minimum or maximum storage value is required, but neither was provided"),
    );
  if (!["Pod", "Container", "PersistentVolumeClaim"].includes(type) && type !== "" && !type.includes("/"))
    errors.push(unsupportedValue(`${field}.type`, type, ["Container", "PersistentVolumeClaim", "Pod"]));
  for (const name of [...names].sort()) errors.push(...orderFaults(limit, name, field));
  return errors;
}

/** What must not be greater than what: in the order in which upstream tells of it. */
const ORDER = [
  ["min", "min", "max", "max"],
  ["defaultRequest", "min", "defaultRequest", "default request"],
  ["defaultRequest", "defaultRequest", "max", "max"],
  ["defaultRequest", "defaultRequest", "default", "default"],
  ["default", "min", "default", "default"],
  ["default", "default", "max", "max"],
] as const;
const WORDS: Readonly<Record<string, string>> = { min: "min", defaultRequest: "default request", default: "default" };

function orderFaults(limit: unknown, name: string, field: string): readonly FieldError[] {
  const errors = ORDER.flatMap(([told, low, high, highWord]) => {
    const [a, b] = [quantityOf(at(limit, low, name)), quantityOf(at(limit, high, name))];
    if (!a || !b || a.compare(b) <= 0) return [];
    // Upstream shows the lower bound here, not the default.
    const shown = told === "default" && low === "min" ? low : told;
    const value = quantityOf(at(limit, shown, name))!;
    const detail = `${WORDS[low]} value ${a.toString()} is greater than ${highWord} value ${b.toString()}`;
    return [invalidValue(`${field}.${told}[${name}]`, goQuantity(value.toString(), value.value), detail)];
  });
  const ratio = quantityOf(at(limit, "maxLimitRequestRatio", name));
  if (ratio && ratio.value < 1)
    errors.push(
      invalidValue(
        `${field}.maxLimitRequestRatio[${name}]`,
        goQuantity(ratio.toString(), ratio.value),
        `ratio ${ratio.toString()} is less than 1`,
      ),
    );
  return errors;
}

/** A quantity as Go's `%#v` prints it. */
function goQuantity(text: string, value: number): GoText {
  const milli = /^(\d+)m$/.exec(text);
  const [amount, scale] = milli ? [milli[1], -3] : [value, 0];
  const format = /[KMGTPE]i$/.test(text) ? "BinarySI" : "DecimalSI";
  return new GoText(
    `resource.Quantity{i:resource.int64Amount{value:${amount}, scale:${scale}}, d:resource.infDecAmount{Dec:(*inf.Dec)(nil)}, s:${goQuote(text)}, Format:"${format}"}`,
  );
}
