import { NAMESPACES, type KubeObject } from "@inlay/resources";
import { at } from "../../../schema/paths.ts";
import { forbidden, invalid } from "../../failures.ts";
import { sameJson } from "../../json-value.ts";
import type { Machinery } from "../../machinery.ts";
import { storedAs } from "../../resource-registry.ts";
import { metadataOf, textOf } from "../../writes/object-metadata.ts";
import type { AdmissionPlugin, AdmissionRequest } from "../admission.ts";
import { BASELINE, type Violation } from "./baseline-checks.ts";
import { isStricter, labelFaults, policyOf, printedStandard, type Standard } from "./levels.ts";
import { RESTRICTED } from "./restricted-checks.ts";

/** Where kinds that make pods keep the pod's template. */
const TEMPLATES: Readonly<Record<string, readonly string[]>> = {
  "/podtemplates": ["template"],
  "/replicationcontrollers": ["spec", "template"],
  "apps/deployments": ["spec", "template"],
  "apps/replicasets": ["spec", "template"],
  "apps/daemonsets": ["spec", "template"],
  "apps/statefulsets": ["spec", "template"],
  "batch/jobs": ["spec", "template"],
  "batch/cronjobs": ["spec", "jobTemplate", "spec", "template"],
};
/** Pods of a namespace that are looked at when its labels become stricter. */
const LOOKED_AT = 3_000;

/** The Pod Security Standards, as a namespace's `pod-security.kubernetes.io/…` labels ask for them. */
export const podSecurity: AdmissionPlugin = {
  name: "PodSecurity",
  validate: (request, machinery) => {
    const { operation, definition, object, subresource } = request;
    if (operation === "DELETE" || !object || subresource !== "") return;
    const resource = storedAs(definition);
    if (resource === "/namespaces") judgeNamespace(request, object as unknown as KubeObject, machinery);
    else if (resource === "/pods") judgePod(request, object, machinery);
    else if (resource in TEMPLATES) judgeTemplate(request, TEMPLATES[resource]!, machinery);
  },
};

function judgePod(request: AdmissionRequest, pod: object, machinery: Machinery): void {
  const { operation, definition, old } = request;
  if (operation === "UPDATE" && sameJson(at(pod, "spec"), at(old, "spec"))) return;
  const { enforce, warn } = policyIn(request.namespace, machinery);
  const violations = judged(pod, enforce);
  if (violations.length > 0)
    throw forbidden(
      definition,
      textOf(metadataOf(request.object!)["name"]),
      `violates PodSecurity "${printedStandard(enforce)}": ${printed(violations)}`,
    );
  warnOf(request, pod, warn);
}

function judgeTemplate(request: AdmissionRequest, path: readonly string[], machinery: Machinery): void {
  const { object, old } = request;
  const template = at(object, ...path);
  if (typeof template !== "object" || template === null) return;
  if (old && sameJson(template, at(old, ...path))) return;
  warnOf(request, template, policyIn(request.namespace, machinery).warn);
}

function warnOf({ warnings }: AdmissionRequest, pod: object, standard: Standard): void {
  const violations = judged(pod, standard);
  if (violations.length > 0)
    warnings.push(`would violate PodSecurity "${printedStandard(standard)}": ${printed(violations)}`);
}

function policyIn(namespace: string, { store }: Machinery) {
  return policyOf(store.get("/namespaces", "", namespace)?.metadata.labels);
}

/** Labels that cannot be read are refused when they are new; stricter ones tell of the pods that break them already. */
function judgeNamespace(request: AdmissionRequest, namespace: KubeObject, { store }: Machinery): void {
  const { operation, old, warnings } = request;
  const { labels, name } = namespace.metadata;
  if (operation === "UPDATE" && sameJson(labels ?? {}, old?.metadata.labels ?? {})) return;
  const faults = labelFaults(labels);
  if (faults.length > 0 && (!old || labelFaults(old.metadata.labels).length < faults.length))
    throw invalid(NAMESPACES.group, "Namespace", name, faults);
  if (!old) return;
  const { enforce } = policyOf(labels);
  if (enforce.level === "privileged" || !isStricter(enforce, policyOf(old.metadata.labels).enforce)) return;
  const byViolation = new Map<string, string[]>();
  for (const pod of store.list("/pods", name).slice(0, LOOKED_AT)) {
    const violations = judged(pod, enforce);
    if (violations.length === 0) continue;
    const reasons = violations.map(({ reason }) => reason).join(", ");
    byViolation.set(reasons, [...(byViolation.get(reasons) ?? []), pod.metadata.name]);
  }
  if (byViolation.size === 0) return;
  warnings.push(
    `existing pods in namespace ${JSON.stringify(name)} violate the new PodSecurity enforce level ${JSON.stringify(printedStandard(enforce))}`,
  );
  for (const [reasons, names] of byViolation) warnings.push(`${podNames(names)}: ${reasons}`);
}

function podNames([first = "", ...others]: readonly string[]): string {
  if (others.length === 0) return first;
  return `${first} (and ${others.length} other ${others.length === 1 ? "pod" : "pods"})`;
}

function judged(pod: object, { level }: Standard): readonly Violation[] {
  if (level === "privileged") return [];
  const spec = at(pod, "spec");
  const overridden = new Set(RESTRICTED.flatMap(({ overrides = [] }) => overrides));
  const checks = level === "baseline" ? BASELINE : [...BASELINE.filter(({ id }) => !overridden.has(id)), ...RESTRICTED];
  return checks.flatMap((check) => check.judge(spec) ?? []);
}

function printed(violations: readonly Violation[]): string {
  return violations.map(({ reason, detail }) => (detail === "" ? reason : `${reason} (${detail})`)).join(", ");
}
