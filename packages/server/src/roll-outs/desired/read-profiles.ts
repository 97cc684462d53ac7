import type { LayerKind, LayerType, Problem, Profile, ProfileType, ProfileVariable } from "@inlay/profiles";
import type { Connection } from "../../database/open-database.ts";
import type { AppliedProfile, StoredPack } from "../../database/schema.ts";

/** The contents of attached profiles, with what the cluster has of its own. */
export async function readProfiles(
  db: Connection,
  applied: readonly AppliedProfile[],
): Promise<{ readonly profiles: readonly Profile[]; readonly problems: readonly Problem[] }> {
  if (applied.length === 0) return { profiles: [], problems: [] };
  const rows = await db
    .selectFrom("profile_revisions as revision")
    .innerJoin("cluster_profiles as profile", "profile.uid", "revision.profile_uid")
    .select(["profile.uid", "profile.cloud_type", "revision.number", "revision.template", "revision.variables"])
    .where((where) =>
      where.or(
        applied.map(({ profileUid, revisionUid }) =>
          where.and([
            where("revision.profile_uid", "=", profileUid),
            where("revision.number", "=", Number(revisionUid)),
          ]),
        ),
      ),
    )
    .execute();
  const problems: Problem[] = [];
  const profiles = applied.flatMap((each): Profile[] => {
    const row = rows.find(({ uid, number }) => uid === each.profileUid && String(number) === each.revisionUid);
    if (!row) {
      problems.push({
        code: "PROFILE_GONE",
        severity: "error",
        field: `profiles[${each.name}]`,
        message: `the profile ${each.name} ${each.version} does not exist any more`,
        fix: "detach it, or choose another version of it",
      });
      return [];
    }
    return [
      {
        uid: each.profileUid,
        name: each.name,
        version: each.version,
        type: each.type as ProfileType,
        cloudType: row.cloud_type,
        layers: row.template.packs.map((pack) => layerOf(pack, each)),
        variables: row.variables as unknown as readonly ProfileVariable[],
      },
    ];
  });
  return { profiles, problems };
}

function layerOf(pack: StoredPack, { packValues = [] }: AppliedProfile) {
  const own = packValues.find(({ name }) => name === pack.name);
  return {
    name: pack.name,
    layer: pack.layer as LayerKind,
    type: pack.type as LayerType,
    tag: pack.tag,
    values: own?.values ?? pack.values,
    manifests: pack.manifests.map(({ name, content }) => ({
      name,
      content: own?.manifests?.find((manifest) => manifest.name === name)?.content ?? content,
    })),
  };
}
