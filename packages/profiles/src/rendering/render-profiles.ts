import { MacroCycle, resolveMacros, type MacroFault } from "../macros/resolve-macros.ts";
import type { MacroValue } from "../macros/macro-expression.ts";
import type { MacroScope, SystemMacros } from "../macros/macro-scope.ts";
import type { Pack } from "../packs/pack.ts";
import type { Problem } from "../problem.ts";
import { packNameOf, type Layer, type Profile } from "../profile/profile.ts";
import { variableValues } from "../variables/profile-variables.ts";
import { readYaml } from "../yaml/yaml-document.ts";
import { isClusterScoped } from "./cluster-scope.ts";
import type { HelmRelease, LayerNamespace, RenderedLayer, RenderedObject } from "./rendered-layer.ts";

/** What rendering needs to know of the cluster. */
export interface RenderContext {
  /** `cluster.name`, `kubernetes.version`, …; those about profiles are filled in here. */
  readonly system: SystemMacros;
  /** User macros, precedence settled. */
  readonly macros?: Readonly<Record<string, string>>;
  /** Values of variables by the profile's name. */
  readonly variables?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export interface Rendered {
  readonly layers: readonly RenderedLayer[];
  /** Faults of macros and YAML. A layer with an error is rendered as far as possible and must not be applied. */
  readonly problems: readonly Problem[];
}

type Data = Readonly<Record<string, unknown>>;

/** The profiles of a cluster, infrastructure first, with macros replaced. `packs` may hold more than is used. */
export function renderProfiles(profiles: readonly Profile[], packs: readonly Pack[], context: RenderContext): Rendered {
  const problems: Problem[] = [];
  const infra = profiles.find(({ type }) => type !== "add-on");
  const texts = new PackValues(profiles, packs, (profile, values) => scopeOf(profile, values));

  function scopeOf(profile: Profile, values: PackValues): MacroScope {
    return {
      system: {
        ...profileMacros("clusterprofile.infra", infra),
        ...profileMacros("clusterprofile", profile),
        ...context.system,
      },
      macros: context.macros ?? {},
      variables: variableValues(profile.variables, context.variables?.[profile.name] ?? {}),
      pack: (name, path) => values.read(name, path),
    };
  }

  const layers = profiles.flatMap((profile) =>
    profile.layers.map((layer) => {
      const scope = scopeOf(profile, texts);
      const pack = packOf(layer, packs);
      const resolved = resolveMacros(valuesOf(layer, pack), scope);
      problems.push(...resolved.faults.map((fault) => macroProblem(fault, layer)));
      const { value, problems: faults } = asMap(resolved.text, layer);
      problems.push(...faults);
      return renderLayer(profile, layer, pack, resolved.text, value, scope, problems);
    }),
  );
  return { layers, problems };
}

/** The values that apply: the layer's own text, or the pack's when it has none. */
export function valuesOf(layer: Layer, pack: Pack | undefined): string {
  return layer.values.trim() === "" ? (pack?.values ?? "") : layer.values;
}

/** The pack of a layer, by name and version; manifest and helm layers have none. */
export function packOf(layer: Layer, packs: readonly Pack[]): Pack | undefined {
  if (layer.type === "manifest" || layer.type === "helm") return undefined;
  const name = packNameOf(layer);
  return packs.find((pack) => pack.name === name && pack.version === layer.tag);
}

export function macroProblem(fault: MacroFault, layer: Layer, manifest?: string): Problem {
  const { code, line, column, message, fix } = fault;
  return {
    code,
    severity: "error",
    field: manifest === undefined ? `layers[${layer.name}].values` : `layers[${layer.name}].manifests[${manifest}]`,
    layer: layer.name,
    ...(manifest !== undefined && { manifest }),
    line,
    column,
    message,
    ...(fix !== undefined && { fix }),
  };
}

const profileMacros = (prefix: string, profile: Profile | undefined): SystemMacros =>
  profile
    ? {
        [`${prefix}.name`]: profile.name,
        [`${prefix}.version`]: profile.version,
        ...(profile.uid !== undefined && { [`${prefix}.uid`]: profile.uid }),
      }
    : {};

/** Values by pack, resolved when first asked for; a circle of references is an error. */
class PackValues {
  readonly #sources = new Map<string, { readonly profile: Profile; readonly text: string }>();
  readonly #resolved = new Map<string, unknown>();
  readonly #open: string[] = [];
  readonly #scope: (profile: Profile, values: PackValues) => MacroScope;

