import type { ResourceDefinition } from "../schema/resource-definition.ts";

/** A resource as discovery tells of it. */
export interface ServedResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly kind: string;
  readonly singular: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly subresources: readonly ServedSubresource[];
}

export interface ServedSubresource {
  readonly name: string;
  readonly kind: string;
  /** Where the kind is from, if not from the resource's own group and version. */
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly string[];
}

const ALL_VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];
const WRITE_THROUGH = ["get", "patch", "update"];

/** Subresources beside status and scale. */
const SPECIAL: Readonly<Record<string, readonly ServedSubresource[]>> = {
  "/namespaces": [{ name: "finalize", kind: "Namespace", verbs: ["update"] }],
  "/pods": [
    { name: "attach", kind: "PodAttachOptions", verbs: ["create", "get"] },
    { name: "binding", kind: "Binding", verbs: ["create"] },
    { name: "eviction", kind: "Eviction", group: "policy", version: "v1", verbs: ["create"] },
    { name: "exec", kind: "PodExecOptions", verbs: ["create", "get"] },
    { name: "log", kind: "Pod", verbs: ["get"] },
    { name: "portforward", kind: "PodPortForwardOptions", verbs: ["create", "get"] },
  ],
  "/serviceaccounts": [
    { name: "token", kind: "TokenRequest", group: "authentication.k8s.io", version: "v1", verbs: ["create"] },
  ],
  "certificates.k8s.io/certificatesigningrequests": [
    { name: "approval", kind: "CertificateSigningRequest", verbs: WRITE_THROUGH },
  ],
};

const createOnly = (group: string, resource: string, kind: string, namespaced = false): ServedResource => ({
  group,
  version: "v1",
  resource,
  kind,
  singular: kind.toLowerCase(),
  namespaced,
  verbs: ["create"],
  shortNames: [],
  categories: [],
  subresources: [],
});

/** Served, but never stored: what a POST asks, or does. */
export const QUESTIONS: readonly ServedResource[] = [
  createOnly("", "bindings", "Binding", true),
  createOnly("authentication.k8s.io", "selfsubjectreviews", "SelfSubjectReview"),
  createOnly("authentication.k8s.io", "tokenreviews", "TokenReview"),
  createOnly("authorization.k8s.io", "localsubjectaccessreviews", "LocalSubjectAccessReview", true),
  createOnly("authorization.k8s.io", "selfsubjectaccessreviews", "SelfSubjectAccessReview"),
  createOnly("authorization.k8s.io", "selfsubjectrulesreviews", "SelfSubjectRulesReview"),
  createOnly("authorization.k8s.io", "subjectaccessreviews", "SubjectAccessReview"),
];

export function servedResource(definition: ResourceDefinition): ServedResource {
  const { group, version, resource, kind, singular, namespaced, shortNames, categories } = definition;
  const special = SPECIAL[`${group}/${resource}`] ?? [];
  const subresources = [...special, ...definition.subresources.map((name) => ownSubresource(name, kind))];
  return {
    group,
    version,
    resource,
    kind,
    singular,
    namespaced,
    verbs: definition.verbs ?? ALL_VERBS,
    shortNames,
    categories,
    subresources: subresources.sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}

function ownSubresource(name: "status" | "scale", kind: string): ServedSubresource {
  return name === "status"
    ? { name, kind, verbs: WRITE_THROUGH }
    : { name, kind: "Scale", group: "autoscaling", version: "v1", verbs: WRITE_THROUGH };
}
