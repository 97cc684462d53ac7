import { resolveMacros } from "../macros/resolve-macros.ts";
import type { MacroScope, SystemMacros } from "../macros/macro-scope.ts";
import type { Pack } from "../packs/pack.ts";
import type { Problem } from "../problem.ts";
import { packNameOf, type Layer, type Profile } from "../profile/profile.ts";
import { variableValues } from "../variables/profile-variables.ts";
import { readYaml } from "../yaml/yaml-document.ts";
import { namespaces, priority, releases } from "./layer-settings.ts";
import { macroProblem, packOf, valuesOf } from "./layer-values.ts";
import { PackValues } from "./pack-values.ts";
import { map, text, type Data } from "./plain-data.ts";
import { readObjects } from "./read-objects.ts";
import type { RenderedLayer } from "./rendered-layer.ts";

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

const profileMacros = (prefix: string, profile: Profile | undefined): SystemMacros =>
  profile
    ? {
        [`${prefix}.name`]: profile.name,
        [`${prefix}.version`]: profile.version,
        ...(profile.uid !== undefined && { [`${prefix}.uid`]: profile.uid }),
      }
    : {};

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
