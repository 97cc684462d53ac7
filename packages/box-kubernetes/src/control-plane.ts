import type { Clock, Random } from "@inlay/resources";
import { defaultPlugins } from "./api/admission/default-plugins.ts";
import { podWebhook, type PodMutation } from "./api/admission/pod-webhook.ts";
import type { Api } from "./api/api.ts";
import { serveCustomResources } from "./api/custom-resources/serve-custom-resources.ts";
import { expireEvents } from "./api/event-expiry.ts";
import { ApiServer } from "./api/http/api-server.ts";
import { openApiHandler } from "./api/http/open-api-handler.ts";
import { podStreams } from "./api/http/pod-streams.ts";
import { RequestLedger } from "./api/http/request-counters.ts";
import { InProcessApi } from "./api/in-process-api.ts";
import type { Machinery } from "./api/machinery.ts";
import { metricsResources } from "./api/metrics/metrics-resources.ts";
import { ResourceRegistry } from "./api/resource-registry.ts";
import { Authenticator, type AuthenticateToken } from "./auth/authentication/authenticator.ts";
import { NodeAuthorizer } from "./auth/authorization/node-authorizer.ts";
import { RbacAuthorizer } from "./auth/authorization/rbac-authorizer.ts";
import { CertificateAuthority, type KeyPair } from "./auth/certificates/certificate-authority.ts";
import { ServiceAccountTokens } from "./auth/tokens/service-account-tokens.ts";
import { ADMIN } from "./auth/user.ts";
import { publishApiServer } from "./bootstrap/api-server-endpoints.ts";
import { bootstrap } from "./bootstrap/bootstrap.ts";
import { builtInDefinitions, metricsDefinitions } from "./definitions/built-in.ts";
import { Discovery } from "./discovery/discovery.ts";
import type { KubernetesCallGate } from "./faults/call-gate.ts";
import type { NodeProxy } from "./kubelet/node-proxy.ts";
import { JournalFile } from "./store/journal-file.ts";
import { ObjectStore } from "./store/object-store.ts";

/** What a cluster is known by; kept across starts, or its clients' files no longer work. */
export interface ClusterIdentity {
  readonly certificateAuthority: KeyPair;
  /** PEM, of service account tokens. */
  readonly signingKey: string;
}

export interface ControlPlaneOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Strict semver; asked at every use. */
  readonly gitVersion?: () => string;
  /** 0: any that is free. */
  readonly port?: number;
  /** Keeps the objects across starts; absent: they live in memory. */
  readonly dataFolder?: string;
  /** Absent: a new one. */
  readonly identity?: ClusterIdentity;
  /** PEM (PKCS #8) of an RSA key for service account tokens, where no identity was kept: making one takes a while, so it may have begun earlier. */
  readonly newSigningKey?: Promise<string>;
  readonly gate?: KubernetesCallGate;
  /** For bearer tokens that are not the cluster's own: EKS tokens. */
  readonly authenticateToken?: AuthenticateToken;
  /** A webhook of the control plane that changes new pods: EKS's pod identity webhook. */
  readonly mutatePod?: PodMutation;
  readonly serviceAccountIssuer?: string;
  /** Told of a CustomResourceDefinition that could not be served or removed; its next change tries again. */
  readonly onCustomResourceFailure?: (name: string, error: unknown) => void;
}

/** The API server and what it stands on; nobody acts on the objects yet. */
export interface ControlPlane {
  readonly machinery: Machinery;
  readonly server: ApiServer;
  readonly authority: CertificateAuthority;
  readonly ledger: RequestLedger;
  /** The API as system:masters. */
  readonly api: Api;
  close(): Promise<void>;
}

const DEFAULT_VERSION = "v1.32.9-eks-113cf36";
const DEFAULT_ISSUER = "https://kubernetes.default.svc.cluster.local";

/**
 * Starts the API server on 127.0.0.1; resolves when it answers and the bootstrap objects are there.
 *
 * @param nodes the kubelets, once they run.
 */
export async function startControlPlane(options: ControlPlaneOptions, nodes: () => NodeProxy): Promise<ControlPlane> {
  const { clock, random, identity, gitVersion = () => DEFAULT_VERSION } = options;
  const authority = CertificateAuthority.create(clock.now(), identity?.certificateAuthority);
  const serverKeyPair = authority.serverCertificate(clock.now());
  const signingKey = identity?.signingKey ?? (await options.newSigningKey);
  const tokens = await ServiceAccountTokens.create(options.serviceAccountIssuer ?? DEFAULT_ISSUER, clock, signingKey);
  const store = new ObjectStore(
    options.dataFolder === undefined ? {} : { journal: new JournalFile(options.dataFolder) },
  );
  const rbac = new RbacAuthorizer(store);
  const machinery: Machinery = {
    store,
    registry: new ResourceRegistry([...builtInDefinitions(), ...metricsDefinitions()]),
    admission: [...defaultPlugins(rbac, nodes), ...(options.mutatePod ? [podWebhook(options.mutatePod)] : [])],
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
      podStreams: podStreams(nodes),
      openApi: openApiHandler(machinery.registry),
      gitVersion,
      serverAddress: () => `127.0.0.1:${server.port}`,
    },
    authenticator,
    serverKeyPair,
    clientAuthority: authority.keyPair.certificate,
    ...(options.gate && { gate: options.gate }),
    counters: ledger,
  });
  const stopping = new AbortController();
  serveCustomResources(machinery, api, stopping.signal, options.onCustomResourceFailure ?? (() => undefined));
  expireEvents(machinery, stopping.signal);
  await bootstrap(api);
  await server.listen(options.port ?? 0);
  await publishApiServer(api, server.port);
  const close = async () => {
    stopping.abort();
    await server.close();
    await store.close();
  };
  return { machinery, server, authority, ledger, api, close };
}
