import { randomBytes } from "node:crypto";
import type { Connection } from "../database/open-database.ts";
import { newUid } from "../database/uid.ts";
import { hashPassword } from "./password.ts";
import { BUILT_IN_ROLES } from "./roles.ts";

/** Who can sign in first. */
export type FirstUser = {
  readonly tenantUid: string;
  readonly projectUid: string;
  readonly emailId: string;
  readonly password: string;
};

/**
 * A tenant with the project `Default` and its first administrator.
 * @returns undefined when the tenant is there already: its password is known to whoever was told.
 */
export async function ensureTenant(
  db: Connection,
  name: string,
  emailId: string,
  passwordCost: number,
  password = randomBytes(12).toString("base64url"),
): Promise<FirstUser | undefined> {
  const known = await db.selectFrom("tenants").select("uid").where("name", "=", name).executeTakeFirst();
  if (known) return undefined;
  const hash = await hashPassword(password, passwordCost);
  return await db.transaction().execute(async (trx) => {
    const tenant = { uid: newUid(), name };
    const made = await trx
      .insertInto("tenants")
      .values(tenant)
      .onConflict((conflict) => conflict.doNothing())
      .returning("uid")
      .executeTakeFirst();
    if (!made) return undefined;
    const projectUid = newUid();
    const userUid = newUid();
    const admin = BUILT_IN_ROLES.find((role) => role.name === "Tenant Admin");
    await trx
      .insertInto("projects")
      .values({ uid: projectUid, tenant_uid: tenant.uid, name: "Default", labels: "{}", annotations: "{}" })
      .execute();
    await trx
      .insertInto("users")
      .values({
        uid: userUid,
        tenant_uid: tenant.uid,
        email: emailId,
        first_name: "First",
        last_name: "Administrator",
        password_hash: hash,
      })
      .execute();
    await trx
      .insertInto("role_bindings")
      .values({ tenant_uid: tenant.uid, project_uid: null, user_uid: userUid, role_uid: admin?.uid ?? "" })
      .execute();
    return { tenantUid: tenant.uid, projectUid, emailId, password };
  });
}

/** The tenant's first administrator and its project `Default`: in whose name the server does what it is told at its start. */
export async function administratorOf(
  db: Connection,
  tenant: string,
): Promise<{ readonly tenantUid: string; readonly projectUid: string; readonly userUid: string }> {
  const admin = BUILT_IN_ROLES.find((role) => role.name === "Tenant Admin");
  return await db
    .selectFrom("tenants")
    .innerJoin("projects", (join) =>
      join.onRef("projects.tenant_uid", "=", "tenants.uid").on("projects.name", "=", "Default"),
    )
    .innerJoin("role_bindings", (join) =>
      join
        .onRef("role_bindings.tenant_uid", "=", "tenants.uid")
        .on("role_bindings.project_uid", "is", null)
        .on("role_bindings.role_uid", "=", admin?.uid ?? ""),
    )
    .innerJoin("users", "users.uid", "role_bindings.user_uid")
    .select(["tenants.uid as tenantUid", "projects.uid as projectUid", "users.uid as userUid"])
    .where("tenants.name", "=", tenant)
    .orderBy("users.created_at")
    .orderBy("users.uid")
    .executeTakeFirstOrThrow();
}
