import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Api, ObjectKey, TokenRequestOptions } from "./api/api.ts";
import type { RequestCount } from "./api/http/request-counters.ts";
import { startRoleAggregation } from "./auth/authorization/role-aggregation.ts";
import type { KeyPair } from "./auth/certificates/certificate-authority.ts";
import type { IssuedToken, ServiceAccountTokens } from "./auth/tokens/service-account-tokens.ts";
import type { User } from "./auth/user.ts";
import { startControlPlane, type ClusterIdentity, type ControlPlaneOptions } from "./control-plane.ts";
import type { FailureListener } from "./controllers/controller-context.ts";
import { startControllers } from "./controllers/start-controllers.ts";
import { SIMULATED_ONLY, type ContainerRuntime } from "./kubelet/container-runtime.ts";
import { KubeletHost } from "./kubelet/kubelet-host.ts";
import { startScheduler } from "./scheduler/scheduler.ts";

export type { ClusterIdentity } from "./control-plane.ts";

export interface KubernetesOptions extends ControlPlaneOptions {
  /** Absent: every container is simulated. */
  readonly containerRuntime?: ContainerRuntime;
  /** Where volumes of real processes are kept; wanted with a container runtime. */
  readonly podFolder?: string;
  /** Told of what a controller could not do and tries again. */
  readonly onControllerFailure?: FailureListener;
}

/** A running Kubernetes: API server, scheduler, controllers and kubelets. */
export interface Kubernetes {
  readonly url: string;
  readonly port: number;
  readonly certificateAuthorityPem: string;
  readonly identity: ClusterIdentity;
  /** The API as system:masters. */
  readonly api: Api;
  readonly kubelets: KubeletHost;
  readonly serviceAccountIssuer: string;
  clientCertificate(user: User): Promise<KeyPair>;
  issueServiceAccountToken(account: ObjectKey, options?: TokenRequestOptions): Promise<IssuedToken>;
  /** Public keys of the service account tokens. */
  jwks(): ReturnType<ServiceAccountTokens["jwks"]>;
  /** HTTP calls so far. */
  requests(): readonly RequestCount[];
  close(): Promise<void>;
}

/** Starts all of it on 127.0.0.1; resolves when requests are answered and the bootstrap objects are there. */
export async function startKubernetes(options: KubernetesOptions): Promise<Kubernetes> {
  const { clock, random, containerRuntime: runtime = SIMULATED_ONLY, onControllerFailure } = options;
  const plane = await startControlPlane(options, () => kubelets.proxy);
  const { api, authority, ledger, machinery, server } = plane;
  const { registry, tokens } = machinery;
  const rootCa = authority.keyPair.certificate;
  const stopping = new AbortController();
  const { signal } = stopping;
  const kubelets: KubeletHost = new KubeletHost({
    api,
    clock,
    random,
    runtime,
    apiServer: { host: "127.0.0.1", port: server.port },
    folder: options.podFolder ?? join(tmpdir(), `inlay-pods-${server.port}`),
    signal,
  });
  startRoleAggregation(api, signal);
  startControllers({
    api,
    registry,
    clock,
    random,
    rootCa,
    signal,
    certify: ({ subject, publicKey }, seconds) => authority.certify(subject, publicKey, clock.now(), seconds),
    ...(onControllerFailure && { onFailure: onControllerFailure }),
  });
  startScheduler({ api, clock, random, signal });
  return {
    url: `https://127.0.0.1:${server.port}`,
    port: server.port,
    certificateAuthorityPem: rootCa,
    identity: { certificateAuthority: authority.keyPair, signingKey: tokens.signingKeyPem },
    api,
    kubelets,
    serviceAccountIssuer: tokens.issuer,
    clientCertificate: (user) => Promise.resolve(authority.clientCertificate(user, clock.now())),
    issueServiceAccountToken: (account, request = {}) => api.createToken(account, request),
    jwks: () => tokens.jwks(),
    requests: () => ledger.entries(),
    close: async () => {
      stopping.abort();
      await plane.close();
    },
  };
}
