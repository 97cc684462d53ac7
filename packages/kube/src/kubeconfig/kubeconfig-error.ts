/** A kubeconfig, or the credentials it names, cannot be used. The message says where and what would be accepted. */
export class KubeConfigError extends Error {
  readonly code = "KUBE_CONFIG";
}
