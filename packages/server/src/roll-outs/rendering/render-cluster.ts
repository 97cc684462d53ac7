import {
  renderProfiles,
  withChartObjects,
  type HelmRelease,
  type Pack,
  type Problem,
  type Profile,
  type RenderContext,
  type RenderedLayer,
} from "@inlay/profiles";
import { helmTemplate } from "./helm-template.ts";

/** Where charts are, and what renders them. */
export type Charts = {
  /** Path of the helm program. @throws when there is none: the message says what installs it. */
  readonly helm: () => Promise<string>;
  /** The folder that a pack was read from; undefined: it has none here. */
  readonly folderOf: (pack: Pick<Pack, "name" | "version">) => string | undefined;
};

/** The profiles of a cluster with everything that reaches it, charts included. Layers with problems are rendered as far as possible. */
export async function renderCluster(
  profiles: readonly Profile[],
  packs: readonly Pack[],
  charts: Charts,
  context: RenderContext,
): Promise<{ readonly layers: readonly RenderedLayer[]; readonly problems: readonly Problem[] }> {
  const rendered = renderProfiles(profiles, packs, context);
  const problems: Problem[] = [...rendered.problems];
  const version = context.system["kubernetes.version"];
  const layers: RenderedLayer[] = [];
  for (const layer of rendered.layers) {
    const outputs: string[] = [];
    for (const release of layer.releases) {
      try {
        outputs.push(await helmTemplate(await charts.helm(), release, chartOf(layer, release, charts), version));
      } catch (error) {
        problems.push(chartProblem(layer, release, error));
      }
    }
    layers.push(withChartObjects(layer, outputs));
  }
  return { layers, problems };
}

function chartOf(layer: RenderedLayer, release: HelmRelease, charts: Charts): string {
  const folder = release.path === undefined ? undefined : charts.folderOf({ name: layer.packName, version: layer.tag });
  if (folder === undefined || release.path === undefined)
    throw new Error(`the chart ${release.chart} ${release.version} is in no folder of this server`);
  return `${folder}/${release.path}`;
}

const chartProblem = (layer: RenderedLayer, release: HelmRelease, error: unknown): Problem => ({
  code: "CHART_NOT_RENDERED",
  severity: "error",
  field: `layers[${layer.name}].values.charts.${release.chart}`,
  layer: layer.name,
  message: `helm cannot render ${release.chart} ${release.version}: ${error instanceof Error ? error.message : String(error)}`,
  fix: `correct the values below charts.${release.chart} of the layer ${layer.name}`,
});
