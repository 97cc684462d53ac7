import { useQuery } from "@tanstack/react-query";
import { ownPermissionsQuery } from "../api/access.ts";
import type { Scope } from "../api/client.ts";

/** Why something may not be done, or undefined when it may. Before the server has told, nothing may, without a reason. */
export type Refusal = { readonly refused: boolean; readonly reason?: string };

/** Asks for permissions of the one who is signed in, such as `clusterProfile.create`. */
export function usePermissions(scope: Scope = "project"): (permission: string) => Refusal {
  const { data } = useQuery(ownPermissionsQuery(scope));
  return (permission) => {
    if (data?.has(permission)) return { refused: false };
    return data === undefined
      ? { refused: true }
      : { refused: true, reason: `Your roles do not allow this: it needs ${permission}.` };
  };
}
