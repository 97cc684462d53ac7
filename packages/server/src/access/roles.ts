import { fixedUid } from "../database/uid.ts";

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

/** Resource key to the letters of its operations. */
type Table = Readonly<Record<string, string>>;

/** What all can be done with, by resource key: the Tenant Admin's table. */
const EVERYTHING: Table = {
  apiKey: "cdglu",
  audit: "gl",
  cloudaccount: "cdglu",
  cloudconfig: "cdglu",
  cluster: "cdglui",
  clusterProfile: "cdglup",
  clusterRbac: "cdglu",
  dnsMapping: "cdglu",
  edgehost: "cdglu",
  location: "cdglu",
  machine: "cdglu",
  macro: "cdglu",
  packRegistry: "cdglu",
  privateGateway: "cdglu",
  project: "cdglu",
  role: "cdglu",
  sshKey: "cdglu",
  tag: "u",
  team: "cdglu",
  user: "cdglu",
  workspace: "cdglu",
};
const viewOf = (table: Table): Table =>
  Object.fromEntries(
    Object.keys(table)
      .filter((key) => key !== "tag")
      .map((key) => [key, "gl"]),
  );
const pick = (letters: string, ...keys: readonly string[]): Table =>
  Object.fromEntries(keys.map((key) => [key, letters]));

/** Resources beside the cluster that its roles reach equally. */
const BESIDE = ["clusterRbac", "dnsMapping", "edgehost", "location", "sshKey"];
/** What the cluster roles see but do not change. */
const SEEN = ["cloudaccount", "clusterProfile", "packRegistry", "privateGateway"];
const PROJECT_ADMIN: Table = {
  ...pick("cdglu", "cloudaccount", "cloudconfig", "machine", "macro", "privateGateway", "workspace", ...BESIDE),
  ...pick("gl", "audit", "packRegistry"),
  cluster: "cdglui",
  clusterProfile: "cdglup",
  project: "glu",
  tag: "u",
};

/**
 * Built-in project roles (Palette's project-scope role tables). Ours differ in one point: the Cluster Profile Editor and the Project Editor may
 * also create profiles, because the reference page's flows add profiles and ask for no more than the editor roles.
 */
const PROJECT_ROLES: Readonly<Record<string, Table>> = {
  "Project Admin": PROJECT_ADMIN,
  "Project Editor": {
    ...pick("glu", "cloudaccount", "cluster", "macro", "privateGateway", "project", "workspace", ...BESIDE),
    ...pick("gl", "audit", "packRegistry"),
    cloudconfig: "cglu",
    clusterProfile: "cglup",
    machine: "dglu",
    tag: "u",
  },
  "Project Viewer": viewOf(PROJECT_ADMIN),
  "Cluster Profile Admin": { clusterProfile: "cdglup", macro: "cdglu", packRegistry: "gl", tag: "u" },
  "Cluster Profile Editor": { clusterProfile: "cglup", macro: "glu", packRegistry: "gl", tag: "u" },
  "Cluster Profile Viewer": { clusterProfile: "gl", macro: "gl", packRegistry: "gl" },
  "Cluster Admin": {
    ...pick("cdglu", "cloudconfig", "machine", "macro", ...BESIDE),
    ...pick("gl", ...SEEN),
    cluster: "cdglui",
    tag: "u",
  },
  "Cluster Editor": {
    ...pick("glu", "cloudconfig", "cluster", "macro", ...BESIDE),
    ...pick("gl", ...SEEN),
    machine: "dglu",
    tag: "u",
  },
  "Cluster Viewer": pick("gl", "cloudconfig", "cluster", "machine", "macro", ...SEEN, ...BESIDE),
};

/** Built-in roles that count in the whole tenant, in each of its projects too. */
const TENANT_ROLES: Readonly<Record<string, Table>> = {
  "Tenant Admin": EVERYTHING,
  "Tenant Viewer": viewOf(EVERYTHING),
};

export type Role = {
  readonly uid: string;
  readonly name: string;
  readonly scope: "tenant" | "project";
  readonly permissions: readonly Permission[];
};

const roleOf = (scope: Role["scope"], name: string, table: Table): Role => ({
  uid: fixedUid("role", name),
  name,
  scope,
  permissions: Object.entries(table).flatMap(([resource, letters]) =>
    letters.split("").flatMap((letter): Permission[] => {
      const operation = OPERATIONS[letter];
      return operation ? [`${resource}.${operation}`] : [];
    }),
  ),
});

/** The roles that every tenant has; they cannot be changed. */
export const BUILT_IN_ROLES: readonly Role[] = [
  ...Object.entries(TENANT_ROLES).map(([name, table]) => roleOf("tenant", name, table)),
  ...Object.entries(PROJECT_ROLES).map(([name, table]) => roleOf("project", name, table)),
];

const BY_UID = new Map(BUILT_IN_ROLES.map((role) => [role.uid, role]));
export const builtInRole = (uid: string): Role | undefined => BY_UID.get(uid);

/** Every permission there is. */
export const PERMISSIONS: readonly Permission[] = roleOf("tenant", "", EVERYTHING).permissions;

/** Names of the built-in project roles. */
export const PROJECT_ROLE_NAMES: readonly string[] = Object.keys(PROJECT_ROLES);

/** What the named built-in roles allow together; a name that is not built in allows nothing. */
export function permissionsOf(roleNames: readonly string[]): ReadonlySet<Permission> {
  return new Set(
    BUILT_IN_ROLES.filter(({ name }) => roleNames.includes(name)).flatMap(({ permissions }) => permissions),
  );
}
