import type { Selectable } from "kysely";
import type { Connection } from "../../database/open-database.ts";
import type { AppliedProfile, ClusterVariables, Database, StoredTemplate } from "../../database/schema.ts";
import { invalid, notFound } from "../../http/api-error.ts";
import type { PackOverride, ProfileSelection, RollOutSelection } from "../roll-out-plan.ts";

export type ClusterRow = Selectable<Database["clusters"]>;

/** Profiles and values of variables that a cluster is to have. */
export type DesiredProfiles = {
  readonly profiles: readonly AppliedProfile[];
  readonly variables: readonly ClusterVariables[];
};

/**
 * What a selection makes of the profiles that a cluster has: those named are added, brought to their published revision, or take the place of
 * another version; those detached go; the rest stays on its revision.
 * @throws ApiError at the field that cannot be.
 */
export async function selectProfiles(
  db: Connection,
  cluster: ClusterRow,
  selection: RollOutSelection,
): Promise<DesiredProfiles> {
  for (const uid of selection.detached)
    if (!cluster.profiles.some(({ profileUid }) => profileUid === uid)) throw notFound("attached profile", uid);
  let profiles = cluster.profiles.filter(({ profileUid }) => !selection.detached.includes(profileUid));
  const variables = new Map(cluster.variables.map((each) => [each.profileUid, each.variables]));
  for (const [at, chosen] of selection.profiles.entries()) {
    const field = `profiles[${at}]`;
    const found = await published(db, cluster, chosen.uid, field);
    const place = placeOf(profiles, chosen, found.name, field);
    const old = place < 0 ? undefined : profiles[place];
    const kept = old?.profileUid === chosen.uid ? old.packValues : undefined;
    const packValues = chosen.packValues ? overridesOf(chosen.packValues, found.template, field) : (kept ?? []);
    const applied: AppliedProfile = {
      profileUid: chosen.uid,
      revisionUid: String(found.revision),
      name: found.name,
      version: found.version,
      type: found.type,
      ...(packValues.length > 0 && { packValues }),
    };
    profiles = place < 0 ? [...profiles, applied] : profiles.with(place, applied);
    const before = old && variables.get(old.profileUid);
    const values = chosen.variables ?? before?.filter(({ name }) => found.variables.includes(name));
    if (old) variables.delete(old.profileUid);
    if (values && values.length > 0) variables.set(chosen.uid, values);
  }
  const order = (profile: AppliedProfile): number => (profile.type === "add-on" ? 1 : 0);
  return {
    profiles: profiles.toSorted((a, b) => order(a) - order(b)),
    variables: [...variables]
      .filter(([uid]) => profiles.some(({ profileUid }) => profileUid === uid))
      .map(([profileUid, values]) => ({ profileUid, variables: values })),
  };
}

async function published(db: Connection, cluster: ClusterRow, uid: string, field: string) {
  const row = await db
    .selectFrom("cluster_profiles as profile")
    .leftJoin("profile_revisions as revision", (join) =>
      join.onRef("revision.profile_uid", "=", "profile.uid").onRef("revision.number", "=", "profile.published"),
    )
    .select([
      "profile.name",
      "profile.version",
      "profile.type",
      "revision.number",
      "revision.template",
      "revision.variables",
    ])
    .where("profile.uid", "=", uid)
    .where("profile.tenant_uid", "=", cluster.tenant_uid)
    .where((where) =>
      where.or([where("profile.project_uid", "is", null), where("profile.project_uid", "=", cluster.project_uid)]),
    )
    .executeTakeFirst();
  if (!row) throw notFound("cluster profile", uid);
  if (row.number === null || row.template === null)
    throw invalid(`${field}.uid`, uid, `a published profile: ${row.name} ${row.version} has only a draft`);
  const { name, version, type, number: revision, template } = row;
  return { name, version, type, revision, template, variables: (row.variables ?? []).map((variable) => variable.name) };
}

/** The place that a profile takes: of the one it replaces, of itself, or of another version of it; -1: a new one. */
function placeOf(profiles: readonly AppliedProfile[], chosen: ProfileSelection, name: string, field: string): number {
  const { replaceWithProfile } = chosen;
  if (replaceWithProfile !== undefined && replaceWithProfile !== "") {
    const place = profiles.findIndex(({ profileUid }) => profileUid === replaceWithProfile);
    if (place < 0) throw invalid(`${field}.replaceWithProfile`, replaceWithProfile, "the uid of an attached profile");
    return place;
  }
  const same = profiles.findIndex(({ profileUid }) => profileUid === chosen.uid);
  return same >= 0 ? same : profiles.findIndex((profile) => profile.name === name);
}

/** What differs from the profile itself: the rest follows the profile when it gets another revision. */
function overridesOf(given: readonly PackOverride[], template: StoredTemplate, field: string) {
  return given.flatMap((override, at) => {
    const pack = template.packs.find(({ name }) => name === override.name);
    if (!pack)
      throw invalid(
        `${field}.packValues[${at}].name`,
        override.name,
        `a layer of the profile: ${template.packs.map(({ name }) => name).join(", ")}`,
      );
    const values = override.values === undefined || override.values === pack.values ? undefined : override.values;
    const manifests = (override.manifests ?? []).flatMap(({ name, content }) => {
      const own = pack.manifests.find((manifest) => manifest.name === name);
      return content === undefined || content === own?.content ? [] : [{ name, content }];
    });
    if (values === undefined && manifests.length === 0) return [];
    return [{ name: pack.name, ...(values !== undefined && { values }), ...(manifests.length > 0 && { manifests }) }];
  });
}
