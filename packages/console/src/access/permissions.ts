/** Permissions (`resourceKey.operation`) as one line a resource. */
export function permissionTable(
  permissions: readonly string[],
): { readonly resource: string; readonly operations: readonly string[] }[] {
  const groups = Map.groupBy(permissions, (permission) => permission.slice(0, permission.indexOf(".")));
  return [...groups]
    .map(([resource, all]) => ({
      resource,
      operations: all.map((permission) => permission.slice(permission.indexOf(".") + 1)).toSorted(),
    }))
    .toSorted((a, b) => a.resource.localeCompare(b.resource));
}

type ProjectRoles = { readonly projectUid: string; readonly roles: readonly string[] };

/** A user's project roles with those of one project replaced; the other projects keep theirs. */
export const withProjectRoles = (
  all: readonly ProjectRoles[],
  projectUid: string,
  roles: readonly string[],
): ProjectRoles[] => [
  ...all.filter((one) => one.projectUid !== projectUid),
  ...(roles.length > 0 ? [{ projectUid, roles }] : []),
];

/** The moment after so many days, as RFC 3339. */
export const inDays = (days: number, now: number): string => new Date(now + days * 86_400_000).toISOString();
