import { forbidden, notFound } from "../failures.ts";
import type { Machinery } from "../machinery.ts";
import { storedAs } from "../resource-registry.ts";
import type { AdmissionPlugin, AdmissionRequest } from "./admission.ts";

const NAMESPACES = { group: "", resource: "namespaces" };
const IMMORTAL: ReadonlySet<string> = new Set(["default", "kube-system", "kube-public"]);

/** Nothing is made in a namespace that is missing or leaving, and the cluster's own namespaces stay. */
export const namespaceLifecycle: AdmissionPlugin = { name: "NamespaceLifecycle", mutate: check, validate: checkDelete };

function check({ operation, definition, namespace, name, subresource }: AdmissionRequest, { store }: Machinery): void {
  if (operation !== "CREATE" || !definition.namespaced) return;
  const found = store.get(storedAs(NAMESPACES), "", namespace);
  if (!found) throw notFound(NAMESPACES, namespace);
  if (found.metadata.deletionTimestamp === undefined || subresource !== "") return;
  const message = `namespace ${namespace} is being terminated`;
  throw forbidden(
    definition,
    name,
    `unable to create new content in namespace ${namespace} because it is being terminated`,
    [{ reason: "NamespaceTerminating", message, field: "metadata.namespace" }],
  );
}

function checkDelete({ operation, definition, name }: AdmissionRequest): void {
  if (operation === "DELETE" && storedAs(definition) === "/namespaces" && IMMORTAL.has(name))
    throw forbidden(definition, name, "this namespace may not be deleted");
}
