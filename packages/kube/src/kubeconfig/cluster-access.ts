import type { Credentials } from "../auth/credentials.ts";

/** Everything that is needed to talk to one API server. */
export interface ClusterAccess {
  /** Origin and path prefix, without a slash at the end: `https://10.0.0.1:443`. */
  readonly server: string;
  /** PEM; undefined: the system's roots. */
  readonly certificateAuthority: string | undefined;
  readonly skipTlsVerify: boolean;
  readonly tlsServerName: string | undefined;
  readonly proxyUrl: string | undefined;
  readonly credentials: Credentials;
  /** Of the context, or of the service account. */
  readonly namespace: string | undefined;
}
