import { Type } from "typebox";
import { listOf, Metadata } from "../http/bodies.ts";
import { invalid, notFound } from "../http/api-error.ts";
import { route, type Route } from "../http/route.ts";
import { matchesFilters } from "../query/apply-filters.ts";
import { pageOf, Paging } from "../query/paging.ts";
import { ownRegistries } from "../registries/registry-routes.ts";
import type { CataloguedPack, PackCatalogue } from "./catalogue.ts";

/** All packs that come with the program are of Palette's own kind. */
const PACK_TYPE = "spectro";
const Any = Type.Record(Type.String(), Type.Unknown());
const Tag = Type.Object({ packUid: Type.String(), version: Type.String(), tag: Type.String() });
const PackTags = Type.Object({
  name: Type.String(),
  displayName: Type.String(),
  layer: Type.String(),
  addonType: Type.String(),
  cloudTypes: Type.Array(Type.String()),
  registryUid: Type.String(),
  packValues: Type.Array(
    Type.Object({
      packUid: Type.String(),
      values: Type.String(),
      readme: Type.String(),
      schema: Type.Array(Any),
      presets: Type.Array(Any),
      dependencies: Type.Array(Any),
    }),
  ),
  tags: Type.Array(Tag),
});
const PackSummary = Type.Object({ metadata: Metadata, spec: Any });
const PackMetadata = Type.Object({
  spec: Type.Object({
    name: Type.String(),
    displayName: Type.String(),
    layer: Type.String(),
    addonType: Type.String(),
    type: Type.String(),
    cloudTypes: Type.Array(Type.String()),
    registries: Type.Array(
      Type.Object({
        uid: Type.String(),
        name: Type.String(),
        latestVersion: Type.String(),
        latestPackUid: Type.String(),
        scope: Type.String(),
        providerType: Type.String(),
      }),
    ),
  }),
});
const Registry = Type.Object({
  uid: Type.String(),
  name: Type.String(),
  kind: Type.String(),
  scope: Type.String(),
  isDefault: Type.Boolean(),
  isPrivate: Type.Boolean(),
  isSyncSupported: Type.Boolean(),
  providerType: Type.String(),
});
/** Conditions of the search that are understood; another one is refused rather than passed over. */
const SEARCH: Readonly<Record<string, (pack: CataloguedPack) => readonly string[]>> = {
  name: (pack) => [pack.name],
  displayName: (pack) => [pack.displayName],
  layer: (pack) => [pack.layer],
  type: () => [PACK_TYPE],
  addOnType: (pack) => [pack.addonType ?? ""],
  environment: (pack) => pack.cloudTypes,
  registryUid: (pack) => [pack.registryUid],
};

export const packRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/v1/packs",
    summary: "Packs, one item a version",
    permission: "packRegistry.list",
    status: 200,
    query: Paging,
    answer: listOf(PackSummary),
    handle: async ({ packs, query }) => {
      const found = packs.packs.filter((pack) =>
        matchesFilters(query.filters, {
          "metadata.uid": () => pack.uid,
          "metadata.name": () => pack.name,
          "spec.name": () => pack.name,
          "spec.version": () => pack.version,
          "spec.layer": () => pack.layer,
          "spec.type": () => PACK_TYPE,
          "spec.cloudTypes": () => pack.cloudTypes,
          "spec.registryUid": () => pack.registryUid,
        }),
      );
      return pageOf(found.map(summary), query);
    },
  }),
  route({
    method: "POST",
    path: "/v1/packs/search",
    summary: "Packs, one item a name",
    permission: "packRegistry.list",
    status: 200,
    query: Paging,
    body: Type.Object({ filter: Type.Optional(Any), sort: Type.Optional(Type.Array(Any)) }),
    answer: listOf(PackMetadata),
    handle: async ({ packs, query, body }) => {
      const wanted = Object.entries(body.filter ?? {}).map(([field, condition]) => matcher(field, condition));
      const newest = packs.packs.filter((pack, at, all) => all[at - 1]?.name !== pack.name);
      return pageOf(
        newest.filter((pack) => wanted.every((matches) => matches(pack))).map((pack) => metadata(packs, pack)),
        query,
      );
    },
  }),
  route({
    method: "GET",
    path: "/v1/packs/{uid}",
    summary: "A version of a pack, with the others of its name",
    permission: "packRegistry.get",
    status: 200,
    answer: PackTags,
    handle: async ({ packs, params }) => {
      const pack = packs.byUid(params["uid"] ?? "");
      if (!pack) throw notFound("pack", params["uid"] ?? "");
      return tagsOf([pack], packs.versions(pack.name, pack.registryUid));
    },
  }),
  route({
    method: "GET",
    path: "/v1/packs/{uid}/registries/{registryUid}",
    summary: "All versions of a pack (by name) in a registry",
    permission: "packRegistry.get",
    status: 200,
    answer: PackTags,
    handle: async ({ packs, params }) => {
      const versions = packs.versions(params["uid"] ?? "", params["registryUid"] ?? "");
      if (versions.length === 0) throw notFound("pack", params["uid"] ?? "");
      return tagsOf(versions, versions);
    },
  }),
  route({
    method: "GET",
    path: "/v1/registries/metadata",
    summary: "Registries of every kind",
    permission: "packRegistry.list",
    status: 200,
    query: Type.Object({ scope: Type.Optional(Type.String()) }),
    answer: Type.Object({ items: Type.Array(Registry) }),
    handle: async ({ db, caller, packs }) => ({
      items: [...packs.registries, ...(await ownRegistries(db, caller.tenantUid))],
    }),
  }),
  ...(["pack", "helm/summary", "oci/summary"] as const).map((kind) =>
    route({
      method: "GET",
      path: `/v1/registries/${kind}`,
      summary: `Registries of the kind ${kind.split("/")[0] ?? ""}`,
      permission: "packRegistry.list",
      status: 200,
      query: Paging,
      answer: listOf(PackSummary),
      handle: async ({ db, caller, packs, query }) =>
        pageOf(
          [...packs.registries, ...(await ownRegistries(db, caller.tenantUid))]
            .filter((registry) => kind.startsWith(registry.kind))
            .map(({ uid, name, ...spec }) => ({ metadata: { uid, name, annotations: { scope: spec.scope } }, spec })),
          query,
        ),
    }),
  ),
];

