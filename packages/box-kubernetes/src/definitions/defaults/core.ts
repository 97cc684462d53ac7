import type { Mutable } from "../../schema/resource-definition.ts";
import { child, children, ensureChild, setIfAbsent, setIfEmpty } from "./edit.ts";

export const NAMESPACE_NAME_LABEL = "kubernetes.io/metadata.name";

/** Every namespace carries its name as a label. */
export function defaultNamespace(object: Mutable): void {
  const metadata = ensureChild(object, "metadata");
  if (typeof metadata["name"] === "string" && metadata["name"] !== "")
    ensureChild(metadata, "labels")[NAMESPACE_NAME_LABEL] = metadata["name"];
  setIfEmpty(ensureChild(object, "status"), "phase", "Active");
}

/** What can be allocated is what there is, unless the kubelet says less. */
export function defaultNode(object: Mutable): void {
  const status = child(object, "status");
  const capacity = child(status, "capacity");
  if (status && capacity) setIfAbsent(status, "allocatable", { ...capacity });
}

/** `stringData` is write-only: it ends up in `data`. */
export function defaultSecret(object: Mutable): void {
  const plain = child(object, "stringData");
  if (plain && Object.keys(plain).length > 0) {
    const data = ensureChild(object, "data");
    for (const [key, value] of Object.entries(plain))
      if (typeof value === "string") data[key] = Buffer.from(value, "utf8").toString("base64");
    object["data"] = Object.fromEntries(Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1)));
  }
  delete object["stringData"];
  setIfEmpty(object, "type", "Opaque");
}

/** For containers: default follows max, defaultRequest follows default and min. */
export function defaultLimitRange(object: Mutable): void {
  for (const item of children(child(object, "spec"), "limits")) {
    if (item["type"] !== "Container") continue;
    const defaults = ensureChild(item, "default");
    const requests = ensureChild(item, "defaultRequest");
    for (const [name, amount] of Object.entries(child(item, "max") ?? {})) setIfAbsent(defaults, name, amount);
    for (const [name, amount] of Object.entries(defaults)) setIfAbsent(requests, name, amount);
    for (const [name, amount] of Object.entries(child(item, "min") ?? {})) setIfAbsent(requests, name, amount);
    for (const key of ["default", "defaultRequest"])
      if (Object.keys(child(item, key) ?? {}).length === 0) delete item[key];
  }
}

export function defaultPriorityClass(object: Mutable): void {
  setIfAbsent(object, "preemptionPolicy", "PreemptLowerPriority");
}

const RBAC_GROUP = "rbac.authorization.k8s.io";

export function defaultRoleBinding(object: Mutable): void {
  setIfEmpty(ensureChild(object, "roleRef"), "apiGroup", RBAC_GROUP);
  for (const subject of children(object, "subjects"))
    if (subject["kind"] === "User" || subject["kind"] === "Group") setIfEmpty(subject, "apiGroup", RBAC_GROUP);
}
