import type { NamespacedAccess } from "@inlay/box-aws";
import { ApiError, type Api } from "@inlay/box-kubernetes";
import { NAMESPACES } from "@inlay/resources";
import { globMatches } from "../faults/glob.ts";
import { ROLE_BINDINGS, seedObject } from "../seed/seed-object.ts";

const RBAC_GROUP = "rbac.authorization.k8s.io";
const FORBIDDEN = 403;
const CONFLICT = 409;
const NOT_FOUND = 404;

/**
 * Groups that have the rights of access policies in single namespaces. EKS knows such rights itself; here a RoleBinding in each namespace
 * stands for them, made when somebody first needs it.
 */
export async function namespacedGroups(api: Api, accesses: readonly NamespacedAccess[]): Promise<readonly string[]> {
  const wanted = accesses.flatMap(({ clusterRole, namespaces }) =>
    api
      .list(NAMESPACES)
      .filter(({ metadata }) => namespaces.some((pattern) => globMatches(pattern, metadata.name)))
      .map(({ metadata }) => ({ namespace: metadata.name, clusterRole })),
  );
  await Promise.all(wanted.map(({ namespace, clusterRole }) => bind(api, namespace, clusterRole)));
  return wanted.map(({ namespace, clusterRole }) => groupOf(namespace, clusterRole));
}

const groupOf = (namespace: string, clusterRole: string) => `eks:access-policy:${clusterRole}:${namespace}`;

async function bind(api: Api, namespace: string, clusterRole: string): Promise<void> {
  const name = `eks:access-policy:${clusterRole}`;
  if (api.get(ROLE_BINDINGS, { namespace, name })) return;
  const { object } = seedObject(
    ROLE_BINDINGS,
    `${RBAC_GROUP}/v1`,
    "RoleBinding",
    { name, namespace },
    {
      roleRef: { apiGroup: RBAC_GROUP, kind: "ClusterRole", name: clusterRole },
      subjects: [{ apiGroup: RBAC_GROUP, kind: "Group", name: groupOf(namespace, clusterRole) }],
    },
  );
  // Another call was quicker, or the namespace is on its way out.
  const harmless = [FORBIDDEN, CONFLICT, NOT_FOUND];
  await api.create(ROLE_BINDINGS, object, { fieldManager: "eks" }).catch((error: unknown) => {
    if (!(error instanceof ApiError) || !harmless.includes(error.status)) throw error;
  });
}
