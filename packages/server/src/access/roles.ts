/** Permissions as Palette writes them: `resourceKey.operation`. */
export type Permission = `${string}.${Operation}`;
type Operation = "create" | "delete" | "get" | "list" | "update" | "import" | "publish";

const OPERATIONS: Readonly<Record<string, Operation>> = {
  c: "create",
  d: "delete",
  g: "get",
  l: "list",
  u: "update",
  i: "import",
  p: "publish",
};

/**
 * Built-in project roles: resource key to the letters of its operations (Palette's project-scope role tables). Ours differ in one point:
 * the Cluster Profile Editor may also create, because the reference page's flows add profiles and ask for no more than the editor roles.
 */
const PROJECT_ROLES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "Project Admin": {
    audit: "gl",
    cloudaccount: "cdglu",
    cloudconfig: "cdglu",
    cluster: "cdglui",
    clusterProfile: "cdglup",
    machine: "cdglu",
    macro: "cdglu",
    packRegistry: "gl",
    project: "glu",
    tag: "u",
  },
  "Cluster Profile Admin": { clusterProfile: "cdglup", macro: "cdglu", packRegistry: "gl", tag: "u" },
  "Cluster Profile Editor": { clusterProfile: "cglup", macro: "glu", packRegistry: "gl", tag: "u" },
  "Cluster Profile Viewer": { clusterProfile: "gl", macro: "gl", packRegistry: "gl" },
  "Cluster Admin": {
    cloudaccount: "gl",
    cloudconfig: "cdglu",
    cluster: "cdglui",
    clusterProfile: "gl",
    machine: "cdglu",
    macro: "cdglu",
    packRegistry: "gl",
    tag: "u",
  },
  "Cluster Editor": {
    cloudaccount: "gl",
    cloudconfig: "glu",
    cluster: "glu",
    clusterProfile: "gl",
    machine: "dglu",
    macro: "glu",
    packRegistry: "gl",
    tag: "u",
  },
  "Cluster Viewer": {
    cloudaccount: "gl",
    cloudconfig: "gl",
    cluster: "gl",
    clusterProfile: "gl",
    machine: "gl",
    macro: "gl",
    packRegistry: "gl",
  },
};

/** Names of the built-in project roles. */
export const PROJECT_ROLE_NAMES: readonly string[] = Object.keys(PROJECT_ROLES);

/** What the named built-in project roles allow together; a name that is not built in allows nothing. */
export function permissionsOf(roleNames: readonly string[]): ReadonlySet<Permission> {
  const allowed = new Set<Permission>();
  for (const name of roleNames) {
    const role = Object.hasOwn(PROJECT_ROLES, name) ? PROJECT_ROLES[name] : undefined;
    for (const [resource, letters] of Object.entries(role ?? {}))
      for (const letter of letters) {
        const operation = OPERATIONS[letter];
        if (operation) allowed.add(`${resource}.${operation}`);
      }
  }
  return allowed;
}
