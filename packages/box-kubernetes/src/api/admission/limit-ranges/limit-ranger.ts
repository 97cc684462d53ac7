import {
  podLimits,
  podSpecRequests,
  resourceListOf,
  type Container,
  type KubeObject,
  type Pod,
} from "@inlay/resources";
import type { Mutable } from "../../../schema/resource-definition.ts";
import { stringsAt } from "../../../schema/paths.ts";
import { forbidden } from "../../failures.ts";
import type { Machinery } from "../../machinery.ts";
import { storedAs } from "../../resource-registry.ts";
import { metadataOf, textOf } from "../../writes/object-metadata.ts";
import type { AdmissionPlugin, AdmissionRequest } from "../admission.ts";
import { listIn, memberOf } from "../fields.ts";
import { claimFaults, limitFaults, type Limit } from "./limit-range-checks.ts";

const ANNOTATION = "kubernetes.io/limit-ranger";

/**
 * Fills in what a namespace's LimitRanges give containers by default, and refuses pods and claims beyond their bounds
 * (plugin/pkg/admission/limitranger). Only what is new is judged: containers of a pod cannot change later.
 */
export const limitRanger: AdmissionPlugin = {
  name: "LimitRanger",
  mutate: (request, machinery) => {
    if (request.operation !== "CREATE" || storedAs(request.definition) !== "/pods" || !request.object) return;
    for (const limits of limitsIn(request, machinery)) fillDefaults(request.object, limits);
  },
  validate: (request, machinery) => {
    const { operation, definition, object, subresource } = request;
    if (operation === "DELETE" || subresource !== "" || !object) return;
    const resource = storedAs(definition);
    const isNewPod = operation === "CREATE" && resource === "/pods";
    if (!isNewPod && resource !== "/persistentvolumeclaims") return;
    for (const limits of limitsIn(request, machinery)) {
      const faults = limits.flatMap((limit) => (isNewPod ? podFaults(limit, object) : faultsOfClaim(limit, object)));
      if (faults.length === 0) continue;
      const name = textOf(metadataOf(object)["name"]);
      throw forbidden(definition, name, faults.length === 1 ? faults[0]! : `[${faults.join(", ")}]`);
    }
  },
};

function limitsIn({ namespace }: AdmissionRequest, { store }: Machinery): readonly (readonly Limit[])[] {
  return store
    .list("/limitranges", namespace)
    .map(
      (each) => (each as KubeObject & { readonly spec?: { readonly limits?: readonly Limit[] } }).spec?.limits ?? [],
    );
}

function fillDefaults(pod: Mutable, limits: readonly Limit[]): void {
  const requests: Record<string, string> = {};
  const most: Record<string, string> = {};
  for (const limit of limits) {
    if (limit.type !== "Container") continue;
    Object.assign(requests, limit.defaultRequest);
    Object.assign(most, limit.default);
  }
  const told: string[] = [];
  const spec = memberOf(pod, "spec");
  for (const [field, what] of [
    ["containers", "container"],
    ["initContainers", "init container"],
  ] as const)
    for (const container of listIn(spec, field))
      for (const [kind, amounts] of [
        ["request", requests],
        ["limit", most],
      ] as const) {
        const set = fillAbsent(container, `${kind}s`, amounts);
        if (set.length > 0) told.push(`${set.join(", ")} ${kind} for ${what} ${textOf(container["name"])}`);
      }
  if (told.length > 0)
    memberOf(metadataOf(pod), "annotations")[ANNOTATION] = `LimitRanger plugin set: ${told.join("; ")}`;
}

/** @returns the names that were missing, sorted. */
function fillAbsent(container: Mutable, field: string, amounts: Readonly<Record<string, string>>): readonly string[] {
  const resources = memberOf(container, "resources");
  const present = stringsAt(resources, field);
  const missing = Object.keys(amounts)
    .filter((name) => present[name] === undefined)
    .sort();
  if (missing.length > 0)
    resources[field] = { ...present, ...Object.fromEntries(missing.map((name) => [name, amounts[name]])) };
  return missing;
}

function podFaults(limit: Limit, object: Mutable): readonly string[] {
  const { spec } = object as unknown as Pod;
  if (limit.type === "Container")
    return [...spec.containers, ...(spec.initContainers ?? [])].flatMap((container: Container) =>
      limitFaults(limit, {
        requests: stringsAt(container, "resources", "requests"),
        limits: stringsAt(container, "resources", "limits"),
      }),
    );
  if (limit.type !== "Pod") return [];
  const usage = {
    requests: resourceListOf(podSpecRequests(spec)),
    limits: resourceListOf(podLimits({ spec })),
  };
  return limitFaults(limit, usage);
}

function faultsOfClaim(limit: Limit, claim: Mutable): readonly string[] {
  if (limit.type !== "PersistentVolumeClaim") return [];
  return claimFaults(limit, stringsAt(claim, "spec", "resources", "requests"));
}
