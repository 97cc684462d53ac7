import type { KubeObject } from "@inlay/resources";
import { apiVersionOf } from "@inlay/resources";
import type { Machinery } from "../../machinery.ts";
import type { AdmissionRequest } from "../admission.ts";

const OPTIONS = { CREATE: "CreateOptions", UPDATE: "UpdateOptions", DELETE: "DeleteOptions", CONNECT: "CreateOptions" };

/** An AdmissionRequest (admission.k8s.io/v1) as webhooks are sent it and expressions see it, without uid. */
export function requestValue(request: AdmissionRequest) {
  const { definition, operation, subresource, namespace, name, user, dryRun } = request;
  const { group, version, kind, resource } = definition;
  const { name: username, uid, groups, extra } = user;
  return {
    kind: { group, version, kind },
    resource: { group, version, resource },
    ...(subresource && { subResource: subresource }),
    requestKind: { group, version, kind },
    requestResource: { group, version, resource },
    ...(subresource && { requestSubResource: subresource }),
    ...(name && { name }),
    ...(namespace && { namespace }),
    operation,
    userInfo: { username, ...(uid && { uid }), groups, ...(extra && { extra }) },
    object: request.object ? asSent(request, request.object) : null,
    oldObject: request.old ?? null,
    dryRun,
    options: { kind: OPTIONS[operation], apiVersion: "meta.k8s.io/v1", ...(dryRun && { dryRun: ["All"] }) },
  };
}

/** With its kind, and the creation time that new objects do not have yet. */
function asSent({ definition }: AdmissionRequest, object: object): object {
  const { kind, apiVersion, metadata, ...rest } = object as KubeObject;
  const { creationTimestamp = null, ...others } = metadata as Partial<KubeObject["metadata"]>;
  return {
    kind: kind ?? definition.kind,
    apiVersion: apiVersion ?? apiVersionOf(definition),
    metadata: { ...others, creationTimestamp },
    ...rest,
  };
}

/** The namespace that the object is in, for `namespaceObject`. */
export function namespaceOf({ namespace }: AdmissionRequest, { store }: Machinery): KubeObject | undefined {
  return namespace === "" ? undefined : store.get("/namespaces", "", namespace);
}
