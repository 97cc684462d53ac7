import type { Pack } from "../packs/pack.ts";
import type { Layer } from "../profile/profile.ts";
import { map, text, without, type Data } from "./plain-data.ts";
import type { HelmRelease, LayerNamespace } from "./rendered-layer.ts";

/** The charts of a layer with their values, as helm installs them. */
export function releases(
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

/** The namespaces that a layer needs, its own first, with labels and annotations. */
export function namespaces(settings: Data, namespace: string): readonly LayerNamespace[] {
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

/** `spectrocloud.com/install-priority`: a whole number, 0 when absent or unreadable. */
export function priority(value: unknown): number {
  const number = Number(value ?? 0);
  return Number.isInteger(number) ? number : 0;
}