const summary = (pack: CataloguedPack) => ({
  apiVersion: "v1",
  kind: "pack",
  metadata: { uid: pack.uid, name: pack.name },
  spec: {
    name: pack.name,
    displayName: pack.displayName,
    version: pack.version,
    layer: pack.layer,
    type: PACK_TYPE,
    addonType: pack.addonType ?? "",
    cloudTypes: pack.cloudTypes,
    registryUid: pack.registryUid,
    values: pack.values,
  },
});

const metadata = (packs: PackCatalogue, pack: CataloguedPack) => ({
  spec: {
    name: pack.name,
    displayName: pack.displayName,
    layer: pack.layer,
    addonType: pack.addonType ?? "",
    type: PACK_TYPE,
    cloudTypes: pack.cloudTypes,
    registries: packs.registries
      .filter(({ uid }) => uid === pack.registryUid)
      .map(({ uid, name, scope, providerType }) => ({
        uid,
        name,
        latestVersion: pack.version,
        latestPackUid: pack.uid,
        scope,
        providerType,
      })),
  },
});

/** @param shown versions whose values come along. */
function tagsOf(shown: readonly CataloguedPack[], all: readonly CataloguedPack[]) {
  const [first] = shown;
  return {
    name: first?.name ?? "",
    displayName: first?.displayName ?? "",
    layer: first?.layer ?? "",
    addonType: first?.addonType ?? "",
    cloudTypes: first?.cloudTypes ?? [],
    registryUid: first?.registryUid ?? "",
    packValues: shown.map((pack) => ({
      packUid: pack.uid,
      values: pack.values,
      readme: pack.readme,
      schema: pack.schema,
      presets: pack.presets,
      dependencies: pack.dependencies,
    })),
    tags: all.map(({ uid, version }) => ({ packUid: uid, version, tag: version })),
  };
}

/** A condition is a list of values, or an object of eq, contains, beginsWith. */
function matcher(field: string, condition: unknown): (pack: CataloguedPack) => boolean {
  const read = Object.hasOwn(SEARCH, field) ? SEARCH[field] : undefined;
  if (!read) throw invalid("filter", field, `one of ${Object.keys(SEARCH).join(", ")}`);
  if (Array.isArray(condition))
    return (pack) => condition.length === 0 || read(pack).some((value) => condition.includes(value));
  const { eq, contains, beginsWith } = (condition ?? {}) as Readonly<Record<string, unknown>>;
  const holds = (value: string): boolean =>
    (typeof eq !== "string" || value === eq) &&
    (typeof contains !== "string" || value.toLowerCase().includes(contains.toLowerCase())) &&
    (typeof beginsWith !== "string" || value.toLowerCase().startsWith(beginsWith.toLowerCase()));
  return (pack) => read(pack).some(holds);
}
