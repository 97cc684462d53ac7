import type { Connection } from "../database/open-database.ts";
import { forbidden, unauthorized } from "../http/api-error.ts";
import { builtInRole, type Permission } from "./roles.ts";
import { tokenHash } from "./token.ts";

/** Who asks, where, and what they may there. */
export type Caller = {
  readonly userUid: string;
  readonly emailId: string;
  readonly tenantUid: string;
  /** Absent in tenant scope. */
  readonly projectUid?: string;
  readonly permissions: ReadonlySet<Permission>;
};

type Identity = { readonly userUid: string; readonly emailId: string; readonly tenantUid: string };
export type Credentials = { readonly session?: string; readonly apiKey?: string };

/** A session ends after this time without a request, as Palette's tokens do. */
const SESSION_IDLE_MILLISECONDS = 15 * 60_000;
/** And after this time whatever happens. */
const SESSION_LONGEST_MILLISECONDS = 12 * 3_600_000;

/** When a session ends unless it is used again. */
export const sessionEnd = (since: Date, now: Date): Date =>
  new Date(Math.min(now.getTime() + SESSION_IDLE_MILLISECONDS, since.getTime() + SESSION_LONGEST_MILLISECONDS));

/** Whose credentials these are. @throws ApiError 401 */
export async function identify(db: Connection, credentials: Credentials, now: Date): Promise<Identity> {
  if (credentials.apiKey) return await identifyKey(db, credentials.apiKey, now);
  if (credentials.session) return await identifySession(db, credentials.session, now);
  throw unauthorized("Sign in: send a session in the Authorization header or an API key in the ApiKey header.");
}

async function identifyKey(db: Connection, key: string, now: Date): Promise<Identity> {
  const row = await db
    .selectFrom("api_keys")
    .innerJoin("users", "users.uid", "api_keys.user_uid")
    .select([
      "users.uid",
      "users.email",
      "users.tenant_uid",
      "users.is_active",
      "api_keys.is_active as key_is_active",
      "expires_at",
    ])
    .where("key_hash", "=", tokenHash(key))
    .executeTakeFirst();
  if (!row || !row.is_active || !row.key_is_active) throw unauthorized("The API key is not valid.");
  if (row.expires_at <= now) throw unauthorized("The API key has expired.");
  return { userUid: row.uid, emailId: row.email, tenantUid: row.tenant_uid };
}

async function identifySession(db: Connection, token: string, now: Date): Promise<Identity> {
  const hash = tokenHash(token);
  const row = await db
    .selectFrom("sessions")
    .innerJoin("users", "users.uid", "sessions.user_uid")
    .select(["users.uid", "users.email", "users.tenant_uid", "users.is_active", "sessions.created_at", "expires_at"])
    .where("token_hash", "=", hash)
    .executeTakeFirst();
  if (!row || !row.is_active || row.expires_at <= now) throw unauthorized("The session has ended. Sign in again.");
  const end = sessionEnd(row.created_at, now);
  // One write a minute at most.
  if (end.getTime() - row.expires_at.getTime() > 60_000)
    await db.updateTable("sessions").set({ expires_at: end }).where("token_hash", "=", hash).execute();
  return { userUid: row.uid, emailId: row.email, tenantUid: row.tenant_uid };
}

/**
 * What the user may do in a project of the tenant, or in the tenant's own scope. Tenant roles count in every project.
 * @throws ApiError 403 for a project without a role there; the same for one that does not exist or is another tenant's.
 */
export async function callerIn(db: Connection, identity: Identity, projectUid: string | undefined): Promise<Caller> {
  const bindings = await db
    .selectFrom("role_bindings")
    .leftJoin("roles", (join) =>
      join.onRef("roles.uid", "=", "role_bindings.role_uid").onRef("roles.tenant_uid", "=", "role_bindings.tenant_uid"),
    )
    .select(["role_uid", "project_uid", "roles.permissions"])
    .where("role_bindings.tenant_uid", "=", identity.tenantUid)
    .where("user_uid", "=", identity.userUid)
    .execute();
  const counting = bindings.filter((binding) => binding.project_uid === null || binding.project_uid === projectUid);
  const permissions = new Set(
    counting.flatMap(
      (binding) => builtInRole(binding.role_uid)?.permissions ?? ((binding.permissions ?? []) as readonly Permission[]),
    ),
  );
  if (projectUid === undefined) return { ...identity, permissions };
  const project = await db
    .selectFrom("projects")
    .select("uid")
    .where("uid", "=", projectUid)
    .where("tenant_uid", "=", identity.tenantUid)
    .executeTakeFirst();
  if (!project || counting.length === 0)
    throw forbidden(`You have no role in the project ${JSON.stringify(projectUid)}.`);
  return { ...identity, projectUid, permissions };
}
