import type { Connection } from "../database/open-database.ts";
import type { AppliedProfile, StoredConnection, StoredPack } from "../database/schema.ts";
import { newUid } from "../database/uid.ts";
import type { PackCatalogue } from "../packs/catalogue.ts";
import { addRevision } from "../cluster-profiles/profile-store.ts";
import { announce } from "../stream/changes.ts";

/** A cluster that exists and is managed by us from now on, in a tenant's project `Default`. */
export type AdoptedCluster = {
  readonly name: string;
  readonly eksClusterName: string;
  readonly region: string;
  readonly connection: StoredConnection;
  /** Infrastructure profile that describes what the cluster has; made when there is none of this name and version. */
  readonly profile: {
    readonly name: string;
    readonly version: string;
    /** Names of packs of the catalogue with their layers; the newest version of each. */
    readonly packs: readonly { readonly name: string; readonly layer: StoredPack["layer"] }[];
  };
};

type Place = { readonly tenantUid: string; readonly projectUid: string; readonly userUid: string };

/**
 * Makes sure that the cluster is there, running, with its profile applied. A cluster of this name that is there already keeps everything but
 * its connection: addresses and keys differ between starts.
 */
export async function adoptCluster(
  db: Connection,
  packs: PackCatalogue,
  place: Place,
  cluster: AdoptedCluster,
  now: Date,
): Promise<void> {
  const { tenantUid: tenant_uid, projectUid: project_uid } = place;
  const connection = JSON.stringify(cluster.connection);
  await db.transaction().execute(async (trx) => {
    // Two servers that start at once take turns.
    await trx.selectFrom("projects").select("uid").where("uid", "=", project_uid).forUpdate().execute();
    const known = await trx
      .updateTable("clusters")
      .set({ connection })
      .where("tenant_uid", "=", tenant_uid)
      .where("project_uid", "=", project_uid)
      .where("name", "=", cluster.name)
      .returning("uid")
      .executeTakeFirst();
    if (known) return;
    const applied = JSON.stringify([await ensureProfile(trx, packs, place, cluster.profile, now)]);
    const uid = newUid();
    await trx
      .insertInto("clusters")
      .values({
        uid,
        tenant_uid,
        project_uid,
        name: cluster.name,
        cloud_type: "eks",
        region: cluster.region,
        eks_cluster_name: cluster.eksClusterName,
        cloud_config_uid: newUid(),
        connection,
        labels: "{}",
        annotations: "{}",
        profiles: applied,
        desired_profiles: applied,
        state: "Running",
        created_at: now,
        modified_at: now,
      })
      .execute();
    await announce(trx, { tenantUid: tenant_uid, projectUid: project_uid, kind: "cluster", uid });
  });
}

async function ensureProfile(
  db: Connection,
  catalogue: PackCatalogue,
  { tenantUid: tenant_uid, projectUid: project_uid, userUid }: Place,
  { name, version, packs }: AdoptedCluster["profile"],
  now: Date,
): Promise<AppliedProfile> {
  const known = await db
    .selectFrom("cluster_profiles")
    .select(["uid", "published", "draft", "type"])
    .where("tenant_uid", "=", tenant_uid)
    .where("project_uid", "=", project_uid)
    .where("name", "=", name)
    .where("version", "=", version)
    .executeTakeFirst();
  if (known)
    return {
      profileUid: known.uid,
      revisionUid: String(known.published ?? known.draft),
      name,
      version,
      type: known.type,
    };
  const layers = packs.map(({ name: pack, layer }): StoredPack => {
    const found = catalogue.newest(pack);
    return {
      name: pack,
      layer,
      type: "spectro",
      tag: found?.version ?? "",
      version: found?.version ?? "",
      values: found?.values ?? "",
      ...(found ? { packUid: found.uid, registryUid: found.registryUid } : {}),
      manifests: [],
    };
  });
  const uid = newUid();
  const scope = { uid, tenant_uid, project_uid };
  await db
    .insertInto("cluster_profiles")
    .values({
      ...scope,
      name,
      version,
      type: "infra",
      cloud_type: "eks",
      labels: "{}",
      annotations: "{}",
      draft: 1,
      published: 1,
      created_at: now,
      modified_at: now,
    })
    .execute();
  const template = { type: "infra", cloudType: "eks", packs: layers };
  await addRevision(db, scope, { template, variables: [] }, userUid, now);
  return { profileUid: uid, revisionUid: "1", name, version, type: "infra" };
}
