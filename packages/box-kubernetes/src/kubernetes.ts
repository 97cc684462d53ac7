import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Clock, Random } from "@inlay/resources";
import { defaultPlugins } from "./api/admission/default-plugins.ts";
import type { Api, TokenRequestOptions, ObjectKey } from "./api/api.ts";
import { ApiServer } from "./api/http/api-server.ts";
import { podStreams } from "./api/http/pod-streams.ts";
import { RequestLedger, type RequestCount } from "./api/http/request-counters.ts";
import { InProcessApi } from "./api/in-process-api.ts";
import type { Machinery } from "./api/machinery.ts";
import { metricsResources } from "./api/metrics/metrics-resources.ts";
import { ResourceRegistry } from "./api/resource-registry.ts";
import { Authenticator, type AuthenticateToken } from "./auth/authentication/authenticator.ts";
import { NodeAuthorizer } from "./auth/authorization/node-authorizer.ts";
import { RbacAuthorizer } from "./auth/authorization/rbac-authorizer.ts";
import { startRoleAggregation } from "./auth/authorization/role-aggregation.ts";
import { CertificateAuthority, type KeyPair } from "./auth/certificates/certificate-authority.ts";
import { ServiceAccountTokens, type IssuedToken } from "./auth/tokens/service-account-tokens.ts";
import { ADMIN, type User } from "./auth/user.ts";
import { bootstrap } from "./bootstrap/bootstrap.ts";
import { startControllers } from "./controllers/start-controllers.ts";
import type { FailureListener } from "./controllers/controller-context.ts";
import { builtInDefinitions, metricsDefinitions } from "./definitions/built-in.ts";
import { Discovery } from "./discovery/discovery.ts";
import type { KubernetesCallGate } from "./faults/call-gate.ts";
import { SIMULATED_ONLY, type ContainerRuntime } from "./kubelet/container-runtime.ts";
import { KubeletHost } from "./kubelet/kubelet-host.ts";
import { startScheduler } from "./scheduler/scheduler.ts";
import { JournalFile } from "./store/journal-file.ts";
import { ObjectStore } from "./store/object-store.ts";

/** What a cluster is known by; kept across starts, or its clients' files no longer work. */
export interface ClusterIdentity {
  readonly certificateAuthority: KeyPair;
  /** PEM, of service account tokens. */
  readonly signingKey: string;
}

export interface KubernetesOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Strict semver. */
  readonly gitVersion?: string;
  /** 0: any that is free. */
  readonly port?: number;
  /** Keeps the objects across starts; absent: they live in memory. */
  readonly dataFolder?: string;
  /** Absent: a new one. */
  readonly identity?: ClusterIdentity;
  readonly gate?: KubernetesCallGate;
  /** For bearer tokens that are not the cluster's own: EKS tokens. */
  readonly authenticateToken?: AuthenticateToken;
  readonly serviceAccountIssuer?: string;
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

const DEFAULT_VERSION = "v1.32.9-eks-113cf36";
const DEFAULT_ISSUER = "https://kubernetes.default.svc.cluster.local";

/** Starts all of it on 127.0.0.1; resolves when requests are answered and the bootstrap objects are there. */
export async function startKubernetes(options: KubernetesOptions): Promise<Kubernetes> {
  const { clock, random, identity, gitVersion = DEFAULT_VERSION } = options;
  const [authority, tokens] = await Promise.all([
    CertificateAuthority.create(clock.now(), identity?.certificateAuthority),
    ServiceAccountTokens.create(options.serviceAccountIssuer ?? DEFAULT_ISSUER, clock, identity?.signingKey),
  ]);
  const serverKeyPair = await authority.serverCertificate(clock.now());
  const store = new ObjectStore(
    options.dataFolder === undefined ? {} : { journal: new JournalFile(options.dataFolder) },
  );
  const rbac = new RbacAuthorizer(store);
  const machinery: Machinery = {
    store,
    registry: new ResourceRegistry([...builtInDefinitions(), ...metricsDefinitions()]),
    admission: defaultPlugins(rbac),
    authorizer: new NodeAuthorizer(store, rbac),
    tokens,
    clock,
    random,
  };
  const api = new InProcessApi(machinery, ADMIN);
  const ledger = new RequestLedger();
  const authenticator = new Authenticator(store, tokens, options.authenticateToken);
  const server: ApiServer = new ApiServer({
    routes: {
      machinery,
      authenticator,
      rulesFor: (user, namespace) => rbac.rulesFor(user, namespace),
      discovery: new Discovery(machinery.registry),
      computed: metricsResources,
      podStreams: podStreams(() => kubelets.proxy),
      openApi: () => undefined,
      gitVersion,
      serverAddress: () => `127.0.0.1:${server.port}`,
    },
    authenticator,
    serverKeyPair,
    clientAuthority: authority.keyPair.certificate,
    ...(options.gate && { gate: options.gate }),
    counters: ledger,
  });
  await bootstrap(api);
  await server.listen(options.port ?? 0);
  const stopping = new AbortController();
  const { signal } = stopping;
  const kubelets = new KubeletHost({
    api,
    clock,
    random,
    runtime: options.containerRuntime ?? SIMULATED_ONLY,
    apiServer: { host: "127.0.0.1", port: server.port },
    folder: options.podFolder ?? join(tmpdir(), `inlay-pods-${server.port}`),
    signal,
  });
  startRoleAggregation(api, signal);
  startControllers({
    api,
    registry: machinery.registry,
    clock,
    random,
    rootCa: authority.keyPair.certificate,
    signal,
    ...(options.onControllerFailure && { onFailure: options.onControllerFailure }),
  });
  startScheduler({ api, clock, random, signal });
  return {
    url: `https://127.0.0.1:${server.port}`,
    port: server.port,
    certificateAuthorityPem: authority.keyPair.certificate,
    identity: { certificateAuthority: authority.keyPair, signingKey: tokens.signingKeyPem },
    api,
    kubelets,
    serviceAccountIssuer: tokens.issuer,
    clientCertificate: (user) => authority.clientCertificate(user, clock.now()),
    issueServiceAccountToken: (account, request = {}) => api.createToken(account, request),
    jwks: () => tokens.jwks(),
    requests: () => ledger.entries(),
    close: async () => {
      stopping.abort();
      await server.close();
      await store.close();
    },
  };
}
