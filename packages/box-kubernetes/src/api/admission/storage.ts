import type { KubeObject } from "@inlay/resources";
import { storedAs } from "../resource-registry.ts";
import { metadataOf } from "../writes/object-metadata.ts";
import type { AdmissionPlugin } from "./admission.ts";
import { memberOf } from "./fields.ts";

const PROTECTION: Readonly<Record<string, string>> = {
  "/persistentvolumeclaims": "kubernetes.io/pvc-protection",
  "/persistentvolumes": "kubernetes.io/pv-protection",
};
const IS_DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class";

/** Volumes and claims stay while they are in use: their controllers take the finalizer away. */
export const storageObjectInUseProtection: AdmissionPlugin = {
  name: "StorageObjectInUseProtection",
  mutate: ({ operation, definition, object }) => {
    const finalizer = PROTECTION[storedAs(definition)];
    if (operation !== "CREATE" || !finalizer || !object) return;
    const metadata = metadataOf(object);
    const finalizers = Array.isArray(metadata["finalizers"]) ? (metadata["finalizers"] as readonly string[]) : [];
    if (!finalizers.includes(finalizer)) metadata["finalizers"] = [...finalizers, finalizer];
  },
};

/** A claim without a class gets the default one, the newest if there are several. */
export const defaultStorageClass: AdmissionPlugin = {
  name: "DefaultStorageClass",
  mutate: ({ operation, definition, object }, { store }) => {
    if (operation !== "CREATE" || storedAs(definition) !== "/persistentvolumeclaims" || !object) return;
    const spec = memberOf(object, "spec");
    if (spec["storageClassName"] !== undefined) return;
    const found = store
      .list("storage.k8s.io/storageclasses")
      .filter(({ metadata }) => metadata.annotations?.[IS_DEFAULT_CLASS] === "true")
      .sort(newestFirst)[0];
    if (found) spec["storageClassName"] = found.metadata.name;
  },
};

function newestFirst(a: KubeObject, b: KubeObject): number {
  const difference = Date.parse(b.metadata.creationTimestamp) - Date.parse(a.metadata.creationTimestamp);
  return difference || (a.metadata.name < b.metadata.name ? -1 : 1);
}
