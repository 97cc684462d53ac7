import type { Caller } from "../access/caller.ts";
import type { Permission } from "../access/roles.ts";
import { EventFeed, route, type Route } from "../http/route.ts";
import type { Change } from "./changes.ts";

/** Who may list a kind hears of its changes; a kind that is not here is told to nobody. */
const HEARD_WITH: Readonly<Record<string, Permission | undefined>> = {
  clusterprofile: "clusterProfile.list",
  cluster: "cluster.list",
  cloudaccount: "cloudaccount.list",
  registry: "packRegistry.list",
  macro: "macro.list",
  user: "user.list",
  role: "role.list",
  apikey: "apiKey.list",
  project: "project.list",
};

export const streamRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/v1/stream",
    summary: "Server-sent events of what changes in this scope: data is {kind, uid}",
    permission: "signedIn",
    status: 200,
    handle: async ({ caller, changes }) =>
      new EventFeed((send, end) =>
        changes.subscribe({
          end,
          hear: (change) => {
            if (hears(caller, change)) send({ kind: change.kind, uid: change.uid });
          },
        }),
      ),
  }),
];

function hears({ tenantUid, projectUid, permissions }: Caller, change: Change): boolean {
  const permission = Object.hasOwn(HEARD_WITH, change.kind) ? HEARD_WITH[change.kind] : undefined;
  return (
    change.tenantUid === tenantUid &&
    (change.projectUid === null || change.projectUid === projectUid) &&
    permission !== undefined &&
    permissions.has(permission)
  );
}
