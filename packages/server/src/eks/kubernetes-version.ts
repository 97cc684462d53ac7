import type { RenderedLayer } from "@inlay/profiles";

/** `1.32` of the Kubernetes layer's version `1.32.9`, as EKS names it; undefined: there is no such layer. */
export function kubernetesMinor(layers: readonly RenderedLayer[]): string | undefined {
  const tag = layers.find(({ layer }) => layer === "k8s")?.tag;
  return tag === undefined ? undefined : /^\d+\.\d+/.exec(tag)?.[0];
}

/** The version that a cluster is to be brought to; undefined: it stays at what it has. */
export function upgradeTo(before: readonly RenderedLayer[], after: readonly RenderedLayer[]): string | undefined {
  const [old, fresh] = [kubernetesMinor(before), kubernetesMinor(after)];
  return old === undefined || old === fresh ? undefined : fresh;
}
