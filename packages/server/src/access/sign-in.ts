import { sql } from "kysely";
import { Type } from "typebox";
import type { Connection } from "../database/open-database.ts";
import { ApiError, unauthorized } from "../http/api-error.ts";
import { route, type Route } from "../http/route.ts";
import { sessionEnd } from "./caller.ts";
import { passwordMatches } from "./password.ts";
import { newToken, tokenHash } from "./token.ts";

const WINDOW_MILLISECONDS = 15 * 60_000;
/** Failures within a window before the account (whoever tries) or the address (whatever it tries) has to wait. */
const ACCOUNT_FAILURES = 10;
const ADDRESS_FAILURES = 50;

const Session = Type.Object({ Authorization: Type.String(), isMfa: Type.Boolean() });

export const signInRoutes: readonly Route[] = [
  route({
    method: "POST",
    path: "/v1/auth/authenticate",
    summary: "Signs in with email address and password",
    permission: "public",
    atomic: false,
    status: 200,
    body: Type.Object({
      emailId: Type.String({ maxLength: 320 }),
      password: Type.String({ maxLength: 1024 }),
      /** Name of the tenant; needed only when the address is known in several. */
      org: Type.Optional(Type.String()),
    }),
    answer: Session,
    handle: async ({ db, body, address, now, passwordCost }) => {
      const moment = now();
      const account = `account:${body.org ?? ""}/${body.emailId.toLowerCase()}`;
      const subjects = [
        [account, ACCOUNT_FAILURES],
        [`address:${address}`, ADDRESS_FAILURES],
      ] as const;
      for (const [subject, limit] of subjects) await refuseWhenTooMany(db, subject, limit, moment);
      let candidates = db
        .selectFrom("users")
        .innerJoin("tenants", "tenants.uid", "users.tenant_uid")
        .select(["users.uid", "users.tenant_uid", "password_hash", "is_active"])
        .where(sql`lower(email)`, "=", body.emailId.toLowerCase());
      if (body.org) candidates = candidates.where("tenants.name", "=", body.org);
      const users = await candidates.limit(2).execute();
      const user = users.length === 1 ? users[0] : undefined;
      const matches = await passwordMatches(body.password, user?.password_hash ?? null, passwordCost);
      if (!user || !matches || !user.is_active) {
        for (const [subject] of subjects) await countFailure(db, subject, moment);
        throw unauthorized("The email address or the password is wrong.");
      }
      await db.deleteFrom("sign_in_failures").where("subject", "=", account).execute();
      await db.updateTable("users").set({ last_sign_in: moment }).where("uid", "=", user.uid).execute();
      await db.deleteFrom("sessions").where("expires_at", "<", moment).execute();
      return { Authorization: await newSession(db, user.tenant_uid, user.uid, moment), isMfa: false };
    },
  }),
  route({
    method: "GET",
    path: "/v1/auth/refresh/{token}",
    summary: "Changes a session's token for a new one",
    permission: "public",
    status: 200,
    answer: Session,
    handle: async ({ db, params, now }) => {
      const moment = now();
      const old = await db
        .deleteFrom("sessions")
        .where("token_hash", "=", tokenHash(params["token"] ?? ""))
        .where("expires_at", ">", moment)
        .returning(["tenant_uid", "user_uid", "created_at"])
        .executeTakeFirst();
      if (!old) throw unauthorized("The session has ended. Sign in again.");
      return {
        Authorization: await newSession(db, old.tenant_uid, old.user_uid, moment, old.created_at),
        isMfa: false,
      };
    },
  }),
];

/** @param since sign-in that it goes back to: a session does not live for ever by being changed for new ones. */
async function newSession(
  db: Connection,
  tenantUid: string,
  userUid: string,
  now: Date,
  since: Date = now,
): Promise<string> {
  const token = newToken();
  await db
    .insertInto("sessions")
    .values({
      token_hash: tokenHash(token),
      tenant_uid: tenantUid,
      user_uid: userUid,
      created_at: since,
      expires_at: sessionEnd(since, now),
    })
    .execute();
  return token;
}

async function refuseWhenTooMany(db: Connection, subject: string, limit: number, now: Date): Promise<void> {
  const row = await db.selectFrom("sign_in_failures").selectAll().where("subject", "=", subject).executeTakeFirst();
  const wait = row ? row.since.getTime() + WINDOW_MILLISECONDS - now.getTime() : 0;
  if (row && row.failures >= limit && wait > 0)
    throw new ApiError(429, "TooManyRequests", "Too many failed sign-ins. Try again later.", {
      retryAfterSeconds: Math.ceil(wait / 1000),
    });
}

/** Counted in one statement, so that no failure is lost when many come at once. */
async function countFailure(db: Connection, subject: string, now: Date): Promise<void> {
  const start = new Date(now.getTime() - WINDOW_MILLISECONDS);
  await db
    .insertInto("sign_in_failures")
    .values({ subject, failures: 1, since: now })
    .onConflict((conflict) =>
      conflict.column("subject").doUpdateSet({
        failures: sql`case when sign_in_failures.since <= ${start} then 1 else sign_in_failures.failures + 1 end`,
        since: sql`case when sign_in_failures.since <= ${start} then ${now}::timestamptz else sign_in_failures.since end`,
      }),
    )
    .execute();
}
