import { sql } from "kysely";
import { Type } from "typebox";
import { invalid } from "../http/api-error.ts";
import { route, type Route } from "../http/route.ts";
import { filterCondition } from "../query/apply-filters.ts";
import { clustersUsing } from "../clusters/cluster-store.ts";
import { page, Paging, type Orders } from "../query/paging.ts";
import { ProfileMetadatas, ProfileSummaries } from "./profile-bodies.ts";
import { visibleProfiles } from "./profile-store.ts";
import { metadataOf, summaryView } from "./profile-view.ts";

const UID = "cluster_profiles.uid";
const FIELDS = {
  "metadata.uid": UID,
  "metadata.name": "cluster_profiles.name",
  "spec.name": "cluster_profiles.name",
  "spec.version": "cluster_profiles.version",
  "spec.type": "cluster_profiles.type",
  "spec.cloudType": "cluster_profiles.cloud_type",
};
const ORDERS: Orders = {
  "metadata.name": "cluster_profiles.name",
  "metadata.creationTimestamp": "cluster_profiles.created_at",
  "metadata.lastModifiedTimestamp": "cluster_profiles.modified_at",
};
/** Names of the search's sort fields. */
const SORTS: Readonly<Record<string, string>> = {
  profileName: "metadata.name",
  creationTimestamp: "metadata.creationTimestamp",
  lastModifiedTimestamp: "metadata.lastModifiedTimestamp",
};

const TextFilter = Type.Object({
  eq: Type.Optional(Type.String()),
  contains: Type.Optional(Type.String()),
  beginsWith: Type.Optional(Type.String()),
});
const Search = Type.Object({
  filter: Type.Optional(
    Type.Object(
      {
        profileName: Type.Optional(TextFilter),
        version: Type.Optional(TextFilter),
        profileType: Type.Optional(Type.Array(Type.String())),
        environment: Type.Optional(Type.Array(Type.String())),
      },
      { additionalProperties: false },
    ),
  ),
  sort: Type.Optional(
    Type.Array(Type.Object({ field: Type.String(), order: Type.Optional(Type.Enum(["asc", "desc"])) }), {
      maxItems: 1,
    }),
  ),
});

export const profileLists: readonly Route[] = [
  route({
    method: "POST",
    path: "/v1/dashboard/clusterprofiles",
    summary: "Profiles with their layers, one item a version",
    permission: "clusterProfile.list",
    status: 200,
    query: Paging,
    body: Search,
    answer: ProfileSummaries,
    handle: async ({ db, caller, query, body }) => {
      const [sort] = body.sort ?? [];
      const field = sort && Object.hasOwn(SORTS, sort.field) ? SORTS[sort.field] : undefined;
      if (sort && field === undefined)
        throw invalid("sort.field", sort.field, `one of ${Object.keys(SORTS).join(", ")}`);
      const orderBy = field ? `${field}=${sort?.order === "desc" ? "-1" : "1"}` : query.orderBy;
      const { profileName, version, profileType = [], environment = [] } = body.filter ?? {};
      let rows = visibleProfiles(db, caller)
        .where(filterCondition(query.filters, FIELDS))
        .where(textCondition("cluster_profiles.name", profileName))
        .where(textCondition("cluster_profiles.version", version));
      if (profileType.length > 0) rows = rows.where("cluster_profiles.type", "in", profileType);
      if (environment.length > 0) rows = rows.where("cluster_profiles.cloud_type", "in", environment);
      const found = await page(rows, { ...query, orderBy }, ORDERS, UID, (row) => row);
      const used = await clustersUsing(db, caller.tenantUid, found.items.map(({ uid }) => uid)); // prettier-ignore
      return {
        ...found,
        items: found.items.map((row) => summaryView(row, used.filter(({ profileUid }) => profileUid === row.uid))), // prettier-ignore
      };
    },
  }),
  route({
    method: "GET",
    path: "/v1/dashboard/clusterprofiles/metadata",
    summary: "Names, versions and uids of all profiles of this scope",
    permission: "clusterProfile.list",
    status: 200,
    query: Type.Object({ filters: Type.Optional(Type.String()) }),
    answer: ProfileMetadatas,
    handle: async ({ db, caller, query }) => {
      const rows = await visibleProfiles(db, caller)
        .where(filterCondition(query.filters, FIELDS))
        .orderBy("cluster_profiles.name")
        .orderBy(UID)
        .execute();
      return {
        items: rows.map((row) => ({
          metadata: metadataOf(row),
          spec: { cloudType: row.cloud_type, type: row.type, version: row.version },
        })),
      };
    },
  }),
];

/** Not case-sensitive, except for eq. */
function textCondition(column: string, filter: { eq?: string; contains?: string; beginsWith?: string } | undefined) {
  const { eq, contains, beginsWith } = filter ?? {};
  const ref = sql.ref(column);
  return sql<boolean>`(${sql.join(
    [
      sql`true`,
      ...(eq === undefined ? [] : [sql`${ref} = ${eq}`]),
      ...(contains === undefined ? [] : [sql`strpos(lower(${ref}), lower(${contains}::text)) > 0`]),
      ...(beginsWith === undefined ? [] : [sql`strpos(lower(${ref}), lower(${beginsWith}::text)) = 1`]),
    ],
    sql` and `,
  )})`;
}
