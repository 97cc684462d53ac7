import type { AwsClients } from "@inlay/aws";
import type { KubeClient, Logger, SingletonDefinition } from "@inlay/kube";
import { isNotFound } from "@inlay/kube";
import type { Service } from "@inlay/resources";
import { SERVICES } from "@inlay/resources";

const VERSION_PERIOD_MS = 5 * 60_000;
const RETRY_MS = 10_000;
const SUPPORTED_MINORS = { first: 26, last: 36 } as const;

/** What nodes must know of the cluster that they join. */
export interface ClusterFacts {
  readonly name: string;
  readonly endpoint: string;
  /** Base64 of the CA bundle. */
  readonly caBundle: string;
  /** Address of kube-dns; undefined when there is no such service. */
  readonly dnsAddress: string | undefined;
  readonly ipFamily: "ipv4" | "ipv6";
  /** `1.32`. */
  readonly kubernetesVersion: string;
}

export interface ClusterFactsOptions {
  readonly clusterName: string;
  readonly clusterEndpoint: string;
  readonly clusterCaBundle: string;
  readonly eksControlPlane: boolean;
}

/** Reads the cluster's facts from EKS and the API server and keeps the version fresh. */
export class Cluster {
  readonly #kube: KubeClient;
  readonly #aws: AwsClients;
  readonly #options: ClusterFactsOptions;
  #facts: ClusterFacts | undefined;
  #serviceCidr: string | undefined;

  constructor(kube: KubeClient, aws: AwsClients, options: ClusterFactsOptions) {
    this.#kube = kube;
    this.#aws = aws;
    this.#options = options;
  }

  /** @throws Error before {@link start} has succeeded */
  get facts(): ClusterFacts {
    if (!this.#facts) throw new Error("the cluster's facts have not been read yet");
    return this.#facts;
  }

  async start(logger: Logger, signal: AbortSignal): Promise<void> {
    const [endpoint, dnsAddress, kubernetesVersion] = await Promise.all([
      this.#endpoint(signal),
      this.#dnsAddress(logger, signal),
      this.#version(signal),
    ]);
    this.#facts = {
      name: this.#options.clusterName,
      endpoint,
      caBundle: this.#options.clusterCaBundle || this.#kube.certificateAuthorityData,
      dnsAddress,
      ipFamily: dnsAddress?.includes(":") ? "ipv6" : "ipv4",
      kubernetesVersion,
    };
    warnIfUnsupported(kubernetesVersion, logger);
  }

  /** The cluster's service CIDR, which Amazon Linux 2023 must be told; read once. Undefined when EKS names none. */
  async serviceCidr(signal: AbortSignal): Promise<string | undefined> {
    if (this.#serviceCidr) return this.#serviceCidr;
    const { cluster } = await this.#aws.call("eks", "DescribeCluster", { name: this.#options.clusterName }, { signal });
    const network = cluster?.kubernetesNetworkConfig;
    this.#serviceCidr = network?.serviceIpv6Cidr ?? network?.serviceIpv4Cidr;
    return this.#serviceCidr;
  }

  async refreshVersion(logger: Logger, signal: AbortSignal): Promise<void> {
    const kubernetesVersion = await this.#version(signal);
    if (kubernetesVersion === this.facts.kubernetesVersion) return;
    this.#facts = { ...this.facts, kubernetesVersion };
    warnIfUnsupported(kubernetesVersion, logger);
  }

  async #endpoint(signal: AbortSignal): Promise<string> {
    if (this.#options.clusterEndpoint) return this.#options.clusterEndpoint;
    const { cluster } = await this.#aws.call("eks", "DescribeCluster", { name: this.#options.clusterName }, { signal });
    if (!cluster?.endpoint) throw new Error(`EKS names no endpoint for cluster ${this.#options.clusterName}`);
    return cluster.endpoint;
  }

  async #dnsAddress(logger: Logger, signal: AbortSignal): Promise<string | undefined> {
    try {
      const service = await this.#kube.get<Service>(
        SERVICES,
        { namespace: "kube-system", name: "kube-dns" },
        { signal },
      );
      return service.spec.clusterIP;
    } catch (error) {
      signal.throwIfAborted();
      if (!isNotFound(error)) logger.error("unable to detect the IP of the kube-dns service", error);
      return undefined;
    }
  }

  async #version(signal: AbortSignal): Promise<string> {
    if (this.#options.eksControlPlane) {
      const { cluster } = await this.#aws.call(
        "eks",
        "DescribeCluster",
        { name: this.#options.clusterName },
        { signal },
      );
      if (cluster?.version) return cluster.version;
    }
    return minorVersionOf(await this.#kube.raw("/version", { signal }));
  }
}

/** `{"major":"1","minor":"32+"}` as `1.32`. */
export function minorVersionOf(answer: unknown): string {
  const { major, minor } = (answer ?? {}) as { readonly major?: unknown; readonly minor?: unknown };
  if (typeof major !== "string" || typeof minor !== "string") throw new Error("/version names no version");
  return `${major}.${minor.replace(/\D.*$/, "")}`;
}

export function versionController(cluster: Cluster): SingletonDefinition {
  return {
    name: "providers.version",
    reconcile: async ({ logger, signal }) => {
      try {
        await cluster.refreshVersion(logger, signal);
        return { requeueAfterMs: VERSION_PERIOD_MS };
      } catch (error) {
        signal.throwIfAborted();
        logger.error("failed detecting the Kubernetes version, keeping the known one", error);
        return { requeueAfterMs: RETRY_MS };
      }
    },
  };
}

function warnIfUnsupported(version: string, logger: Logger): void {
  const minor = Number(version.split(".")[1] ?? 0);
  if (minor >= SUPPORTED_MINORS.first && minor <= SUPPORTED_MINORS.last) return;
  logger.error(
    "kubernetes version is not supported by this version of the provider",
    new Error(`${version} is not within 1.${SUPPORTED_MINORS.first} and 1.${SUPPORTED_MINORS.last}`),
  );
}
