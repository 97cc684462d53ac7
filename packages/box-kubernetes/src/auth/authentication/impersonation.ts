import type { IncomingHttpHeaders } from "node:http";
import { authorize } from "../../api/authorize.ts";
import { internal } from "../../api/failures.ts";
import type { Authorizer, ResourceAccess } from "../authorization/authorizer.ts";
import { ANONYMOUS, type User } from "../user.ts";

const EXTRA_PREFIX = "impersonate-extra-";

/**
 * Who the caller wants to be, if the caller may: `kubectl --as`, `--as-group` (k8s.io/apiserver endpoints/filters impersonation).
 *
 * @throws ApiError 403, 500
 */
export function impersonated(user: User, headers: IncomingHttpHeaders, authorizer: Authorizer): User {
  if (!asksForAnother(headers)) return user;
  const name = single(headers["impersonate-user"]);
  const groups = listed(headers["impersonate-group"]);
  const uid = single(headers["impersonate-uid"]);
  const extra = extras(headers);
  if (name === "") {
    if (groups.length === 0 && uid === "" && Object.keys(extra).length === 0) return user;
    throw internal(`requested groups ${JSON.stringify(groups)} without impersonating a user`);
  }
  for (const access of accesses(name, groups, uid, extra))
    authorize({ authorizer }, user, { verb: "impersonate", subresource: "", namespace: "", ...access });
  const system = name === ANONYMOUS.name ? "system:unauthenticated" : "system:authenticated";
  const all = serviceAccountGroups(name, groups);
  return {
    name,
    ...(uid && { uid }),
    groups: all.includes(system) ? all : [...all, system],
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

function asksForAnother(headers: IncomingHttpHeaders): boolean {
  for (const header in headers) if (header.startsWith("impersonate-")) return true;
  return false;
}

type Wanted = Pick<ResourceAccess, "group" | "resource" | "name"> & Partial<ResourceAccess>;

function accesses(
  name: string,
  groups: readonly string[],
  uid: string,
  extra: Readonly<Record<string, readonly string[]>>,
): readonly Wanted[] {
  const account = serviceAccountOf(name);
  const self: Wanted = account
    ? { group: "", resource: "serviceaccounts", namespace: account.namespace, name: account.name }
    : { group: "", resource: "users", name };
  return [
    self,
    ...groups.map((group) => ({ group: "", resource: "groups", name: group })),
    ...(uid ? [{ group: "authentication.k8s.io", resource: "uids", name: uid }] : []),
    ...Object.entries(extra).flatMap(([key, values]) =>
      values.map((value) => ({
        group: "authentication.k8s.io",
        resource: "userextras",
        subresource: key,
        name: value,
      })),
    ),
  ];
}

function serviceAccountOf(name: string): { readonly namespace: string; readonly name: string } | undefined {
  const [system, kind, namespace, account, ...more] = name.split(":");
  if (system !== "system" || kind !== "serviceaccount" || !namespace || !account || more.length > 0) return undefined;
  return { namespace, name: account };
}

function serviceAccountGroups(name: string, groups: readonly string[]): readonly string[] {
  const account = serviceAccountOf(name);
  if (!account || groups.length > 0) return groups;
  return ["system:serviceaccounts", `system:serviceaccounts:${account.namespace}`];
}

function extras(headers: IncomingHttpHeaders): Readonly<Record<string, readonly string[]>> {
  const found = Object.entries(headers).filter(([header]) => header.startsWith(EXTRA_PREFIX));
  return Object.fromEntries(
    found.map(([header, value]) => [decodeURIComponent(header.slice(EXTRA_PREFIX.length)), listed(value)]),
  );
}

function single(value: string | readonly string[] | undefined): string {
  return listed(value)[0] ?? "";
}

/** Node joins repeated headers with a comma. */
function listed(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return (typeof value === "string" ? value.split(",") : value)
    .map((each) => each.trim())
    .filter((each) => each !== "");
}
