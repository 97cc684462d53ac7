/** Palette's types: `cluster` is "Full", `infra` "Infrastructure", `add-on` "Add-on". */
export type ProfileType = "cluster" | "infra" | "add-on";

/** Palette's `layer`. An infrastructure or full profile has one each of os, k8s, cni and csi. */
export type LayerKind = "os" | "k8s" | "cni" | "csi" | "addon";
export const INFRASTRUCTURE_LAYERS: readonly LayerKind[] = ["os", "k8s", "cni", "csi"];

/** `spectro`: a pack of ours; `helm`: a chart from a registry; `manifest`: YAML only; `oci`: a pack from an OCI registry. */
export type LayerType = "spectro" | "helm" | "manifest" | "oci";

export interface Manifest {
  readonly name: string;
  /** YAML as the user wrote it, macros included. */
  readonly content: string;
}

export interface Layer {
  /** Unique in the profile. The pack's name, `<displayName>--<packName>` for a second copy, or the manifest layer's own name. */
  readonly name: string;
  readonly layer: LayerKind;
  readonly type: LayerType;
  /** The pack's or chart's version. Manifest layers: `""` or any text. */
  readonly tag: string;
  readonly registryUid?: string;
  /** YAML as the user wrote it, comments and macros included. `""`: the pack's own values. */
  readonly values: string;
  readonly manifests: readonly Manifest[];
}

export type VariableFormat = "string" | "number" | "boolean" | "ipv4" | "ipv4cidr" | "ipv6" | "version" | "base64";

/** A profile variable: `{{.spectro.var.NAME}}`. */
export interface ProfileVariable {
  readonly name: string;
  readonly displayName: string;
  readonly description?: string;
  readonly format?: VariableFormat;
  readonly inputType?: "text" | "dropdown" | "multiline";
  readonly options?: readonly { readonly value: string; readonly label?: string }[];
  readonly defaultValue?: string;
  readonly regex?: string;
  readonly required?: boolean;
  readonly isSensitive?: boolean;
  readonly hidden?: boolean;
  /** Read-only. */
  readonly immutable?: boolean;
}

/** One version of a cluster profile. Versions of one profile share the name. */
export interface Profile {
  readonly uid?: string;
  readonly name: string;
  readonly version: string;
  readonly type: ProfileType;
  /** `eks`, or `all` for add-on profiles. */
  readonly cloudType: string;
  readonly description?: string;
  /** In the order in which they are shown. */
  readonly layers: readonly Layer[];
  readonly variables: readonly ProfileVariable[];
}

/** The pack's name of a layer: what follows `--`, if there is one. */
export function packNameOf(layer: Pick<Layer, "name">): string {
  const at = layer.name.indexOf("--");
  return at < 0 ? layer.name : layer.name.slice(at + 2);
}
