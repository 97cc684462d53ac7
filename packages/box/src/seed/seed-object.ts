import type { Draft, KubeObject, ResourceRef } from "@inlay/resources";

/** An object that the box starts with. It is created unless it is there already (`--data`). */
export interface SeedObject {
  readonly resource: ResourceRef;
  readonly object: Draft<KubeObject>;
}

/** Objects of any kind: their fields beside metadata differ, and the API server checks them. */
export function seedObject(
  resource: ResourceRef,
  apiVersion: string,
  kind: string,
  metadata: Draft<KubeObject>["metadata"],
  fields: Readonly<Record<string, unknown>> = {},
): SeedObject {
  return { resource, object: { apiVersion, kind, metadata, ...fields } };
}

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** As `kubectl apply` leaves an object: with what was applied in an annotation, so that the next apply finds what to compare with. */
export function asApplied({ resource, object }: SeedObject): SeedObject {
  const { metadata } = object;
  const applied = { ...object, metadata: { annotations: {}, ...metadata } };
  const annotations = { ...metadata.annotations, [LAST_APPLIED]: `${JSON.stringify(applied)}\n` };
  return { resource, object: { ...object, metadata: { ...metadata, annotations } } };
}

const rbac = (resource: string): ResourceRef => ({ group: "rbac.authorization.k8s.io", version: "v1", resource });
export const CLUSTER_ROLES = rbac("clusterroles");
export const CLUSTER_ROLE_BINDINGS = rbac("clusterrolebindings");
export const ROLES = rbac("roles");
export const ROLE_BINDINGS = rbac("rolebindings");
const RBAC_VERSION = "rbac.authorization.k8s.io/v1";
const RBAC_GROUP = "rbac.authorization.k8s.io";

export interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

export function rule(group: string, resources: string, verbs: string, resourceNames?: readonly string[]): PolicyRule {
  return {
    apiGroups: [group],
    resources: resources.split(" "),
    verbs: verbs.split(" "),
    ...(resourceNames ? { resourceNames } : {}),
  };
}

interface Subject {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** A ClusterRole and its binding to a service account. */
export function clusterRoleFor(name: string, subject: Subject, rules: readonly PolicyRule[]): readonly SeedObject[] {
  return [
    seedObject(CLUSTER_ROLES, RBAC_VERSION, "ClusterRole", { name }, { rules }),
    clusterRoleBinding(name, name, subject),
  ];
}

export function clusterRoleBinding(name: string, role: string, subject: Subject): SeedObject {
  return seedObject(
    CLUSTER_ROLE_BINDINGS,
    RBAC_VERSION,
    "ClusterRoleBinding",
    { name },
    { roleRef: { apiGroup: RBAC_GROUP, kind: "ClusterRole", name: role }, subjects: [accountOf(subject)] },
  );
}

/** A Role in a namespace and its binding to a service account, which may live in another one. */
export function roleFor(
  name: string,
  namespace: string,
  subject: Subject,
  rules: readonly PolicyRule[],
): readonly SeedObject[] {
  return [
    seedObject(ROLES, RBAC_VERSION, "Role", { name, namespace }, { rules }),
    seedObject(
      ROLE_BINDINGS,
      RBAC_VERSION,
      "RoleBinding",
      { name, namespace },
      { roleRef: { apiGroup: RBAC_GROUP, kind: "Role", name }, subjects: [accountOf(subject)] },
    ),
  ];
}

/** A ClusterRole whose rules the user-facing roles take over. */
export function aggregatedClusterRole(name: string, into: readonly string[], rules: readonly PolicyRule[]): SeedObject {
  const labels = Object.fromEntries(into.map((role) => [`rbac.authorization.k8s.io/aggregate-to-${role}`, "true"]));
  return seedObject(CLUSTER_ROLES, RBAC_VERSION, "ClusterRole", { name, labels }, { rules });
}

const accountOf = ({ namespace, serviceAccount }: Subject) => ({
  kind: "ServiceAccount",
  name: serviceAccount,
  namespace,
});
