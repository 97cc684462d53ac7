/** Patch releases that EKS runs, by minor version; oldest first. Which are offered is a choice of this simulation. */
const PATCHES: Readonly<Record<string, number>> = { "1.31": 13, "1.32": 9, "1.33": 5 };

/** Versions of Kubernetes that a cluster can have here, oldest first. */
export const CLUSTER_VERSIONS: readonly string[] = Object.keys(PATCHES);

/** `1.32.9` of `1.32`. */
export function patchedVersion(version: string): string {
  return `${version}.${PATCHES[version] ?? 0}`;
}

/** What the API server and kubelets of a version call themselves: `v1.32.9-eks-113cf36`. */
export function kubernetesVersion(version: string): string {
  return `v${patchedVersion(version)}-eks-113cf36`;
}
