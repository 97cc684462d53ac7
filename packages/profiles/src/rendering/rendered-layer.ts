import type { Draft, KubeObject } from "@inlay/resources";
import type { LayerKind, ProfileType } from "../profile/profile.ts";

/** An object of any kind as it will be applied. */
export type RenderedObject = Draft<KubeObject>;

/** What helm is to be asked for. */
export interface HelmRelease {
  /** `<packName>-<chartName>`, unless the values override it. */
  readonly name: string;
  readonly namespace: string;
  readonly chart: string;
  /** Inside the pack's folder; absent for charts straight from a registry, which `chart` and `version` name. */
  readonly path?: string;
  readonly version: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A namespace that a layer needs, with what it wants to stand on it. */
export interface LayerNamespace {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface RenderedLayer {
  readonly profileName: string;
  readonly profileVersion: string;
  readonly profileType: ProfileType;
  readonly name: string;
  readonly packName: string;
  readonly layer: LayerKind;
  readonly tag: string;
  /** `spectrocloud.com/install-priority`: lowest first, 0 by default. Add-on layers only. */
  readonly priority: number;
  /** Where namespaced objects without a namespace of their own go. */
  readonly namespace: string;
  readonly namespaces: readonly LayerNamespace[];
  /** The values' text with macros replaced. */
  readonly values: string;
  /** The same as data. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly releases: readonly HelmRelease[];
  /** From manifests; `withChartObjects` adds what helm made of the releases. */
  readonly objects: readonly RenderedObject[];
}
