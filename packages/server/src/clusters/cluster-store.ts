import { sql, type Selectable } from "kysely";
import type { Caller } from "../access/caller.ts";
import type { Connection } from "../database/open-database.ts";
import type { AppliedProfile, Database, StoredTemplate, StoredVariable } from "../database/schema.ts";
import { notFound } from "../http/api-error.ts";

export type ClusterRow = Omit<Selectable<Database["clusters"]>, "connection">;

const COLUMNS = [
  "uid",
  "tenant_uid",
  "project_uid",
  "name",
  "cloud_type",
  "region",
  "eks_cluster_name",
  "cloud_config_uid",
  "labels",
  "annotations",
  "profiles",
  "desired_profiles",
  "variables",
  "state",
  "health",
  "observed",
  "pending",
  "resource_version",
  "created_at",
  "modified_at",
] as const;

/** Clusters of the caller's project; in tenant scope those of all its projects. The connection stays where it is. */
export const visibleClusters = (db: Connection, { tenantUid, projectUid }: Caller) => {
  const rows = db.selectFrom("clusters").select(COLUMNS).where("tenant_uid", "=", tenantUid);
  return projectUid === undefined ? rows : rows.where("project_uid", "=", projectUid);
};

/** @throws ApiError 404 */
export async function readCluster(db: Connection, caller: Caller, uid: string): Promise<ClusterRow> {
  const row = await visibleClusters(db, caller).where("uid", "=", uid).executeTakeFirst();
  if (!row) throw notFound("cluster", uid);
  return row;
}

/** @throws ApiError 404 */
export async function readCloudConfig(db: Connection, caller: Caller, uid: string): Promise<ClusterRow> {
  const row = await visibleClusters(db, caller).where("cloud_config_uid", "=", uid).executeTakeFirst();
  if (!row) throw notFound("cloud config", uid);
  return row;
}

/** Changes a cluster's row and counts the change. */
export async function touchCluster(
  db: Connection,
  uid: string,
  set: {
    readonly name?: string;
    readonly labels?: string;
    readonly annotations?: string;
    readonly pending?: string | null;
  },
  now: Date,
): Promise<void> {
  await db
    .updateTable("clusters")
    .set({ ...set, modified_at: now, resource_version: sql<string>`resource_version + 1` })
    .where("uid", "=", uid)
    .execute();
}

/** A profile on a cluster with the contents of its revision and of what is published by now. */
export type AttachedContent = {
  readonly applied: AppliedProfile;
  /** Undefined when the profile has been removed. */
  readonly template: StoredTemplate | undefined;
  readonly variables: readonly StoredVariable[];
  /** The published revision of the same version; another number means that updates are available. */
  readonly published: number | null;
};

/** Contents of what is attached, for several clusters at once. */
export async function attachedContents(
  db: Connection,
  applied: readonly AppliedProfile[],
): Promise<ReadonlyMap<string, Omit<AttachedContent, "applied">>> {
  if (applied.length === 0) return new Map();
  const pairs = applied.map(({ profileUid, revisionUid }) => sql`(${profileUid}, ${Number(revisionUid)}::int)`);
  const rows = await db
    .selectFrom("profile_revisions")
    .innerJoin("cluster_profiles", "cluster_profiles.uid", "profile_revisions.profile_uid")
    .select(["profile_uid", "number", "template", "variables", "published"])
    .where(sql<boolean>`(profile_uid, number) in (${sql.join(pairs)})`)
    .execute();
  return new Map(
    rows.map(({ profile_uid, number, template, variables, published }) => [
      contentKey({ profileUid: profile_uid, revisionUid: String(number) }),
      { template, variables, published },
    ]),
  );
}

export const contentKey = ({ profileUid, revisionUid }: Pick<AppliedProfile, "profileUid" | "revisionUid">): string =>
  `${profileUid}/${revisionUid}`;

/** The profiles that a cluster has or is on its way to, with their contents. */
export async function attachedOf(db: Connection, row: ClusterRow): Promise<readonly AttachedContent[]> {
  const contents = await attachedContents(db, row.desired_profiles);
  return row.desired_profiles.map((applied) => ({
    applied,
    ...(contents.get(contentKey(applied)) ?? { template: undefined, variables: [], published: null }),
  }));
}

/** Clusters that have one of these profiles, or are on their way to it. */
export async function clustersUsing(
  db: Connection,
  tenantUid: string,
  profileUids: readonly string[],
): Promise<readonly { readonly uid: string; readonly name: string; readonly profileUid: string }[]> {
  if (profileUids.length === 0) return [];
  const rows = await db
    .selectFrom("clusters")
    .select(["uid", "name", "profiles", "desired_profiles"])
    .where("tenant_uid", "=", tenantUid)
    .where((where) =>
      where.or(
        profileUids.flatMap((profileUid) =>
          (["profiles", "desired_profiles"] as const).map(
            (column) => sql<boolean>`${sql.ref(column)} @> ${JSON.stringify([{ profileUid }])}::jsonb`,
          ),
        ),
      ),
    )
    .orderBy("name")
    .execute();
  return rows.flatMap(({ uid, name, profiles, desired_profiles }) => {
    const used = new Set([...profiles, ...desired_profiles].map(({ profileUid }) => profileUid));
    return profileUids.filter((profileUid) => used.has(profileUid)).map((profileUid) => ({ uid, name, profileUid }));
  });
}
