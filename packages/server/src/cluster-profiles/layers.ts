import {
  packNameOf,
  validateProfile,
  type LayerKind,
  type LayerType,
  type ProfileType,
  type ProfileVariable,
} from "@inlay/profiles";
import type { Static } from "typebox";
import type { StoredPack, StoredTemplate, StoredVariable } from "../database/schema.ts";
import { newUid } from "../database/uid.ts";
import { ApiError, invalid } from "../http/api-error.ts";
import type { CataloguedPack, PackCatalogue } from "../packs/catalogue.ts";
import type { PackInput } from "./profile-bodies.ts";

type Given = Static<typeof PackInput>;

/**
 * Layers as they are kept. Values and manifests stay byte for byte what was sent; a manifest of the same layer and name keeps its uid.
 * @throws ApiError at the field: a name twice, a pack that no registry has.
 */
export function layersOf(
  given: readonly Given[],
  before: readonly StoredPack[],
  catalogue: PackCatalogue,
): readonly StoredPack[] {
  return given.map((pack, at) => {
    const field = `spec.template.packs[${at}]`;
    if (given.findIndex(({ name }) => name === pack.name) !== at)
      throw invalid(`${field}.name`, pack.name, "the name of one layer only");
    const known = find(pack, field, catalogue);
    const old = before.find(({ name }) => name === pack.name);
    const manifests = pack.manifests ?? [];
    return {
      name: pack.name,
      layer: pack.layer ?? known?.layer ?? "addon",
      type: pack.type ?? "spectro",
      tag: pack.tag ?? known?.version ?? "",
      version: known?.version ?? pack.tag ?? "",
      values: pack.values ?? "",
      packUid: known?.uid ?? pack.uid,
      registryUid: known?.registryUid ?? pack.registryUid,
      manifests: manifests.map(({ name, content }, index) => {
        if (manifests.findIndex((other) => other.name === name) !== index)
          throw invalid(`${field}.manifests[${index}].name`, name, "the name of one manifest only");
        const uid = old?.manifests.find((manifest) => manifest.name === name)?.uid ?? newUid();
        return { uid, name, content: content ?? "" };
      }),
    };
  });
}

/** A `spectro` layer has to be a pack of a registry; the others bring their own content. */
function find(pack: Given, field: string, catalogue: PackCatalogue): CataloguedPack | undefined {
  if ((pack.type ?? "spectro") !== "spectro") return undefined;
  if (pack.uid) {
    const known = catalogue.byUid(pack.uid);
    if (!known) throw invalid(`${field}.uid`, pack.uid, "the uid of a pack in a registry");
    return known;
  }
  const name = packNameOf(pack);
  const known = catalogue.packs.find(
    (candidate) =>
      candidate.name === name &&
      (!pack.tag || candidate.version === pack.tag) &&
      (!pack.registryUid || candidate.registryUid === pack.registryUid),
  );
  if (!known) throw invalid(`${field}.name`, pack.tag ? `${name} ${pack.tag}` : name, "a pack that a registry has");
  return known;
}

/**
 * Checks the whole profile as it would be: YAML with line and column, values against their schema, macros, dependencies between packs.
 * @throws ApiError with the first error as text and all problems, warnings too, as details.
 */
export function mustBeValid(
  profile: {
    readonly name: string;
    readonly version: string;
    readonly template: StoredTemplate;
    readonly variables: readonly StoredVariable[];
  },
  catalogue: PackCatalogue,
  macros: Readonly<Record<string, string>>,
): void {
  const { name, version, template, variables } = profile;
  const problems = validateProfile(
    {
      name,
      version,
      type: template.type as ProfileType,
      cloudType: template.cloudType,
      layers: template.packs.map((pack) => ({ ...pack, layer: pack.layer as LayerKind, type: pack.type as LayerType })),
      variables: variables as unknown as readonly ProfileVariable[],
    },
    catalogue.packs,
    { macros },
  );
  const first = problems.find(({ severity }) => severity === "error");
  if (!first) return;
  const place =
    first.line === undefined ? first.field : `${first.field} line ${first.line} column ${first.column ?? 1}`;
  throw new ApiError(400, "InvalidProfile", `${place}: ${first.message}${first.fix ? `: ${first.fix}` : ""}`, {
    field: first.field,
    problems,
  });
}
