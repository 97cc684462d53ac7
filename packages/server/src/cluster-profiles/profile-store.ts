import { compareVersions } from "@inlay/profiles";
import { sql, type Selectable } from "kysely";
import type { Caller } from "../access/caller.ts";
import type { Connection } from "../database/open-database.ts";
import type { Database, StoredTemplate, StoredVariable } from "../database/schema.ts";
import { ApiError, forbidden, notFound } from "../http/api-error.ts";

export type ProfileRow = Selectable<Database["cluster_profiles"]>;
/** A profile with the contents of its draft and its published revision. */
export type ProfileWithContent = ProfileRow & {
  readonly draft_template: StoredTemplate;
  readonly variables: readonly StoredVariable[];
  readonly published_template: StoredTemplate | null;
};

/** Profiles that the caller sees: of his project and of his tenant's scope; in tenant scope only the latter. */
export const visibleProfiles = (db: Connection, { tenantUid, projectUid }: Caller) =>
  db
    .selectFrom("cluster_profiles")
    .innerJoin("profile_revisions as draft", (join) =>
      join.onRef("draft.profile_uid", "=", "cluster_profiles.uid").onRef("draft.number", "=", "cluster_profiles.draft"),
    )
    .leftJoin("profile_revisions as shown", (join) =>
      join
        .onRef("shown.profile_uid", "=", "cluster_profiles.uid")
        .onRef("shown.number", "=", "cluster_profiles.published"),
    )
    .selectAll("cluster_profiles")
    .select(["draft.template as draft_template", "draft.variables", "shown.template as published_template"])
    .where("cluster_profiles.tenant_uid", "=", tenantUid)
    .where((where) =>
      where.or([
        where("cluster_profiles.project_uid", "is", null),
        ...(projectUid === undefined ? [] : [where("cluster_profiles.project_uid", "=", projectUid)]),
      ]),
    );

/** @throws ApiError 404 */
export async function readProfile(db: Connection, caller: Caller, uid: string): Promise<ProfileWithContent> {
  const row = await visibleProfiles(db, caller).where("cluster_profiles.uid", "=", uid).executeTakeFirst();
  if (!row) throw notFound("cluster profile", uid);
  return row;
}

/**
 * The profile, held until the transaction ends, for a change by somebody who has seen `seen` (absent: whatever is there).
 * @throws ApiError 404; 403 for a tenant's profile seen from a project; 409 with what is there now.
 */
export async function lockProfile(
  db: Connection,
  caller: Caller,
  uid: string,
  seen?: string,
): Promise<ProfileWithContent> {
  await db.selectFrom("cluster_profiles").select("uid").where("uid", "=", uid).forUpdate().execute();
  const row = await readProfile(db, caller, uid);
  if (row.project_uid !== (caller.projectUid ?? null))
    throw forbidden("This profile belongs to the tenant: it is changed in the tenant's scope, not in a project.");
  if (seen !== undefined && seen !== "" && seen !== String(row.resource_version))
    throw new ApiError(
      409,
      "ResourceConflict",
      `The profile ${row.name} ${row.version} has been changed since you read it.`,
      { resourceVersion: String(row.resource_version), draft: row.draft_template, variables: row.variables },
    );
  return row;
}

/** All versions of a profile (same name, same scope), the oldest first. */
export async function siblings(db: Connection, profile: ProfileRow): Promise<{ uid: string; version: string }[]> {
  const rows = await db
    .selectFrom("cluster_profiles")
    .select(["uid", "version"])
    .where("tenant_uid", "=", profile.tenant_uid)
    .where("project_uid", "is not distinct from", profile.project_uid)
    .where("name", "=", profile.name)
    .execute();
  return rows.sort((a, b) => compareVersions(a.version, b.version));
}

type Content = { readonly template: StoredTemplate; readonly variables: readonly StoredVariable[] };

/** Keeps a new revision; earlier ones stay as they are. @returns its number. */
export async function addRevision(
  db: Connection,
  profile: Pick<ProfileRow, "uid" | "tenant_uid" | "project_uid">,
  content: Content,
  authorUid: string,
  now: Date,
): Promise<number> {
  const { number } = await db
    .insertInto("profile_revisions")
    .values({
      profile_uid: profile.uid,
      tenant_uid: profile.tenant_uid,
      project_uid: profile.project_uid,
      number: sql<number>`(select coalesce(max(number), 0) + 1 from profile_revisions where profile_uid = ${profile.uid})`,
      template: JSON.stringify(content.template),
      variables: JSON.stringify(content.variables),
      author_uid: authorUid,
      created_at: now,
    })
    .returning("number")
    .executeTakeFirstOrThrow();
  return number;
}

/** Changes a profile's row and counts the change. */
export async function touch(
  db: Connection,
  uid: string,
  set: {
    name?: string;
    version?: string;
    labels?: string;
    annotations?: string;
    type?: string;
    draft?: number;
    published?: number;
  },
  now: Date,
): Promise<void> {
  await db
    .updateTable("cluster_profiles")
    .set({ ...set, modified_at: now, resource_version: sql`resource_version + 1` })
    .where("uid", "=", uid)
    .execute();
}
