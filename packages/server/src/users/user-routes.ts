import { sql } from "kysely";
import { Type } from "typebox";
import { hashPassword, passwordMatches } from "../access/password.ts";
import { builtInRole } from "../access/roles.ts";
import type { Connection } from "../database/open-database.ts";
import { newUid } from "../database/uid.ts";
import { listOf, Metadata, Uid } from "../http/bodies.ts";
import { alreadyExists, forbidden, invalid, notFound } from "../http/api-error.ts";
import { route, type Call, type Route } from "../http/route.ts";
import { filterCondition } from "../query/apply-filters.ts";
import { page, Paging } from "../query/paging.ts";

const PASSWORD_LEAST = 12;
const Password = Type.String({ maxLength: 1024 });
const Name = Type.String({ minLength: 1, maxLength: 128 });
const RoleRef = Type.Object({ uid: Type.String(), name: Type.String() });
const User = Type.Object({
  metadata: Metadata,
  spec: Type.Object({
    emailId: Type.String(),
    firstName: Type.String(),
    lastName: Type.String(),
    roles: Type.Array(RoleRef),
  }),
  status: Type.Object({ isActive: Type.Boolean(), lastSignIn: Type.Optional(Type.String()) }),
});
const RoleUids = Type.Object({ roles: Type.Array(Type.String(), { maxItems: 100 }) });
const ProjectRoles = Type.Object({
  projects: Type.Array(Type.Object({ projectUid: Type.String(), roles: Type.Array(Type.String()) }), {
    maxItems: 500,
  }),
});

