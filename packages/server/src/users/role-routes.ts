import { sql } from "kysely";
import { Type } from "typebox";
import { BUILT_IN_ROLES, builtInRole, PERMISSIONS } from "../access/roles.ts";
import { newUid } from "../database/uid.ts";
import { alreadyExists, forbidden, invalid, notFound } from "../http/api-error.ts";
import { listOf, Metadata, Uid } from "../http/bodies.ts";
import { route, type Call, type Route } from "../http/route.ts";
import { pageOf, Paging } from "../query/paging.ts";

const Role = Type.Object({
  metadata: Metadata,
  spec: Type.Object({ scope: Type.String(), type: Type.String(), permissions: Type.Array(Type.String()) }),
});
const RoleInput = Type.Object({
  metadata: Type.Object({ name: Type.String({ minLength: 1, maxLength: 128 }) }),
  spec: Type.Object({
    scope: Type.Optional(Type.Enum(["tenant", "project"])),
    permissions: Type.Array(Type.String(), { maxItems: 500 }),
  }),
});
type Row = { uid: string; name: string; scope: string; permissions: readonly string[] };

/** Built-in roles and those of the tenant. */
export const roleRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/v1/roles",
    summary: "Roles, built in and own",
    permission: "role.list",
    scope: "tenant",
    status: 200,
    query: Paging,
    answer: listOf(Role),
    handle: async (call) => pageOf([...BUILT_IN_ROLES, ...(await own(call))].map(view), call.query),
  }),
  route({
    method: "GET",
    path: "/v1/permissions",
    summary: "Every permission there is",
    permission: "role.list",
    scope: "tenant",
    status: 200,
    answer: Type.Object({ items: Type.Array(Type.Object({ name: Type.String() })) }),
    handle: async () => ({ items: PERMISSIONS.map((name) => ({ name })) }),
  }),
  route({
    method: "GET",
    path: "/v1/roles/{uid}",
    summary: "A role",
    permission: "role.get",
    scope: "tenant",
    status: 200,
    answer: Role,
    handle: async (call) => view(builtInRole(uidOf(call)) ?? (await readOwn(call))),
  }),
  route({
    method: "POST",
    path: "/v1/roles",
    summary: "Makes a role",
    permission: "role.create",
    scope: "tenant",
    status: 201,
    body: RoleInput,
    answer: Uid,
    handle: async (call) => {
      const uid = newUid();
      const { name } = call.body.metadata;
      const values = { name, scope: call.body.spec.scope ?? "project", permissions: checked(call) };
      await mustBeFree(call, name);
      await call.db
        .insertInto("roles")
        .values({ uid, tenant_uid: call.caller.tenantUid, ...values })
        .execute();
      await call.audit({ action: "create", kind: "role", uid, name, message: `Role ${name} was created.` });
      return { uid };
    },
  }),
  route({
    method: "PUT",
    path: "/v1/roles/{uid}",
    summary: "Changes a role of the tenant",
    permission: "role.update",
    scope: "tenant",
    status: 204,
    body: RoleInput,
    handle: async (call) => {
      const role = await changeable(call);
      const { name } = call.body.metadata;
      if (name.toLowerCase() !== role.name.toLowerCase()) await mustBeFree(call, name);
      const permissions = checked(call);
      await call.db
        .updateTable("roles")
        .set({ name, permissions, modified_at: call.now() })
        .where("uid", "=", role.uid)
        .execute();
      await call.audit({ action: "update", kind: "role", uid: role.uid, name, message: `Role ${name} was changed.` });
    },
  }),
  route({
    method: "DELETE",
    path: "/v1/roles/{uid}",
    summary: "Removes a role of the tenant, and takes it from everybody",
    permission: "role.delete",
    scope: "tenant",
    status: 204,
    handle: async (call) => {
      const { uid, name } = await changeable(call);
      await call.db.deleteFrom("role_bindings").where("role_uid", "=", uid).execute();
      await call.db.deleteFrom("roles").where("uid", "=", uid).execute();
      await call.audit({ action: "delete", kind: "role", uid, name, message: `Role ${name} was deleted.` });
    },
  }),
];

const uidOf = (call: Pick<Call, "params">): string => call.params["uid"] ?? "";

const own = async ({ db, caller }: Pick<Call, "db" | "caller">): Promise<Row[]> =>
  await db
    .selectFrom("roles")
    .select(["uid", "name", "scope", "permissions"])
    .where("tenant_uid", "=", caller.tenantUid)
    .orderBy("name")
    .execute();

async function readOwn(call: Call): Promise<Row> {
  const found = (await own(call)).find(({ uid }) => uid === uidOf(call));
  if (!found) throw notFound("role", uidOf(call));
  return found;
}

async function changeable(call: Call): Promise<Row> {
  if (builtInRole(uidOf(call))) throw forbidden("Built-in roles cannot be changed.");
  return await readOwn(call);
}

/** Permissions that exist and that the caller has himself. */
function checked(call: Call<{ spec: { permissions: readonly string[] } }>): string {
  const { permissions } = call.body.spec;
  permissions.forEach((permission, at) => {
    if (!PERMISSIONS.some((known) => known === permission))
      throw invalid(`spec.permissions[${at}]`, permission, "one of those of GET /v1/permissions");
    if (![...call.caller.permissions].some((has) => has === permission))
      throw forbidden(`You cannot give a permission that you do not have: ${permission}.`);
  });
  return JSON.stringify([...new Set(permissions)]);
}

async function mustBeFree({ db, caller }: Pick<Call, "db" | "caller">, name: string): Promise<void> {
  const builtIn = BUILT_IN_ROLES.some((role) => role.name.toLowerCase() === name.toLowerCase());
  const taken = await db
    .selectFrom("roles")
    .select("uid")
    .where("tenant_uid", "=", caller.tenantUid)
    .where(sql`lower(name)`, "=", name.toLowerCase())
    .executeTakeFirst();
  if (builtIn || taken) throw alreadyExists(`The role ${JSON.stringify(name)}`);
}

const view = ({ uid, name, scope, permissions }: Row) => ({
  metadata: { uid, name },
  spec: { scope, type: builtInRole(uid) ? "system" : "user", permissions },
});
