import type { Mutable } from "../../schema/resource-definition.ts";
import { child, children, ensureChild, setIfAbsent, setIfEmpty } from "./edit.ts";
import { defaultVolume } from "./volumes.ts";

/** Pod, as created directly: beside the spec's own defaults, requests follow limits and service links are on. */
export function defaultPod(pod: Mutable): void {
  const spec = ensureChild(pod, "spec");
  for (const container of [...children(spec, "containers"), ...children(spec, "initContainers")]) {
    const resources = child(container, "resources");
    const limits = child(resources, "limits");
    if (!resources || !limits) continue;
    const requests = ensureChild(resources, "requests");
    for (const [name, amount] of Object.entries(limits)) setIfAbsent(requests, name, amount);
  }
  setIfAbsent(spec, "enableServiceLinks", true);
  defaultPodSpec(spec);
}

/** The template of a workload. */
export function defaultPodTemplate(template: Mutable | undefined): void {
  if (template) defaultPodSpec(ensureChild(template, "spec"));
}

export function defaultPodSpec(spec: Mutable): void {
  setIfEmpty(spec, "dnsPolicy", "ClusterFirst");
  setIfEmpty(spec, "restartPolicy", "Always");
  setIfAbsent(spec, "securityContext", {});
  setIfAbsent(spec, "terminationGracePeriodSeconds", 30);
  setIfEmpty(spec, "schedulerName", "default-scheduler");
  const account = spec["serviceAccountName"] || spec["serviceAccount"];
  if (account) {
    spec["serviceAccountName"] = account;
    spec["serviceAccount"] = account;
  }
  for (const volume of children(spec, "volumes")) defaultVolume(volume);
  for (const container of children(spec, "initContainers")) defaultContainer(container, spec);
  for (const container of children(spec, "containers")) defaultContainer(container, spec);
  for (const container of children(spec, "ephemeralContainers")) defaultContainer(container, spec);
}

function defaultContainer(container: Mutable, spec: Mutable): void {
  setIfEmpty(container, "imagePullPolicy", pullPolicyFor(container["image"]));
  setIfEmpty(container, "terminationMessagePath", "/dev/termination-log");
  setIfEmpty(container, "terminationMessagePolicy", "File");
  for (const port of children(container, "ports")) {
    setIfEmpty(port, "protocol", "TCP");
    if (spec["hostNetwork"] === true && !port["hostPort"]) port["hostPort"] = port["containerPort"];
  }
  for (const variable of children(container, "env")) setApiVersion(child(child(variable, "valueFrom"), "fieldRef"));
  for (const name of ["livenessProbe", "readinessProbe", "startupProbe"]) defaultProbe(child(container, name));
  const lifecycle = child(container, "lifecycle");
  for (const name of ["postStart", "preStop"]) defaultHttpGet(child(child(lifecycle, name), "httpGet"));
}

function setApiVersion(fieldRef: Mutable | undefined): void {
  if (fieldRef) setIfEmpty(fieldRef, "apiVersion", "v1");
}

function defaultProbe(probe: Mutable | undefined): void {
  if (!probe) return;
  for (const [field, value] of [["timeoutSeconds", 1], ["periodSeconds", 10], ["successThreshold", 1], ["failureThreshold", 3]] as const)
    if (!probe[field]) probe[field] = value; // prettier-ignore
  defaultHttpGet(child(probe, "httpGet"));
  const grpc = child(probe, "grpc");
  if (grpc) setIfAbsent(grpc, "service", "");
}

function defaultHttpGet(action: Mutable | undefined): void {
  if (!action) return;
  setIfEmpty(action, "path", "/");
  setIfEmpty(action, "scheme", "HTTP");
}

/**
 * Always for `latest` or no tag, IfNotPresent otherwise (a digest counts as a tag).
 *
 * @example pullPolicyFor("nginx:1.27") // "IfNotPresent"
 */
function pullPolicyFor(image: unknown): string {
  const text = typeof image === "string" ? image : "";
  if (text.includes("@")) return "IfNotPresent";
  const tag = /:([^:/]+)$/.exec(text)?.[1];
  return tag === undefined || tag === "latest" ? "Always" : "IfNotPresent";
}
