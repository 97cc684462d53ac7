import type { Caller } from "../access/caller.ts";
import type { Connection } from "../database/open-database.ts";
import { newUid } from "../database/uid.ts";

/** What happened to what. */
export type AuditEntry = {
  readonly action: "create" | "update" | "delete" | "publish" | "activity";
  readonly kind: string;
  readonly uid: string;
  readonly name: string;
  readonly message: string;
  /** Scope of the resource when it is not the caller's. */
  readonly projectUid?: string | null;
};

/** Writes one line of the audit. @returns its uid, for the AuditUid header. */
export async function writeAudit(db: Connection, caller: Caller, entry: AuditEntry, now: Date): Promise<string> {
  const uid = newUid();
  await db
    .insertInto("audits")
    .values({
      uid,
      tenant_uid: caller.tenantUid,
      project_uid: entry.projectUid === undefined ? (caller.projectUid ?? null) : entry.projectUid,
      actor_uid: caller.userUid,
      actor_email: caller.emailId,
      action: entry.action,
      kind: entry.kind,
      resource_uid: entry.uid,
      resource_name: entry.name,
      message: entry.message,
      created_at: now,
    })
    .execute();
  return uid;
}
