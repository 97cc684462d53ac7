import type { OwnerReference } from "@inlay/resources";
import { isMaster } from "../../auth/authorization/authorizer.ts";
import { forbidden } from "../failures.ts";
import type { Machinery } from "../machinery.ts";
import { metadataOf } from "../writes/object-metadata.ts";
import type { AdmissionPlugin, AdmissionRequest } from "./admission.ts";

/** Who blocks an owner's deletion must be allowed to set that owner's finalizers (plugin/pkg/admission/gc). */
export const ownerReferencesPermissions: AdmissionPlugin = {
  name: "OwnerReferencesPermissionEnforcement",
  validate: (request, machinery) => {
    const { object, old, user, operation, subresource } = request;
    if (operation === "DELETE" || subresource === "status" || !object || isMaster(user)) return;
    const owners = blocking((metadataOf(object)["ownerReferences"] ?? []) as readonly OwnerReference[]);
    const before = new Set(blocking(old?.metadata.ownerReferences ?? []).map(({ uid }) => uid));
    for (const owner of owners) if (!before.has(owner.uid)) checkOwner(request, owner, machinery);
  },
};

function blocking(owners: readonly OwnerReference[]): readonly OwnerReference[] {
  return owners.filter((owner) => owner.blockOwnerDeletion);
}

function checkOwner(
  { definition, name, user, namespace }: AdmissionRequest,
  owner: OwnerReference,
  { registry, authorizer }: Machinery,
): void {
  const kind = registry.byKind(owner.apiVersion, owner.kind);
  if (!kind) return;
  const { group, resource, namespaced } = kind;
  const access = {
    verb: "update",
    group,
    resource,
    subresource: "finalizers",
    namespace: namespaced ? namespace : "",
    name: owner.name,
  };
  if (!authorizer.decide(user, access).allowed)
    throw forbidden(
      definition,
      name,
      "cannot set blockOwnerDeletion if an ownerReference refers to a resource you can't set finalizers on: , <nil>",
    );
}
