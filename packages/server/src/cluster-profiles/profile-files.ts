import { Type, type Static } from "typebox";
import { Ajv } from "ajv";
import { parseDocument, stringify } from "yaml";
import { Uid } from "../http/bodies.ts";
import { ApiError, invalid } from "../http/api-error.ts";
import { route, Text, type Route } from "../http/route.ts";
import type { PackCatalogue } from "../packs/catalogue.ts";
import { CreateProfile, PackInput } from "./profile-bodies.ts";
import { createProfile } from "./profile-routes.ts";
import { readProfile, type ProfileWithContent } from "./profile-store.ts";
import { MASK, variablesOf } from "./profile-view.ts";

/** A layer in a file names its registry rather than the registry's uid, which is another one elsewhere. */
const FilePack = Type.Interface([PackInput], {
  version: Type.Optional(Type.String()),
  registry: Type.Optional(Type.Object({ metadata: Type.Object({ name: Type.String() }) })),
});
const ProfileFile = Type.Object({
  metadata: CreateProfile.properties.metadata,
  spec: Type.Object({
    version: CreateProfile.properties.spec.properties.version,
    variables: CreateProfile.properties.spec.properties.variables,
    template: Type.Object({
      type: CreateProfile.properties.spec.properties.template.properties.type,
      cloudType: CreateProfile.properties.spec.properties.template.properties.cloudType,
      packs: Type.Optional(Type.Array(FilePack, { maxItems: 200 })),
    }),
  }),
});

export const profileFiles: readonly Route[] = [
  route({
    method: "GET",
    path: "/v1/clusterprofiles/{uid}/export",
    summary: "A version as a file; sensitive values are masked",
    permission: "clusterProfile.get",
    status: 200,
    query: Type.Object({ format: Type.Optional(Type.Enum(["json", "yaml"])) }),
    answer: ProfileFile,
    handle: async ({ db, caller, params, query, packs }) => {
      const file = fileOf(await readProfile(db, caller, params["uid"] ?? ""), packs);
      return query.format === "yaml" ? new Text("application/yaml", stringify(file)) : file;
    },
  }),
  route({
    method: "POST",
    path: "/v1/clusterprofiles/import",
    summary: "Creates a profile from a file",
    permission: "clusterProfile.create",
    status: 201,
    query: Type.Object({ publish: Type.Optional(Type.Boolean()) }),
    body: ProfileFile,
    answer: Uid,
    handle: async (call) => ({
      uid: await createProfile(call, bodyOf(call.body, call.packs), call.query.publish === true),
    }),
  }),
  route({
    method: "POST",
    path: "/v1/clusterprofiles/import/file",
    summary: "Creates a profile from an uploaded file (importFile), JSON or YAML",
    permission: "clusterProfile.create",
    status: 201,
    multipart: true,
    query: Type.Object({ publish: Type.Optional(Type.Boolean()) }),
    body: Type.Object({ importFile: Type.String() }),
    answer: Uid,
    handle: async (call) => ({
      uid: await createProfile(call, bodyOf(readFile(call.body.importFile), call.packs), call.query.publish === true),
    }),
  }),
];

const isProfileFile = new Ajv({ strict: false, validateFormats: false }).compile<Static<typeof ProfileFile>>(
  structuredClone(ProfileFile) as object,
);

/** @throws ApiError with line and column where the text is neither JSON nor YAML, or at the field that is wrong. */
function readFile(text: string): Static<typeof ProfileFile> {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error) {
    const { line = 1, col = 1 } = error.linePos?.[0] ?? {};
    throw new ApiError(400, "InvalidBody", `importFile line ${line} column ${col}: ${error.message}`, {
      field: "importFile",
      line,
      column: col,
    });
  }
  let content: unknown;
  try {
    content = document.toJS();
  } catch (cause) {
    throw new ApiError(400, "InvalidBody", `importFile: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  if (isProfileFile(content)) return content;
  const [first] = isProfileFile.errors ?? [];
  const place = `importFile${(first?.instancePath ?? "").replaceAll("/", ".")}`;
  throw new ApiError(400, "InvalidField", `${place}: ${first?.message ?? "is no profile"}`, { field: place });
}

function fileOf(row: ProfileWithContent, { registries }: PackCatalogue) {
  const { type, cloudType, packs } = row.published_template ?? row.draft_template;
  return {
    metadata: { name: row.name, labels: row.labels, annotations: row.annotations },
    spec: {
      version: row.version,
      variables: variablesOf(row.variables),
      template: {
        type,
        cloudType,
        packs: packs.map(({ name, layer, type: packType, tag, version, values, manifests, registryUid }) => {
          const registry = registries.find(({ uid }) => uid === registryUid);
          return {
            name,
            layer,
            type: packType,
            tag,
            version,
            values,
            ...(registry ? { registry: { metadata: { name: registry.name, kind: registry.kind } } } : {}),
            manifests: manifests.map((manifest) => ({ name: manifest.name, content: manifest.content })),
          };
        }),
      },
    },
  };
}

/** @throws ApiError for a registry that is not here, and for a sensitive value that the file only masks. */
function bodyOf(
  { metadata, spec }: Static<typeof ProfileFile>,
  { registries }: PackCatalogue,
): Static<typeof CreateProfile> {
  const masked = (spec.variables ?? []).findIndex(({ defaultValue }) => defaultValue === MASK);
  if (masked >= 0)
    throw invalid(`spec.variables[${masked}].defaultValue`, MASK, "the real value: the file holds only its mask");
  const packs = (spec.template.packs ?? []).map(({ registry, uid: _, registryUid: __, ...pack }, at) => {
    if (!registry) return pack;
    const { name } = registry.metadata;
    const known = registries.find((candidate) => candidate.name === name);
    if (!known) throw invalid(`spec.template.packs[${at}].registry.metadata.name`, name, "the name of a registry here");
    return { ...pack, registryUid: known.uid };
  });
  return { metadata, spec: { ...spec, template: { ...spec.template, packs } } };
}
