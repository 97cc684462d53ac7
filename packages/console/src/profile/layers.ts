/** What the console says about layers. */
const NAMES: Readonly<Record<string, string>> = {
  kernel: "Kernel",
  os: "OS",
  k8s: "Kubernetes",
  cni: "Network",
  csi: "Storage",
  addon: "Add-on",
};
export const layerName = (layer: string): string => NAMES[layer] ?? layer;

const TYPES: Readonly<Record<string, string>> = {
  cluster: "Full",
  infra: "Infrastructure",
  "add-on": "Add-on",
  system: "System",
};
export const typeName = (type: string | undefined): string => TYPES[type ?? ""] ?? type ?? "–";

type Layer = { readonly name: string; readonly layer: string };
type Comparable = Layer & {
  readonly tag?: string;
  readonly version?: string;
  readonly values?: string;
  readonly manifests?: readonly { readonly name: string; readonly content?: string }[];
};

export const infrastructureOf = <L extends Layer>(layers: readonly L[]): L[] =>
  layers.filter(({ layer }) => layer !== "addon");
export const addonsOf = <L extends Layer>(layers: readonly L[]): L[] => layers.filter(({ layer }) => layer === "addon");

export type LayerChange<L> = {
  readonly name: string;
  readonly change: "added" | "changed" | "removed";
  readonly before?: L;
  readonly after?: L;
};

/** Layers that differ, by name, in the order of `after`, removed ones last. */
export function changedLayers<L extends Comparable>(before: readonly L[], after: readonly L[]): LayerChange<L>[] {
  const old = new Map(before.map((layer) => [layer.name, layer]));
  const kept = new Set(after.map(({ name }) => name));
  const changes = after.flatMap((layer): LayerChange<L>[] => {
    const was = old.get(layer.name);
    if (!was) return [{ name: layer.name, change: "added", after: layer }];
    return textOf(was) === textOf(layer) && versionOf(was) === versionOf(layer)
      ? []
      : [{ name: layer.name, change: "changed", before: was, after: layer }];
  });
  return [
    ...changes,
    ...before
      .filter(({ name }) => !kept.has(name))
      .map((layer): LayerChange<L> => ({ name: layer.name, change: "removed", before: layer })),
  ];
}

export const versionOf = (layer: Pick<Comparable, "tag" | "version">): string => layer.version || layer.tag || "";

/** Values and manifests of a layer as one text, for comparing. */
export const textOf = (layer: Comparable | undefined): string =>
  layer === undefined
    ? ""
    : [
        layer.values ?? "",
        ...(layer.manifests ?? []).map(({ name, content }) => `# manifest: ${name}\n${content ?? ""}`),
      ]
        .filter(Boolean)
        .join("\n---\n");
