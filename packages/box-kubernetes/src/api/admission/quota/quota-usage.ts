import { podLimits, podSpecRequests, Quantity, type KubeObject, type Pod } from "@inlay/resources";
import type { Named } from "../../failures.ts";
import { at, listAt, textAt } from "../../../schema/paths.ts";
import type { Amounts } from "./quota.ts";

const ONE = Quantity.fromUnits(1);
/** Core kinds that a quota may also name without `count/`. */
const SHORT_NAMES: ReadonlySet<string> = new Set([
  "configmaps",
  "persistentvolumeclaims",
  "replicationcontrollers",
  "resourcequotas",
  "secrets",
  "services",
]);
const CLASS_SUFFIX = ".storageclass.storage.k8s.io/";

/** What of quotas one object takes (pkg/quota/v1/evaluator/core), by quota resource name. @param now milliseconds */
export function usageOf({ group, resource }: Named, object: KubeObject, now: number): Amounts {
  const used = new Map([[countName({ group, resource }), ONE]]);
  if (group !== "") return used;
  if (SHORT_NAMES.has(resource)) used.set(resource, ONE);
  if (resource === "pods") addPod(used, object as Pod, now);
  else if (resource === "services") addService(used, object);
  else if (resource === "persistentvolumeclaims") addClaim(used, object);
  return used;
}

/** @example countName({ group: "apps", resource: "deployments" }) // "count/deployments.apps" */
export function countName({ group, resource }: Named): string {
  return group === "" ? `count/${resource}` : `count/${resource}.${group}`;
}

/** The resource whose objects a quota name counts; undefined for a name that says nothing. */
export function countedResource(name: string): Named | undefined {
  if (name.startsWith("count/")) {
    const [resource = "", ...group] = name.slice("count/".length).split(".");
    return { group: group.join("."), resource };
  }
  if (SHORT_NAMES.has(name)) return { group: "", resource: name };
  if (name === "requests.storage" || name.includes(CLASS_SUFFIX))
    return { group: "", resource: "persistentvolumeclaims" };
  if (name.startsWith("services.")) return { group: "", resource: "services" };
  return isComputeName(name) || name === "pods" ? { group: "", resource: "pods" } : undefined;
}

/** Amounts that a pod's containers have to state when a quota bounds them. */
export function isComputeName(name: string): boolean {
  return /^(?:(?:requests|limits)\.)?(?:cpu|memory|ephemeral-storage)$|^requests\.(?!storage$)|^hugepages-/.test(name);
}

/** Finished pods and those whose grace is over take nothing any more. */
function addPod(used: Map<string, Quantity>, pod: Pod, now: number): void {
  const { phase } = pod.status ?? {};
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = pod.metadata;
  if (phase === "Failed" || phase === "Succeeded") return;
  if (deletionTimestamp !== undefined && now > Date.parse(deletionTimestamp) + deletionGracePeriodSeconds * 1000)
    return;
  used.set("pods", ONE);
  for (const [name, amount] of Object.entries(podSpecRequests(pod.spec))) {
    const quantity = quantityOf(name, amount);
    used.set(`requests.${name}`, quantity);
    if (/^(?:cpu|memory|ephemeral-storage)$|^hugepages-/.test(name)) used.set(name, quantity);
  }
  for (const [name, amount] of Object.entries(podLimits({ spec: pod.spec })))
    used.set(`limits.${name}`, quantityOf(name, amount));
}

function quantityOf(name: string, amount: number): Quantity {
  if (name === "cpu") return Quantity.fromMilli(amount);
  const isBinary = name === "memory" || name === "ephemeral-storage" || name.startsWith("hugepages-");
  return Quantity.fromUnits(amount, isBinary ? "BinarySI" : "DecimalSI");
}

function addService(used: Map<string, Quantity>, service: KubeObject): void {
  const type = textAt(service, "spec", "type");
  const ports = Quantity.fromUnits(listAt(service, "spec", "ports").length);
  const isBalanced = type === "LoadBalancer";
  const hasNodePorts =
    type === "NodePort" || (isBalanced && at(service, "spec", "allocateLoadBalancerNodePorts") !== false);
  used.set("services.loadbalancers", isBalanced ? ONE : Quantity.zero);
  used.set("services.nodeports", hasNodePorts ? ports : Quantity.zero);
}

function addClaim(used: Map<string, Quantity>, claim: KubeObject): void {
  const asked = at(claim, "spec", "resources", "requests", "storage");
  const className =
    claim.metadata.annotations?.["volume.beta.kubernetes.io/storage-class"] ??
    textAt(claim, "spec", "storageClassName");
  const storage = typeof asked === "string" ? Quantity.parse(asked, "storage") : undefined;
  if (storage) used.set("requests.storage", storage);
  if (className === "") return;
  used.set(`${className}${CLASS_SUFFIX}persistentvolumeclaims`, ONE);
  if (storage) used.set(`${className}${CLASS_SUFFIX}requests.storage`, storage);
}

/** Whether usage of an object changes after it was made: by its spec. */
export function usageMayChange({ group, resource }: Named): boolean {
  return group === "" && (resource === "services" || resource === "persistentvolumeclaims");
}
