/** The API server gave no answer: it could not be reached, the connection broke, or the deadline passed. Nobody knows whether the call took effect. */
export class KubeConnectionError extends Error {
  readonly code = "KUBE_CONNECTION";
}