export const userRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/v1/users",
    summary: "Users of the tenant",
    permission: "user.list",
    scope: "tenant",
    status: 200,
    query: Paging,
    answer: listOf(User),
    handle: async ({ db, caller, query }) => {
      const rows = db
        .selectFrom("users")
        .selectAll()
        .where("tenant_uid", "=", caller.tenantUid)
        .where(filterCondition(query.filters, { "metadata.uid": "uid", "spec.emailId": "email" }));
      const found = await page(
        rows,
        query,
        { "spec.emailId": "email", "metadata.creationTimestamp": "created_at" },
        "uid",
        (row) => row,
      );
      const items = await Promise.all(found.items.map(async (row) => await view(db, row)));
      return { ...found, items };
    },
  }),
  route({
    method: "POST",
    path: "/v1/users",
    summary: "Adds a user with roles in the tenant",
    permission: "user.create",
    scope: "tenant",
    status: 201,
    body: Type.Object({
      spec: Type.Object({
        emailId: Type.String({ minLength: 3, maxLength: 320, pattern: "^[^@\\s]+@[^@\\s]+$" }),
        firstName: Name,
        lastName: Type.String({ maxLength: 128 }),
        password: Type.Optional(Password),
        roles: Type.Optional(Type.Array(Type.String())),
      }),
    }),
    answer: Uid,
    handle: async (call) => {
      const { emailId, firstName, lastName, password, roles = [] } = call.body.spec;
      const { db, caller } = call;
      const taken = await db
        .selectFrom("users")
        .select("uid")
        .where("tenant_uid", "=", caller.tenantUid)
        .where(sql`lower(email)`, "=", emailId.toLowerCase())
        .executeTakeFirst();
      if (taken) throw alreadyExists(`The user ${JSON.stringify(emailId)}`);
      const uid = newUid();
      await db
        .insertInto("users")
        .values({
          uid,
          tenant_uid: caller.tenantUid,
          email: emailId,
          first_name: firstName,
          last_name: lastName,
          password_hash: password === undefined ? null : await hashPassword(strong(password), call.passwordCost),
        })
        .execute();
      await bind(call, uid, null, roles, "spec.roles");
      await call.audit({ action: "create", kind: "user", uid, name: emailId, message: `User ${emailId} was created.` });
      return { uid };
    },
  }),
  route({
    method: "GET",
    path: "/v1/users/me",
    summary: "Who is signed in",
    permission: "signedIn",
    scope: "tenant",
    status: 200,
    answer: User,
    handle: async ({ db, caller }) => await view(db, await readUser(db, caller.tenantUid, caller.userUid)),
  }),
  route({
    method: "GET",
    path: "/v1/users/me/permissions",
    summary: "What the one who asks may do in this scope",
    permission: "signedIn",
    status: 200,
    answer: Type.Object({ permissions: Type.Array(Type.String()) }),
    handle: ({ caller }) => Promise.resolve({ permissions: [...caller.permissions].sort() }),
  }),
  route({
    method: "PATCH",
    path: "/v1/users/me/password",
    summary: "Changes one's own password and ends one's sessions",
    permission: "signedIn",
    scope: "tenant",
    status: 204,
    body: Type.Object({ currentPassword: Password, newPassword: Password }),
    handle: async (call) => {
      const { db, caller, body, passwordCost } = call;
      const user = await readUser(db, caller.tenantUid, caller.userUid);
      if (!(await passwordMatches(body.currentPassword, user.password_hash, passwordCost)))
        throw forbidden("The current password is wrong.");
      const password_hash = await hashPassword(strong(body.newPassword), passwordCost);
      await db
        .updateTable("users")
        .set({ password_hash, modified_at: call.now() })
        .where("uid", "=", user.uid)
        .execute();
      await db.deleteFrom("sessions").where("user_uid", "=", user.uid).execute();
      await call.audit({
        action: "update",
        kind: "user",
        uid: user.uid,
        name: user.email,
        message: "The password was changed.",
      });
    },
  }),
  route({
    method: "GET",
    path: "/v1/users/{uid}",
    summary: "A user",
    permission: "user.get",
    scope: "tenant",
    status: 200,
    answer: User,
    handle: async ({ db, caller, params }) => await view(db, await readUser(db, caller.tenantUid, params["uid"] ?? "")),
  }),
  route({
    method: "PUT",
    path: "/v1/users/{uid}",
    summary: "Changes a user's name; takes away or gives back the right to sign in",
    permission: "user.update",
    scope: "tenant",
    status: 204,
    body: Type.Object({
      spec: Type.Object({ firstName: Name, lastName: Type.String({ maxLength: 128 }) }),
      status: Type.Optional(Type.Object({ isActive: Type.Boolean() })),
    }),
    handle: async (call) => {
      const user = await readUser(call.db, call.caller.tenantUid, call.params["uid"] ?? "");
      const { spec, status } = call.body;
      if (status?.isActive === false) notOneself(call, user.uid);
      await call.db
        .updateTable("users")
        .set({
          first_name: spec.firstName,
          last_name: spec.lastName,
          modified_at: call.now(),
          ...(status ? { is_active: status.isActive } : {}),
        })
        .where("uid", "=", user.uid)
        .execute();
      await call.audit({
        action: "update",
        kind: "user",
        uid: user.uid,
        name: user.email,
        message: `User ${user.email} was changed.`,
      });
    },
  }),
  route({
    method: "DELETE",
    path: "/v1/users/{uid}",
    summary: "Removes a user with sessions and API keys",
    permission: "user.delete",
    scope: "tenant",
    status: 204,
    handle: async (call) => {
      const user = await readUser(call.db, call.caller.tenantUid, call.params["uid"] ?? "");
      notOneself(call, user.uid);
      await call.db.deleteFrom("users").where("uid", "=", user.uid).execute();
      await call.audit({
        action: "delete",
        kind: "user",
        uid: user.uid,
        name: user.email,
        message: `User ${user.email} was deleted.`,
      });
    },
  }),
  route({
    method: "PUT",
    path: "/v1/users/{uid}/roles",
    summary: "Replaces a user's roles in the tenant",
    permission: "user.update",
    scope: "tenant",
    status: 204,
    body: RoleUids,
    handle: async (call) => {
      const user = await readUser(call.db, call.caller.tenantUid, call.params["uid"] ?? "");
      notOneself(call, user.uid);
      await call.db
        .deleteFrom("role_bindings")
        .where("user_uid", "=", user.uid)
        .where("project_uid", "is", null)
        .execute();
      await bind(call, user.uid, null, call.body.roles, "roles");
      await call.audit({
        action: "update",
        kind: "user",
        uid: user.uid,
        name: user.email,
        message: `Tenant roles of ${user.email} were set.`,
      });
    },
  }),
  route({
    method: "GET",
    path: "/v1/users/{uid}/projects",
    summary: "A user's roles in projects",
    permission: "user.get",
    scope: "tenant",
    status: 200,
    answer: ProjectRoles,
    handle: async ({ db, caller, params }) => {
      const user = await readUser(db, caller.tenantUid, params["uid"] ?? "");
      const rows = await db
        .selectFrom("role_bindings")
        .select(["project_uid", "role_uid"])
        .where("user_uid", "=", user.uid)
        .where("project_uid", "is not", null)
        .orderBy("project_uid")
        .orderBy("role_uid")
        .execute();
      const projects = [...new Set(rows.map((row) => row.project_uid ?? ""))];
      return {
        projects: projects.map((projectUid) => ({
          projectUid,
          roles: rows.filter((row) => row.project_uid === projectUid).map((row) => row.role_uid),
        })),
      };
    },
  }),
  route({
    method: "PUT",
    path: "/v1/users/{uid}/projects",
    summary: "Replaces a user's roles in projects",
    permission: "user.update",
    scope: "tenant",
    status: 204,
    body: ProjectRoles,
    handle: async (call) => {
      const user = await readUser(call.db, call.caller.tenantUid, call.params["uid"] ?? "");
      await call.db
        .deleteFrom("role_bindings")
        .where("user_uid", "=", user.uid)
        .where("project_uid", "is not", null)
        .execute();
      for (const [at, { projectUid, roles }] of call.body.projects.entries()) {
        const project = await call.db
          .selectFrom("projects")
          .select("uid")
          .where("tenant_uid", "=", call.caller.tenantUid)
          .where("uid", "=", projectUid)
          .executeTakeFirst();
        if (!project) throw invalid(`projects[${at}].projectUid`, projectUid, "the uid of a project");
        await bind(call, user.uid, projectUid, roles, `projects[${at}].roles`);
      }
      await call.audit({
        action: "update",
        kind: "user",
        uid: user.uid,
        name: user.email,
        message: `Project roles of ${user.email} were set.`,
      });
    },
  }),
];

