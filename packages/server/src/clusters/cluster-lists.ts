import { sql, type RawBuilder } from "kysely";
import { Type } from "typebox";
import { invalid } from "../http/api-error.ts";
import { listOf, Metadata } from "../http/bodies.ts";
import { route, type Call, type Route } from "../http/route.ts";
import { filterCondition } from "../query/apply-filters.ts";
import { page, Paging, type Orders } from "../query/paging.ts";
import { ClusterSummaryBody } from "./cluster-bodies.ts";
import { attachedContents, contentKey, visibleClusters, type ClusterRow } from "./cluster-store.ts";
import { clusterMetadata, clusterSummary } from "./cluster-view.ts";

const FIELDS = {
  "metadata.uid": "uid",
  "metadata.name": "name",
  "spec.cloudType": "cloud_type",
  "status.state": "state",
};
const ORDERS: Orders = {
  "metadata.name": "name",
  "metadata.creationTimestamp": "created_at",
  "metadata.lastModifiedTimestamp": "modified_at",
};
/** Names of the search's sort fields. */
const SORTS: Readonly<Record<string, string>> = {
  clusterName: "metadata.name",
  creationTimestamp: "metadata.creationTimestamp",
  lastModifiedTimestamp: "metadata.lastModifiedTimestamp",
};
/** Properties of the search, each with its column. `isDeleted` is known too: clusters that were removed are not kept. */
const PROPERTIES: Readonly<Record<string, string>> = {
  clusterName: "name",
  environment: "cloud_type",
  cloudType: "cloud_type",
  region: "region",
  clusterState: "state",
  clusterUid: "uid",
};

const Condition = Type.Object({
  property: Type.String(),
  type: Type.Optional(Type.String()),
  condition: Type.Object({
    string: Type.Optional(
      Type.Object({
        operator: Type.Optional(Type.String()),
        negation: Type.Optional(Type.Boolean()),
        match: Type.Optional(
          Type.Object({ conjunction: Type.Optional(Type.String()), values: Type.Optional(Type.Array(Type.String())) }),
        ),
      }),
    ),
    bool: Type.Optional(Type.Object({ value: Type.Optional(Type.Boolean()) })),
  }),
});
const Search = Type.Object({
  filter: Type.Optional(
    Type.Object({
      conjunction: Type.Optional(Type.Enum(["and", "or"])),
      filterGroups: Type.Optional(
        Type.Array(
          Type.Object({
            conjunction: Type.Optional(Type.Enum(["and", "or"])),
            filters: Type.Optional(Type.Array(Condition, { maxItems: 50 })),
          }),
          { maxItems: 20 },
        ),
      ),
    }),
  ),
  sort: Type.Optional(
    Type.Array(Type.Object({ field: Type.String(), order: Type.Optional(Type.Enum(["asc", "desc"])) }), {
      maxItems: 1,
    }),
  ),
});

export const clusterLists: readonly Route[] = [
  route({
    method: "POST",
    path: "/v1/dashboard/spectroclusters/search",
    summary: "Clusters with state, health, nodes and cost",
    permission: "cluster.list",
    status: 200,
    query: Paging,
    body: Search,
    answer: listOf(ClusterSummaryBody),
    handle: async (call) => {
      const { filter = {}, sort: [sort] = [] } = call.body;
      const field = sort && Object.hasOwn(SORTS, sort.field) ? SORTS[sort.field] : undefined;
      if (sort && field === undefined)
        throw invalid("sort.field", sort.field, `one of ${Object.keys(SORTS).join(", ")}`);
      const orderBy = field ? `${field}=${sort?.order === "desc" ? "-1" : "1"}` : call.query.orderBy;
      const groups = (filter.filterGroups ?? []).map(({ conjunction = "and", filters = [] }, at) =>
        joined(
          conjunction,
          filters.map((each, index) =>
            searchCondition(each.property, each.condition, `filter.filterGroups[${at}].filters[${index}]`),
          ),
        ),
      );
      const rows = visibleClusters(call.db, call.caller)
        .where(filterCondition(call.query.filters, FIELDS))
        .where(joined(filter.conjunction ?? "and", groups));
      const found = await page(rows, { ...call.query, orderBy }, ORDERS, "uid", (row) => row);
      return { ...found, items: await summaries(call, found.items) };
    },
  }),
  route({
    method: "GET",
    path: "/v1/dashboard/spectroclusters/metadata",
    summary: "Names and uids of clusters",
    permission: "cluster.list",
    status: 200,
    query: Paging,
    answer: listOf(Type.Object({ metadata: Metadata })),
    handle: async ({ db, caller, query }) =>
      await page(
        visibleClusters(db, caller).where(filterCondition(query.filters, FIELDS)),
        query,
        ORDERS,
        "uid",
        (row) => ({ metadata: clusterMetadata(row) }),
      ),
  }),
];

async function summaries({ db }: Call, rows: readonly ClusterRow[]) {
  const contents = await attachedContents(
    db,
    rows.flatMap((row) => row.desired_profiles),
  );
  return rows.map((row) =>
    clusterSummary(
      row,
      row.desired_profiles.map((applied) => ({
        applied,
        ...(contents.get(contentKey(applied)) ?? { template: undefined, variables: [], published: null }),
      })),
    ),
  );
}

const joined = (conjunction: "and" | "or", parts: readonly RawBuilder<boolean>[]): RawBuilder<boolean> =>
  parts.length === 0
    ? sql<boolean>`true`
    : sql<boolean>`(${sql.join(parts, conjunction === "and" ? sql` and ` : sql` or `)})`;

type Asked = {
  readonly string?: {
    readonly operator?: string;
    readonly negation?: boolean;
    readonly match?: { readonly values?: readonly string[] };
  };
  readonly bool?: { readonly value?: boolean };
};

function searchCondition(property: string, { string, bool }: Asked, place: string): RawBuilder<boolean> {
  if (property === "isDeleted") return bool?.value === true ? sql<boolean>`false` : sql<boolean>`true`;
  const column = Object.hasOwn(PROPERTIES, property) ? PROPERTIES[property] : undefined;
  if (column === undefined)
    throw invalid(`${place}.property`, property, `one of isDeleted, ${Object.keys(PROPERTIES).join(", ")}`);
  const values = string?.match?.values ?? [];
  if (values.length === 0) return sql<boolean>`true`;
  const holds =
    string?.operator === "contains"
      ? sql<boolean>`(${sql.join(
          values.map((value) => sql`strpos(lower(${sql.ref(column)}), ${value.toLowerCase()}) > 0`),
          sql` or `,
        )})`
      : sql<boolean>`${sql.ref(column)} in (${sql.join(values)})`;
  return string?.negation === true ? sql<boolean>`not ${holds}` : holds;
}