  constructor(
    profiles: readonly Profile[],
    packs: readonly Pack[],
    scope: (profile: Profile, values: PackValues) => MacroScope,
  ) {
    this.#scope = scope;
    for (const profile of profiles)
      for (const layer of profile.layers) {
        const source = { profile, text: valuesOf(layer, packOf(layer, packs)) };
        for (const name of [layer.name, packNameOf(layer)])
          if (!this.#sources.has(name)) this.#sources.set(name, source);
      }
  }

  /** Text values are resolved where they are asked for, so that a pack may refer to another value of its own. */
  read(packName: string, path: readonly string[]): MacroValue | undefined {
    const source = this.#sources.get(packName);
    if (!source) return undefined;
    const key = `${packName}.${path.join(".")}`;
    if (this.#open.includes(key)) throw new MacroCycle(`${[...this.#open, key].join(" refers to ")}`);
    this.#open.push(key);
    try {
      const value = at(this.#document(packName, source.text), path);
      if (typeof value === "string") return this.#resolve(value, source.profile);
      return typeof value === "number" || typeof value === "boolean" ? value : undefined;
    } finally {
      this.#open.pop();
    }
  }

  #resolve(value: string, profile: Profile): string {
    const quoted = JSON.stringify(value);
    const resolved = resolveMacros(quoted, this.#scope(profile, this));
    const cycle = resolved.faults.find(({ code }) => code === "MACRO_CYCLE");
    if (cycle) throw new MacroCycle(cycle.message);
    return text(readYaml(resolved.text).documents[0]?.value);
  }

  #document(packName: string, text: string): unknown {
    if (!this.#resolved.has(packName)) this.#resolved.set(packName, readYaml(text).documents[0]?.value);
    return this.#resolved.get(packName);
  }
}

/** The value at a dotted path, whose steps may be keys that hold dots themselves. */
function at(value: unknown, path: readonly string[]): unknown {
  if (path.length === 0) return value;
  if (value === null || typeof value !== "object") return undefined;
  for (let length = 1; length <= path.length; length++) {
    const key = path.slice(0, length).join(".");
    if (Object.hasOwn(value, key)) {
      const found = at((value as Data)[key], path.slice(length));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function asMap(text: string, layer: Layer): { value: Data; problems: readonly Problem[] } {
  const { documents, faults } = readYaml(text);
  const field = `layers[${layer.name}].values`;
  const problems = faults.map(({ code, message, line, column }): Problem => ({
    code,
    severity: "error",
    field,
    layer: layer.name,
    line,
    column,
    message,
  }));
  const value = documents[0]?.value ?? {};
  if (typeof value === "object" && !Array.isArray(value)) return { value: value as Data, problems };
  return {
    value: {},
    problems: [
      ...problems,
      {
        code: "YAML_NOT_A_MAP",
        severity: "error",
        field,
        layer: layer.name,
        line: 1,
        column: 1,
        message: "values must be a map of names to values",
      },
    ],
  };
}

function renderLayer(
  profile: Profile,
  layer: Layer,
  pack: Pack | undefined,
  values: string,
  data: Data,
  scope: MacroScope,
  problems: Problem[],
): RenderedLayer {
  const settings = map(data["pack"]);
  const namespace = text(settings["namespace"]) || "default";
  const packName = packNameOf(layer);
  const base = {
    profileName: profile.name,
    profileVersion: profile.version,
    profileType: profile.type,
    name: layer.name,
    packName,
    layer: layer.layer,
    tag: layer.tag,
    priority: priority(settings["spectrocloud.com/install-priority"]),
    namespace,
    namespaces: namespaces(settings, namespace),
    values,
    data,
  };
  const manifests = [
    ...(pack?.manifests ?? []).map(({ path, content }) => ({ name: path, content })),
    ...layer.manifests,
  ];
  const objects = manifests.flatMap(({ name, content }) => {
    const resolved = resolveMacros(content, scope);
    problems.push(...resolved.faults.map((fault) => macroProblem(fault, layer, name)));
    const read = readObjects(resolved.text, namespace);
    problems.push(
      ...read.faults.map((fault): Problem => ({
        ...fault,
        severity: "error",
        field: `layers[${layer.name}].manifests[${name}]`,
        layer: layer.name,
        manifest: name,
      })),
    );
    return read.objects;
  });
  return { ...base, releases: releases(layer, pack, packName, namespace, data), objects };
}

/** Objects of a YAML text, as helm or a manifest gives them. Lists are taken apart; namespaced objects get the namespace. */
export function readObjects(
  yaml: string,
  namespace: string,
): {
  objects: readonly RenderedObject[];
  faults: readonly Pick<Problem, "code" | "message" | "line" | "column" | "fix">[];
} {
  const { documents, faults } = readYaml(yaml);
  const found: Pick<Problem, "code" | "message" | "line" | "column" | "fix">[] = [...faults];
  const objects: RenderedObject[] = [];
  for (const document of documents) {
    if (document.value === null || document.value === undefined) continue;
    const value = document.value as Partial<RenderedObject> & { readonly items?: unknown };
    const items =
      typeof value === "object" && value.kind === "List" && Array.isArray(value.items)
        ? (value.items as Partial<RenderedObject>[])
        : [value];
    for (const item of items) {
      const wrong =
        typeof item !== "object" ||
        !item.apiVersion ||
        !item.kind ||
        !(item.metadata?.name ?? item.metadata?.generateName);
      if (wrong)
        found.push({
          code: "NOT_AN_OBJECT",
          ...document.locate([]),
          message: "a Kubernetes object needs apiVersion, kind and metadata.name",
        });
      else objects.push(placed(item as RenderedObject, namespace));
    }
  }
  return { objects, faults: found };
}

function placed(object: RenderedObject, namespace: string): RenderedObject {
  if (isClusterScoped(object) || object.metadata.namespace !== undefined) return object;
  return { ...object, metadata: { ...object.metadata, namespace } };
}

/** The layer with what helm made of its releases: text as `helm template --include-crds` prints it. */
export function withChartObjects(layer: RenderedLayer, outputs: readonly string[]): RenderedLayer {
  const objects = outputs.flatMap((output) => readObjects(output, layer.namespace).objects);
  return { ...layer, objects: [...layer.objects, ...objects] };
}

function releases(
  layer: Layer,
  pack: Pack | undefined,
  packName: string,
  namespace: string,
  data: Data,
): readonly HelmRelease[] {
  const charts = map(data["charts"]);
  const names = map(map(data["pack"])["releaseNameOverride"]);
  if (layer.type === "helm") {
    const [chart = packName, values] = Object.entries(charts)[0] ?? [];
    return [
      {
        name: text(names[chart]) || packName,
        namespace,
        chart,
        version: layer.tag,
        values: Object.keys(charts).length > 0 ? map(values) : without(data, "pack"),
      },
    ];
  }
  return (pack?.charts ?? []).map(({ name, path }) => ({
    name: text(names[name]) || `${packName}-${name}`,
    namespace,
    chart: name,
    path,
    version: layer.tag,
    values: map(charts[name]),
  }));
}

function namespaces(settings: Data, namespace: string): readonly LayerNamespace[] {
  const more = settings["additionalNamespaces"];
  const names = [namespace, ...(typeof more === "string" ? more.split(",") : Object.keys(map(more)))];
  const marks = (field: string, name: string): Readonly<Record<string, string>> => {
    const value = map(settings[field])[name];
    if (value !== null && typeof value === "object")
      return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, String(v)]));
    const pairs = text(value)
      .split(",")
      .filter((pair) => pair.includes("="));
    return Object.fromEntries(
      pairs.map((pair) => [pair.slice(0, pair.indexOf("=")).trim(), pair.slice(pair.indexOf("=") + 1).trim()]),
    );
  };
  return [...new Set(names.map((name) => name.trim()).filter((name) => name !== ""))].map((name) => ({
    name,
    labels: marks("namespaceLabels", name),
    annotations: marks("namespaceAnnotations", name),
  }));
}

function priority(value: unknown): number {
  const number = Number(value ?? 0);
  return Number.isInteger(number) ? number : 0;
}

const map = (value: unknown): Data =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? (value as Data) : {};
const text = (value: unknown): string =>
  value === undefined || value === null || typeof value === "object" ? "" : String(value as string | number | boolean);
const without = (data: Data, key: string): Data =>
  Object.fromEntries(Object.entries(data).filter(([name]) => name !== key));
