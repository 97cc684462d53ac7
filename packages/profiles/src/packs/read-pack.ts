import { parseVersion } from "../semver/semantic-version.ts";
import { INFRASTRUCTURE_LAYERS, type LayerKind } from "../profile/profile.ts";
import { readYaml } from "../yaml/yaml-document.ts";
import type { Pack, PackChart, PackDependency, PackFile } from "./pack.ts";
import { parsePresets } from "./presets.ts";
import { parseValuesSchema } from "./values-schema.ts";

/** A folder that is not a pack, with everything that is wrong. */
export class InvalidPack extends Error {
  readonly code = "INVALID_PACK";
  readonly faults: readonly string[];

  constructor(faults: readonly string[]) {
    super(faults.join("; "));
    this.faults = faults;
  }
}

interface PackJson {
  readonly name?: unknown;
  readonly displayName?: unknown;
  readonly version?: unknown;
  readonly layer?: unknown;
  readonly addonType?: string;
  readonly cloudTypes?: unknown;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly charts?: unknown;
  readonly kubeManifests?: unknown;
  readonly constraints?: { readonly dependencies?: readonly PackDependency[] };
}

/**
 * A pack from the files of its folder: pack.json and values.yaml, and where they are there schema.yaml, presets.yaml, README.md, the
 * charts' CRDs and the manifests. Binary files (`.tgz`, logos) need not be given.
 * @throws InvalidPack
 */
export function readPack(files: readonly PackFile[]): Pack {
  const text = (path: string): string | undefined => files.find((file) => file.path === path)?.content;
  const json = packJson(text("pack.json"));
  const faults: string[] = [];
  const need = (field: string, value: unknown): string => {
    if (typeof value === "string" && value !== "") return value;
    faults.push(`pack.json: ${field} is required`);
    return "";
  };
  const version = need("version", json.version);
  if (version !== "" && !parseVersion(version))
    faults.push(`pack.json: version ${JSON.stringify(version)} is not of the form 1.2.3`);
  const layer = need("layer", json.layer);
  if (layer !== "" && ![...INFRASTRUCTURE_LAYERS, "addon"].includes(layer))
    faults.push(`pack.json: layer ${JSON.stringify(layer)} is none of os, k8s, cni, csi, addon`);
  const values = text("values.yaml");
  if (values === undefined) faults.push("values.yaml is missing");
  for (const { line, message } of readYaml(values ?? "").faults) faults.push(`values.yaml line ${line}: ${message}`);
  const schema = parseValuesSchema(text("schema.yaml") ?? "");
  if (typeof schema === "string") faults.push(schema);
  const presetsText = text("presets.yaml");
  const presets = presetsText === undefined ? [] : parsePresets(presetsText);
  if (typeof presets === "string") faults.push(presets);
  const chartPaths = paths(json.charts, "charts", faults);
  const manifestPaths = paths(json.kubeManifests, "kubeManifests", faults);
  const manifests = manifestPaths.flatMap((path) => files.filter((file) => file.path === path));
  if (manifests.length < manifestPaths.length) faults.push("pack.json: kubeManifests names a file that is not there");
  const name = need("name", json.name);
  const displayName = need("displayName", json.displayName);
  if (faults.length > 0) throw new InvalidPack(faults);
  return {
    name,
    displayName,
    version,
    layer: layer as LayerKind,
    ...(json.addonType !== undefined && { addonType: json.addonType }),
    cloudTypes: Array.isArray(json.cloudTypes) ? (json.cloudTypes as string[]) : ["all"],
    annotations: json.annotations ?? {},
    dependencies: json.constraints?.dependencies ?? [],
    charts: chartPaths.map(chart),
    manifests,
    values: values ?? "",
    schema: typeof schema === "string" ? [] : schema,
    presets: typeof presets === "string" ? [] : presets,
    readme: text("README.md") ?? "",
    definedKinds: definedKinds(files),
  };
}

function packJson(text: string | undefined): PackJson {
  if (text === undefined) throw new InvalidPack(["pack.json is missing"]);
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === "object") return value;
  } catch {
    // said below
  }
  throw new InvalidPack(["pack.json is not a JSON object"]);
}

/** Relative paths that stay inside the folder. */
function paths(value: unknown, field: string, faults: string[]): readonly string[] {
  if (value === undefined) return [];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const good = list.filter(
    (path): path is string => typeof path === "string" && !path.startsWith("/") && !path.split(/[/\\]/).includes(".."),
  );
  if (good.length < list.length) faults.push(`pack.json: ${field} holds a path that leads out of the pack`);
  return good;
}

/** `charts/karpenter-1.14.1.tgz` and `charts/karpenter` both are the chart `karpenter`. */
const chart = (path: string): PackChart => ({
  path,
  name: (path.split("/").at(-1) ?? path).replace(/\.tgz$/, "").replace(/-v?\d+\.\d+\.\d+.*$/, ""),
});

function definedKinds(files: readonly PackFile[]): readonly string[] {
  const kinds = files
    .filter(({ path }) => /(^|\/)(crds|manifests)\/[^/]+\.ya?ml$/.test(path))
    .flatMap(({ content }) => readYaml(content).documents)
    .map(({ value }) => value as { kind?: string; spec?: { group?: string; names?: { kind?: string } } })
    .filter(({ kind }) => kind === "CustomResourceDefinition")
    .map(({ spec }) => `${spec?.group}/${spec?.names?.kind}`);
  return [...new Set(kinds)].sort();
}
