import type { MacroFault } from "../macros/resolve-macros.ts";
import type { Pack } from "../packs/pack.ts";
import type { Problem } from "../problem.ts";
import { packNameOf, type Layer } from "../profile/profile.ts";

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
