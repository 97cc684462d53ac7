import { CLUSTER_ROLE_BINDINGS, seedObject, type SeedObject } from "./seed-object.ts";

const RBAC_GROUP = "rbac.authorization.k8s.io";

/** What the access policies of EKS's access entries let their groups do: the same as the ClusterRoles of the same names. */
export const accessPolicyBindings: readonly SeedObject[] = ["admin", "edit", "view"].map((role) => {
  const name = `eks:access-policy:${role}`;
  return seedObject(
    CLUSTER_ROLE_BINDINGS,
    `${RBAC_GROUP}/v1`,
    "ClusterRoleBinding",
    { name },
    {
      roleRef: { apiGroup: RBAC_GROUP, kind: "ClusterRole", name: role },
      subjects: [{ apiGroup: RBAC_GROUP, kind: "Group", name }],
    },
  );
});
