import { Type } from "typebox";
import type { Selectable } from "kysely";
import type { Caller } from "../access/caller.ts";
import type { Connection } from "../database/open-database.ts";
import type { Database } from "../database/schema.ts";
import { notFound } from "../http/api-error.ts";
import { listOf, Metadata } from "../http/bodies.ts";
import { route, type Route } from "../http/route.ts";
import { filterCondition } from "../query/apply-filters.ts";
import { page, Paging } from "../query/paging.ts";

const Text = Type.String();
const Audit = Type.Object({
  metadata: Metadata,
  spec: Type.Object({
    actionType: Text,
    actionMsg: Text,
    contentMsg: Text,
    userMsg: Text,
    actor: Type.Object({
      actorType: Text,
      user: Type.Object({ uid: Text, emailId: Text, userName: Text }),
      project: Type.Object({ uid: Text }),
    }),
    resource: Type.Object({ kind: Text, uid: Text, name: Text }),
  }),
});

/** Who did what. In a project its lines; in tenant scope all of the tenant. */
export const auditRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/v1/audits",
    summary: "Changes, the newest first",
    permission: "audit.list",
    status: 200,
    query: Paging,
    answer: listOf(Audit),
    handle: async ({ db, caller, query }) =>
      await page(
        audits(db, caller).where(
          filterCondition(query.filters, {
            "spec.actionType": "action",
            "spec.resource.kind": "kind",
            "spec.resource.uid": "resource_uid",
            "spec.actor.user.uid": "actor_uid",
          }),
        ),
        { ...query, orderBy: query.orderBy ?? "metadata.creationTimestamp=-1" },
        { "metadata.creationTimestamp": "created_at" },
        "uid",
        view,
      ),
  }),
  route({
    method: "GET",
    path: "/v1/audits/{uid}",
    summary: "One change",
    permission: "audit.get",
    status: 200,
    answer: Audit,
    handle: async ({ db, caller, params }) => view(await read(db, caller, params["uid"] ?? "")),
  }),
  route({
    method: "PATCH",
    path: "/v1/audits/{uid}/userMsg",
    summary: "Adds one's note to a change of one's own",
    permission: "audit.get",
    status: 204,
    body: Type.Object({ userMsg: Type.String({ maxLength: 4096 }) }),
    handle: async ({ db, caller, params, body }) => {
      const row = await read(db, caller, params["uid"] ?? "");
      if (row.actor_uid !== caller.userUid) throw notFound("audit of yours", row.uid);
      await db.updateTable("audits").set({ user_message: body.userMsg }).where("uid", "=", row.uid).execute();
    },
  }),
];

function audits(db: Connection, { tenantUid, projectUid }: Caller) {
  const all = db.selectFrom("audits").selectAll().where("tenant_uid", "=", tenantUid);
  return projectUid === undefined ? all : all.where("project_uid", "=", projectUid);
}

async function read(db: Connection, caller: Caller, uid: string) {
  const row = await audits(db, caller).where("uid", "=", uid).executeTakeFirst();
  if (!row) throw notFound("audit", uid);
  return row;
}

const view = (row: Selectable<Database["audits"]>) => ({
  metadata: { uid: row.uid, name: row.resource_name, creationTimestamp: row.created_at.toISOString() },
  spec: {
    actionType: row.action,
    actionMsg: row.message,
    contentMsg: row.message,
    userMsg: row.user_message,
    actor: {
      actorType: "user",
      user: { uid: row.actor_uid, emailId: row.actor_email, userName: row.actor_email },
      project: { uid: row.project_uid ?? "" },
    },
    resource: { kind: row.kind, uid: row.resource_uid, name: row.resource_name },
  },
});
