/** The parts of Palette's REST bodies that the console reads. Field names are Palette's. */
import type { ValueRule } from "../../src/yaml/problems.ts";

export type Metadata = {
  readonly uid: string;
  readonly name: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly creationTimestamp?: string;
  readonly lastModifiedTimestamp?: string;
  readonly resourceVersion?: string;
};
export type List<Item> = {
  readonly items: readonly Item[];
  readonly listmeta?: { readonly continue?: string; readonly count?: number };
};

export type ProfileType = "cluster" | "infra" | "add-on" | "system";
export type LayerKind = "kernel" | "os" | "k8s" | "cni" | "csi" | "addon";

export type Manifest = { readonly name: string; readonly content?: string; readonly uid?: string };
/** One layer of a profile. */
export type Pack = {
  readonly name: string;
  readonly displayName?: string;
  readonly layer: LayerKind;
  readonly type?: "spectro" | "manifest" | "helm" | "oci";
  readonly tag?: string;
  readonly version?: string;
  readonly values?: string;
  readonly uid?: string;
  readonly packUid?: string;
  readonly registryUid?: string;
  readonly manifests?: readonly Manifest[];
};
export type Template = { readonly type: ProfileType; readonly cloudType?: string; readonly packs?: readonly Pack[] };
export type ProfileVersion = { readonly uid: string; readonly version: string };
export type Variable = {
  readonly name: string;
  readonly displayName: string;
  readonly description?: string;
  readonly format?: string;
  readonly defaultValue?: string;
  readonly required?: boolean;
  readonly isSensitive?: boolean;
};
export type Profile = {
  readonly metadata: Metadata;
  readonly spec: {
    readonly version: string;
    readonly versions?: readonly ProfileVersion[];
    readonly draft?: Template;
    readonly published?: Template;
    readonly variables?: readonly Variable[];
  };
  readonly status?: {
    readonly isPublished?: boolean;
    readonly inUseClusters?: readonly { readonly uid: string; readonly name?: string }[];
    readonly inUseClusterUids?: readonly string[];
  };
};
export type ProfileSummary = {
  readonly metadata: Metadata;
  readonly specSummary: {
    readonly version?: string;
    readonly draft?: Template;
    readonly published?: Template & { readonly version?: string };
  };
  readonly status?: Profile["status"];
};

export type PackSummary = {
  readonly spec: {
    readonly name: string;
    readonly displayName?: string;
    readonly layer: LayerKind;
    readonly addonType?: string;
    readonly registries?: readonly {
      readonly uid: string;
      readonly name?: string;
      readonly latestVersion?: string;
      readonly latestPackUid?: string;
    }[];
  };
};
export type PackPreset = {
  readonly name: string;
  readonly displayName?: string;
  readonly group?: string;
  readonly add?: string;
  readonly remove?: readonly string[];
};
export type PackDetails = {
  readonly name: string;
  readonly displayName?: string;
  readonly layer: LayerKind;
  readonly registryUid?: string;
  readonly packValues?: readonly {
    readonly packUid: string;
    readonly values?: string;
    readonly readme?: string;
    readonly schema?: readonly ValueRule[];
    readonly presets?: readonly PackPreset[];
  }[];
  readonly tags?: readonly { readonly packUid: string; readonly version: string; readonly tag: string }[];
};
