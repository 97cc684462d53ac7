/** Sign-in, users, roles, API keys, audit. */
import { queryOptions } from "@tanstack/react-query";
import { everyPage, request } from "./client.ts";
import { session } from "./session.ts";
import type { ApiKey, Audit, Role, User } from "./types.ts";

/** Signs in and chooses the project: the one called Default, else the first. */
export async function signIn(emailId: string, password: string): Promise<void> {
  const { Authorization } = await request<{ Authorization: string }>("POST", "/v1/auth/authenticate", {
    emailId,
    password,
  });
  session.begin({ token: Authorization, emailId });
  const projects = await request<{ items?: readonly { metadata: { uid: string; name: string } }[] }>(
    "GET",
    "/v1/dashboard/projects/metadata",
  );
  const project = projects.items?.find(({ metadata }) => metadata.name === "Default") ?? projects.items?.[0];
  session.begin({ token: Authorization, emailId, projectUid: project?.metadata.uid });
}

const list = <Item>(key: string, path: string) =>
  queryOptions({
    queryKey: [key],
    queryFn: ({ signal }) =>
      everyPage<Item>((token) =>
        request("GET", `${path}?limit=50${token ? `&continue=${encodeURIComponent(token)}` : ""}`, undefined, signal),
      ),
  });

export const usersQuery = list<User>("users", "/v1/users");
export const rolesQuery = list<Role>("roles", "/v1/roles");
export const apiKeysQuery = list<ApiKey>("apikeys", "/v1/apiKeys");
export const auditQuery = list<Audit>("audits", "/v1/audits");

export const createUser = (user: {
  emailId: string;
  firstName: string;
  lastName: string;
  roles: readonly string[];
}): Promise<{ uid: string }> => request("POST", "/v1/users", { metadata: { name: user.emailId }, spec: user });

/** The key is in the answer and never again. */
export const createApiKey = (name: string, expiry: string): Promise<{ uid: string; apiKey: string }> =>
  request("POST", "/v1/apiKeys", { metadata: { name }, spec: { expiry, userUid: "" } });
export const revokeApiKey = (uid: string): Promise<void> =>
  request("PUT", `/v1/apiKeys/${uid}/state`, { isActive: false });
