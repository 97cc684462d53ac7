import type { LayerKind } from "../profile/profile.ts";
import type { Preset } from "./presets.ts";
import type { SchemaRule } from "./values-schema.ts";

/** A file of a pack's folder: path relative to it, with `/`. */
export interface PackFile {
  readonly path: string;
  readonly content: string;
}

/** A chart inside the pack's folder. */
export interface PackChart {
  /** The key under `charts:` in the values, and part of the release's name. */
  readonly name: string;
  /** Folder or `.tgz`, relative to the pack's folder: what helm is given. */
  readonly path: string;
}

export interface PackDependency {
  readonly packName: string;
  readonly layer: LayerKind;
  readonly minVersion?: string;
  readonly maxVersion?: string;
  readonly type: "required" | "optional" | "notSupported" | "upgrade";
}

export interface Pack {
  readonly name: string;
  readonly displayName: string;
  readonly version: string;
  readonly layer: LayerKind;
  readonly addonType?: string;
  readonly cloudTypes: readonly string[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly dependencies: readonly PackDependency[];
  readonly charts: readonly PackChart[];
  /** Manifests that the pack brings itself (`kubeManifests`). */
  readonly manifests: readonly PackFile[];
  /** values.yaml, verbatim. */
  readonly values: string;
  readonly schema: readonly SchemaRule[];
  readonly presets: readonly Preset[];
  readonly readme: string;
  /** `group/Kind` of the custom resources that it defines, as far as its files show them. */
  readonly definedKinds: readonly string[];
}
