import type { KubeObject, OwnerReference } from "@inlay/resources";

/** The owner that manages this object: `controller: true`. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller);
}

/** What a controller writes on the objects it makes (metav1.NewControllerRef). */
export function controllerReference(owner: KubeObject): OwnerReference {
  return {
    apiVersion: owner.apiVersion,
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** Index values: the uid of the managing owner, or `""` with the namespace for orphans, which a controller may adopt. */
export function controllerUidOf(object: KubeObject): readonly string[] {
  return [controllerOf(object)?.uid ?? orphansOf(object.metadata.namespace)];
}

export function orphansOf(namespace: string | undefined): string {
  return `orphans in ${namespace ?? ""}`;
}
