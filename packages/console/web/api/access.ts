/** Sign-in, users, roles, API keys, audit. */
import { queryOptions } from "@tanstack/react-query";
import { everyPage, request, RequestRefused, type Scope } from "./client.ts";
import { session } from "./session.ts";
import type { ApiKey, Audit, ProjectRoles, Role, User } from "./types.ts";

type Project = { readonly uid: string; readonly name: string };

/** Projects in which the one who is signed in has a role. */
async function projectsOf(authorization: string, signal?: AbortSignal): Promise<Project[]> {
  const { items } = await request<{ items?: readonly { metadata: Project }[] }>(
    "GET",
    "/v1/dashboard/projects/metadata",
    undefined,
    signal,
    { Authorization: authorization },
  );
  return (items ?? []).map(({ metadata }) => metadata);
}

/** Signs in and chooses the project: the one called Default, else the first. */
export async function signIn(emailId: string, password: string): Promise<void> {
  const { Authorization } = await request<{ Authorization: string }>("POST", "/v1/auth/authenticate", {
    emailId,
    password,
  });
  const projects = await projectsOf(Authorization);
  const project = projects.find(({ name }) => name === "Default") ?? projects[0];
  session.begin({ token: Authorization, emailId, projectUid: project?.uid });
}

export const projectsQuery = queryOptions({
  queryKey: ["projects"],
  queryFn: ({ signal }) => projectsOf(session.current()?.token ?? "", signal),
});

/** What the one who is signed in may do in the project, or in the whole tenant. */
export const ownPermissionsQuery = (scope: Scope) =>
  queryOptions({
    queryKey: ["own-permissions", scope],
    staleTime: 60_000,
    queryFn: async ({ signal }) =>
      new Set(
        (await request<{ permissions: readonly string[] }>("GET", "/v1/users/me/permissions", undefined, signal, scope))
          .permissions,
      ),
  });

const everyItem = <Item>(path: string, scope: Scope, signal: AbortSignal): Promise<Item[]> =>
  everyPage<Item>((token) =>
    request(
      "GET",
      `${path}?limit=50${token ? `&continue=${encodeURIComponent(token)}` : ""}`,
      undefined,
      signal,
      scope,
    ),
  );
const list = <Item>(key: string, path: string) =>
  queryOptions({ queryKey: [key], queryFn: ({ signal }) => everyItem<Item>(path, "tenant", signal) });

export const usersQuery = list<User>("users", "/v1/users");
export const rolesQuery = list<Role>("roles", "/v1/roles");
export const apiKeysQuery = list<ApiKey>("apikeys", "/v1/apiKeys");

/** The tenant's lines for who may see them, else the project's. */
export const auditQuery = queryOptions({
  queryKey: ["audits"],
  queryFn: async ({ signal }): Promise<Audit[]> => {
    try {
      return await everyItem("/v1/audits", "tenant", signal);
    } catch (error) {
      if (error instanceof RequestRefused && error.status === 403)
        return await everyItem("/v1/audits", "project", signal);
      throw error;
    }
  },
});

export const permissionsQuery = queryOptions({
  queryKey: ["permissions"],
  staleTime: Infinity,
  queryFn: async ({ signal }) =>
    (await request<{ items: readonly { name: string }[] }>("GET", "/v1/permissions", undefined, signal, "tenant"))
      .items,
});

export const projectRolesQuery = (uid: string) =>
  queryOptions({
    queryKey: ["users", uid, "projects"],
    queryFn: async ({ signal }) =>
      (
        await request<{ projects: readonly ProjectRoles[] }>(
          "GET",
          `/v1/users/${uid}/projects`,
          undefined,
          signal,
          "tenant",
        )
      ).projects,
  });

const change = (method: "POST" | "PUT" | "DELETE", path: string, body?: unknown): Promise<void> =>
  request(method, path, body, undefined, "tenant");

export const createUser = (spec: {
  emailId: string;
  firstName: string;
  lastName: string;
  password: string;
}): Promise<{ uid: string }> => request("POST", "/v1/users", { spec }, undefined, "tenant");
export const saveUser = (user: User, isActive: boolean): Promise<void> =>
  change("PUT", `/v1/users/${user.metadata.uid}`, {
    spec: { firstName: user.spec.firstName ?? "", lastName: user.spec.lastName ?? "" },
    status: { isActive },
  });
export const setTenantRoles = (uid: string, roles: readonly string[]): Promise<void> =>
  change("PUT", `/v1/users/${uid}/roles`, { roles });
export const setProjectRoles = (uid: string, projects: readonly ProjectRoles[]): Promise<void> =>
  change("PUT", `/v1/users/${uid}/projects`, { projects });
export const deleteUser = (uid: string): Promise<void> => change("DELETE", `/v1/users/${uid}`);

export const createRole = (name: string, scope: string, permissions: readonly string[]): Promise<void> =>
  change("POST", "/v1/roles", { metadata: { name }, spec: { scope, permissions } });
export const deleteRole = (uid: string): Promise<void> => change("DELETE", `/v1/roles/${uid}`);

/** The key is in the answer and never again. */
export const createApiKey = (name: string, expiry: string): Promise<{ uid: string; apiKey: string }> =>
  request("POST", "/v1/apiKeys", { metadata: { name }, spec: { expiry } }, undefined, "tenant");
export const setApiKeyActive = (uid: string, isActive: boolean): Promise<void> =>
  change("PUT", `/v1/apiKeys/${uid}/state`, { isActive });
export const deleteApiKey = (uid: string): Promise<void> => change("DELETE", `/v1/apiKeys/${uid}`);

export type Macro = { readonly name: string; readonly value: string };
const macrosAt = (): string => `/v1/projects/${session.current()?.projectUid ?? ""}/macros`;

export const macrosQuery = queryOptions({
  queryKey: ["macros"],
  queryFn: async ({ signal }) =>
    (await request<{ macros: readonly Macro[] }>("GET", macrosAt(), undefined, signal)).macros,
});

/** Names of macros that profiles here can use: the project's and the tenant's. */
export const macroNamesQuery = queryOptions({
  queryKey: ["macros", "names"],
  queryFn: async ({ signal }) =>
    (await request<{ macros: readonly string[] }>("GET", "/v1/clusterprofiles/macros", undefined, signal)).macros,
});

export const addMacro = (macro: Macro): Promise<void> => request("POST", macrosAt(), { macros: [macro] });
export const setMacro = (macro: Macro): Promise<void> => request("PATCH", macrosAt(), { macros: [macro] });
export const removeMacro = (name: string): Promise<void> => request("DELETE", macrosAt(), { macros: [{ name }] });
