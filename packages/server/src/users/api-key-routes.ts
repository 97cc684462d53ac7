import { Type } from "typebox";
import { newToken, tokenHash } from "../access/token.ts";
import type { Connection } from "../database/open-database.ts";
import { newUid } from "../database/uid.ts";
import { alreadyExists, forbidden, invalid, notFound } from "../http/api-error.ts";
import { listOf, Metadata } from "../http/bodies.ts";
import { route, type Call, type Route } from "../http/route.ts";
import { page, Paging } from "../query/paging.ts";

const ApiKey = Type.Object({
  metadata: Metadata,
  spec: Type.Object({
    expiry: Type.String({ format: "date-time" }),
    user: Type.Object({ uid: Type.String(), emailId: Type.String() }),
  }),
  status: Type.Object({ isActive: Type.Boolean() }),
});
const UID = "api_keys.uid";

/** Everybody handles keys of his own; those of others need the permission. */
export const apiKeyRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/v1/apiKeys",
    summary: "API keys; without the permission to list them only one's own",
    permission: "signedIn",
    scope: "tenant",
    status: 200,
    query: Paging,
    answer: listOf(ApiKey),
    handle: async ({ db, caller, query }) => {
      let rows = keys(db, caller.tenantUid);
      if (!caller.permissions.has("apiKey.list")) rows = rows.where("user_uid", "=", caller.userUid);
      return await page(rows, query, { "metadata.name": "api_keys.name" }, UID, view);
    },
  }),
  route({
    method: "POST",
    path: "/v1/apiKeys",
    summary: "Makes an API key; it is told once, in this answer",
    permission: "signedIn",
    scope: "tenant",
    status: 201,
    body: Type.Object({
      metadata: Type.Object({ name: Type.String({ minLength: 1, maxLength: 128 }) }),
      spec: Type.Object({ expiry: Type.String(), userUid: Type.Optional(Type.String()) }),
    }),
    answer: Type.Object({ uid: Type.String(), apiKey: Type.String() }),
    handle: async (call) => {
      const { db, caller, body } = call;
      const { name } = body.metadata;
      const userUid = body.spec.userUid || caller.userUid;
      if (userUid !== caller.userUid) needs(call, "apiKey.create");
      const expires = new Date(body.spec.expiry);
      if (!(expires > call.now()))
        throw invalid("spec.expiry", body.spec.expiry, "a moment in the future, as RFC 3339 writes it");
      const user = await db
        .selectFrom("users")
        .select("uid")
        .where("tenant_uid", "=", caller.tenantUid)
        .where("uid", "=", userUid)
        .executeTakeFirst();
      if (!user) throw invalid("spec.userUid", userUid, "the uid of a user");
      const taken = await keys(db, caller.tenantUid)
        .where("user_uid", "=", userUid)
        .where("api_keys.name", "=", name)
        .executeTakeFirst();
      if (taken) throw alreadyExists(`The API key ${JSON.stringify(name)}`);
      const uid = newUid();
      const apiKey = newToken();
      await db
        .insertInto("api_keys")
        .values({
          uid,
          tenant_uid: caller.tenantUid,
          user_uid: userUid,
          name,
          annotations: "{}",
          key_hash: tokenHash(apiKey),
          expires_at: expires,
        })
        .execute();
      await call.audit({ action: "create", kind: "apikey", uid, name, message: `API key ${name} was created.` });
      return { uid, apiKey };
    },
  }),
  route({
    method: "GET",
    path: "/v1/apiKeys/{uid}",
    summary: "An API key, without the key",
    permission: "signedIn",
    scope: "tenant",
    status: 200,
    answer: ApiKey,
    handle: async (call) => view(await readKey(call, "apiKey.get")),
  }),
  route({
    method: "PUT",
    path: "/v1/apiKeys/{uid}/state",
    summary: "Revokes an API key, or takes that back",
    permission: "signedIn",
    scope: "tenant",
    status: 204,
    body: Type.Object({ isActive: Type.Boolean() }),
    handle: async (call) => {
      const key = await readKey(call, "apiKey.update");
      const { isActive } = call.body;
      await call.db
        .updateTable("api_keys")
        .set({ is_active: isActive, modified_at: call.now() })
        .where("uid", "=", key.uid)
        .execute();
      const message = `API key ${key.name} was ${isActive ? "activated" : "revoked"}.`;
      await call.audit({ action: "update", kind: "apikey", uid: key.uid, name: key.name, message });
    },
  }),
  route({
    method: "DELETE",
    path: "/v1/apiKeys/{uid}",
    summary: "Removes an API key",
    permission: "signedIn",
    scope: "tenant",
    status: 204,
    handle: async (call) => {
      const { uid, name } = await readKey(call, "apiKey.delete");
      await call.db.deleteFrom("api_keys").where("uid", "=", uid).execute();
      await call.audit({ action: "delete", kind: "apikey", uid, name, message: `API key ${name} was deleted.` });
    },
  }),
];

const keys = (db: Connection, tenantUid: string) =>
  db
    .selectFrom("api_keys")
    .innerJoin("users", "users.uid", "api_keys.user_uid")
    .selectAll("api_keys")
    .select("users.email")
    .where("api_keys.tenant_uid", "=", tenantUid);

/** @throws ApiError 404 for somebody else's key without the permission: it does not show that the key exists. */
async function readKey(call: Call, permission: "apiKey.get" | "apiKey.update" | "apiKey.delete") {
  const { db, caller, params } = call;
  const uid = params["uid"] ?? "";
  const row = await keys(db, caller.tenantUid).where("api_keys.uid", "=", uid).executeTakeFirst();
  if (!row || (row.user_uid !== caller.userUid && !caller.permissions.has(permission))) throw notFound("API key", uid);
  return row;
}

function needs({ caller }: Call, permission: "apiKey.create"): void {
  if (!caller.permissions.has(permission)) throw forbidden(`This needs the permission ${permission} in the tenant.`);
}

const view = (row: Awaited<ReturnType<typeof readKey>>) => ({
  metadata: {
    uid: row.uid,
    name: row.name,
    creationTimestamp: row.created_at.toISOString(),
    lastModifiedTimestamp: row.modified_at.toISOString(),
  },
  spec: { expiry: row.expires_at.toISOString(), user: { uid: row.user_uid, emailId: row.email } },
  status: { isActive: row.is_active },
});