async function readUser(db: Connection, tenantUid: string, uid: string) {
  const row = await db
    .selectFrom("users")
    .selectAll()
    .where("tenant_uid", "=", tenantUid)
    .where("uid", "=", uid)
    .executeTakeFirst();
  if (!row) throw notFound("user", uid);
  return row;
}

async function view(db: Connection, user: Awaited<ReturnType<typeof readUser>>) {
  const bindings = await db
    .selectFrom("role_bindings")
    .leftJoin("roles", "roles.uid", "role_bindings.role_uid")
    .select(["role_uid", "roles.name"])
    .distinct()
    .where("user_uid", "=", user.uid)
    .orderBy("role_uid")
    .execute();
  return {
    metadata: {
      uid: user.uid,
      name: user.email,
      creationTimestamp: user.created_at.toISOString(),
      lastModifiedTimestamp: user.modified_at.toISOString(),
    },
    spec: {
      emailId: user.email,
      firstName: user.first_name,
      lastName: user.last_name,
      roles: bindings.map(({ role_uid: uid, name }) => ({ uid, name: builtInRole(uid)?.name ?? name ?? "" })),
    },
    status: {
      isActive: user.is_active,
      ...(user.last_sign_in ? { lastSignIn: user.last_sign_in.toISOString() } : {}),
    },
  };
}

/** A tenant role cannot be given in a project; who gives has all that he gives. */
async function bind(
  call: Call,
  userUid: string,
  projectUid: string | null,
  roles: readonly string[],
  field: string,
): Promise<void> {
  for (const [at, given] of roles.entries()) {
    const role = await findRole(call, given);
    if (!role || (projectUid !== null && role.scope === "tenant"))
      throw invalid(`${field}[${at}]`, given, projectUid === null ? "a role" : "a role of project scope");
    const missing = role.permissions.find((permission) => ![...call.caller.permissions].includes(permission as never));
    if (missing) throw forbidden(`You cannot give a role with a permission that you do not have: ${missing}.`);
    await call.db
      .insertInto("role_bindings")
      .values({ tenant_uid: call.caller.tenantUid, project_uid: projectUid, user_uid: userUid, role_uid: role.uid })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

async function findRole(
  { db, caller }: Call,
  given: string,
): Promise<{ uid: string; scope: string; permissions: readonly string[] } | undefined> {
  return (
    builtInRole(given) ??
    (await db
      .selectFrom("roles")
      .select(["uid", "scope", "permissions"])
      .where("tenant_uid", "=", caller.tenantUid)
      .where("uid", "=", given)
      .executeTakeFirst())
  );
}

/** Nobody locks himself out. */
function notOneself({ caller }: Call, uid: string): void {
  if (uid === caller.userUid) throw forbidden("You cannot do this to yourself: ask another administrator.");
}

function strong(password: string): string {
  if (password.length < PASSWORD_LEAST) throw invalid("password", "…", `at least ${PASSWORD_LEAST} characters long`);
  return password;
}
