/** Cluster profiles, versions, packs: Palette's paths. */
import { queryOptions } from "@tanstack/react-query";
import { everyPage, request } from "./client.ts";
import type {
  List,
  Manifest,
  Pack,
  PackDetails,
  PackSummary,
  Profile,
  ProfileSummary,
  ProfileType,
  Template,
  Variable,
} from "./types.ts";

export const profilesQuery = queryOptions({
  queryKey: ["profiles"],
  queryFn: ({ signal }) =>
    everyPage<ProfileSummary>((token) =>
      request(
        "POST",
        `/v1/dashboard/clusterprofiles?limit=50${token ? `&continue=${encodeURIComponent(token)}` : ""}`,
        { filter: {}, sort: [] },
        signal,
      ),
    ),
});

export const profileQuery = (uid: string) =>
  queryOptions({
    queryKey: ["profiles", uid],
    queryFn: ({ signal }) => loadProfile(uid, signal),
  });

/** What is edited: the draft while it differs from what clusters get. */
export const editedTemplate = ({ spec }: Profile): Template | undefined => spec.draft ?? spec.published;

type ManifestContents = List<{
  readonly metadata: { readonly name: string; readonly uid: string };
  readonly spec: { readonly published?: { content?: string }; readonly draft?: { content?: string } };
}>;

/** A profile with its manifests' contents, which Palette serves apart. */
async function loadProfile(uid: string, signal: AbortSignal): Promise<Profile> {
  const profile = await request<Profile>("GET", `/v1/clusterprofiles/${uid}`, undefined, signal);
  const { draft, published } = profile.spec;
  const names = new Set(
    [draft, published].flatMap((template) =>
      (template?.packs ?? []).filter(({ manifests }) => manifests?.length).map(({ name }) => name),
    ),
  );
  const contents = new Map(
    await Promise.all(
      [...names].map(async (name) => {
        const path = `/v1/clusterprofiles/${uid}/packs/${encodeURIComponent(name)}/manifests`;
        return [name, (await request<ManifestContents>("GET", path, undefined, signal)).items] as const;
      }),
    ),
  );
  const filled = (template: Template | undefined, kind: "draft" | "published"): Template | undefined =>
    template && {
      ...template,
      packs: template.packs?.map((pack): Pack => {
        const contentOf = (manifest: Manifest): string => {
          const found = contents.get(pack.name)?.find(({ metadata }) => metadata.uid === manifest.uid)?.spec;
          return (found?.[kind] ?? found?.draft ?? found?.published)?.content ?? "";
        };
        return {
          ...pack,
          manifests: pack.manifests?.map((manifest) => ({ ...manifest, content: contentOf(manifest) })),
        };
      }),
    };
  return {
    ...profile,
    spec: { ...profile.spec, draft: filled(draft, "draft"), published: filled(published, "published") },
  };
}

export const variablesQuery = (uid: string) =>
  queryOptions({
    queryKey: ["profiles", uid, "variables"],
    queryFn: async ({ signal }) =>
      (await request<{ variables?: Variable[] }>("GET", `/v1/clusterprofiles/${uid}/variables`, undefined, signal))
        .variables ?? [],
  });

export const saveVariables = (uid: string, variables: readonly Variable[]): Promise<void> =>
  request("PUT", `/v1/clusterprofiles/${uid}/variables`, { variables });

export const packsQuery = queryOptions({
  queryKey: ["packs"],
  staleTime: 60_000,
  queryFn: ({ signal }) =>
    everyPage<PackSummary>((token) =>
      request(
        "POST",
        `/v1/packs/search?limit=50${token ? `&continue=${encodeURIComponent(token)}` : ""}`,
        { filter: {}, sort: [] },
        signal,
      ),
    ),
});

export const packQuery = (name: string, registryUid: string | undefined) =>
  queryOptions({
    queryKey: ["packs", name, registryUid],
    enabled: registryUid !== undefined && registryUid !== "",
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      request<PackDetails>("GET", `/v1/packs/${encodeURIComponent(name)}/registries/${registryUid}`, undefined, signal),
  });

export type NewProfile = {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly type: ProfileType;
  readonly tags: readonly string[];
  readonly packs: readonly Pack[];
};

const packBody = (pack: Pack): unknown => ({
  name: pack.name,
  layer: pack.layer,
  type: pack.type ?? "spectro",
  tag: pack.tag ?? pack.version,
  uid: pack.packUid ?? pack.uid,
  registryUid: pack.registryUid,
  values: pack.values ?? "",
  manifests: (pack.manifests ?? []).map(({ name, content, uid }) => ({ name, content: content ?? "", uid })),
});

/** A bare tag is a label with this value. */
const BARE_TAG = "spectro__tag";
const metadataBody = (profile: Pick<NewProfile, "name" | "description" | "tags">): unknown => ({
  name: profile.name,
  annotations: { description: profile.description },
  labels: Object.fromEntries(profile.tags.map((tag) => [tag.split(":")[0], tag.split(":")[1] ?? BARE_TAG])),
});

/** Creates and publishes a profile at once: from then on it is not lost. */
export const createProfile = (profile: NewProfile): Promise<{ uid: string }> =>
  request("POST", "/v1/clusterprofiles?publish=true", {
    metadata: metadataBody(profile),
    spec: {
      version: profile.version,
      template: {
        type: profile.type,
        cloudType: profile.type === "add-on" ? "all" : "eks",
        packs: profile.packs.map(packBody),
      },
    },
  });

/** Replaces a version's layers and publishes it. @throws RequestRefused 409 when somebody saved in between. */
export async function saveProfile(profile: Profile, packs: readonly Pack[]): Promise<void> {
  const template = editedTemplate(profile);
  await request("PUT", `/v1/clusterprofiles/${profile.metadata.uid}`, {
    metadata: {
      name: profile.metadata.name,
      annotations: profile.metadata.annotations,
      labels: profile.metadata.labels,
      resourceVersion: profile.metadata.resourceVersion,
    },
    spec: { version: profile.spec.version, template: { type: template?.type, packs: packs.map(packBody) } },
  });
  await request("PATCH", `/v1/clusterprofiles/${profile.metadata.uid}/publish`);
}

export const createVersion = (profile: Profile, version: string): Promise<{ uid: string }> =>
  request("POST", `/v1/clusterprofiles/${profile.metadata.uid}/clone`, {
    metadata: { name: profile.metadata.name, version },
  });

export const deleteProfile = (uid: string): Promise<void> => request("DELETE", `/v1/clusterprofiles/${uid}`);

export const exportProfile = async (uid: string): Promise<string> => {
  const answer = await request<unknown>("GET", `/v1/clusterprofiles/${uid}/export?format=json`);
  return typeof answer === "string" ? answer : JSON.stringify(answer, undefined, 2);
};

export const importProfile = (text: string): Promise<{ uid: string }> =>
  request("POST", "/v1/clusterprofiles/import?publish=true", JSON.parse(text));
