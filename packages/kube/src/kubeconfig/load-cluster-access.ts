import { access, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import type { Clock } from "@inlay/resources";
import { anonymous, basicAuth, clientCertificate, staticToken } from "../auth/credentials.ts";
import type { Credentials } from "../auth/credentials.ts";
import { execPlugin } from "../auth/exec-plugin.ts";
import { tokenFile } from "../auth/token-file.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import { KubeConfigError } from "./kubeconfig-error.ts";
import {
  parseKubeConfig,
  readKubeConfigs,
  type ClusterEntry,
  type KubeConfigDocument,
  type UserEntry,
} from "./kubeconfig-file.ts";

const SERVICE_ACCOUNT_FOLDER = "/var/run/secrets/kubernetes.io/serviceaccount";

export interface ClusterAccessOptions {
  readonly clock: Clock;
  /** One file; wins over `KUBECONFIG`. */
  readonly kubeconfig?: string;
  /** A kubeconfig's text, where there is no file; wins over both. Files that it names must be absolute. */
  readonly kubeconfigText?: string;
  readonly context?: string;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Where a pod finds its service account. Default: the folder that kubelets mount. */
  readonly serviceAccountFolder?: string;
}

/**
 * Finds the API server as client-go's loading rules do: an explicit file, else `KUBECONFIG` (several files merged), else the service account
 * of the pod, else `~/.kube/config`.
 * @throws KubeConfigError
 */
export async function loadClusterAccess(options: ClusterAccessOptions): Promise<ClusterAccess> {
  if (options.kubeconfigText !== undefined)
    return accessOf(parseKubeConfig(options.kubeconfigText, "kubeconfig"), "kubeconfig", options);
  const environment = options.environment ?? process.env;
  const paths = options.kubeconfig
    ? [options.kubeconfig]
    : (environment.KUBECONFIG ?? "").split(delimiter).filter((path) => path !== "");
  if (paths.length > 0) return accessOf(await readKubeConfigs(paths), paths.join(delimiter), options);
  const inCluster = await inClusterAccess(options, environment);
  if (inCluster) return inCluster;
  const path = join(environment.HOME ?? homedir(), ".kube", "config");
  return accessOf(await readKubeConfigs([path]), path, options);
}

async function inClusterAccess(
  { clock, serviceAccountFolder }: ClusterAccessOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<ClusterAccess | undefined> {
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = environment;
  if (!host || !port) return undefined;
  const folder = serviceAccountFolder ?? environment.KUBERNETES_SERVICEACCOUNT_DIR ?? SERVICE_ACCOUNT_FOLDER;
  const tokenPath = join(folder, "token");
  const mounted = await access(tokenPath).then(() => true, () => false); // prettier-ignore
  if (!mounted) return undefined;
  const [certificateAuthority, namespace] = await Promise.all([
    readFile(join(folder, "ca.crt"), "utf8"),
    readFile(join(folder, "namespace"), "utf8").then((text) => text.trim(), () => undefined), // prettier-ignore
  ]);
  return {
    server: `https://${host.includes(":") ? `[${host}]` : host}:${port}`,
    certificateAuthority,
    skipTlsVerify: false,
    tlsServerName: undefined,
    proxyUrl: undefined,
    credentials: tokenFile(tokenPath, clock),
    namespace,
  };
}

async function accessOf(
  document: KubeConfigDocument,
  origin: string,
  { clock, context }: ClusterAccessOptions,
): Promise<ClusterAccess> {
  const contextName = context ?? document.currentContext;
  if (contextName === "")
    throw new KubeConfigError(`${origin}: no cluster to talk to: there is no kubeconfig with a current-context`);
  const chosen = document.contexts.get(contextName);
  if (!chosen) throw new KubeConfigError(`${origin}: context ${JSON.stringify(contextName)} does not exist`);
  const cluster = document.clusters.get(chosen.cluster);
  if (!cluster?.server)
    throw new KubeConfigError(`${origin}: cluster ${JSON.stringify(chosen.cluster)} does not exist or has no server`);
  const user = chosen.user ? document.users.get(chosen.user) : {};
  if (!user) throw new KubeConfigError(`${origin}: user ${JSON.stringify(chosen.user)} does not exist`);
  const certificateAuthority = await dataOrFile(
    cluster["certificate-authority-data"],
    cluster["certificate-authority"],
    origin,
  );
  return {
    server: cluster.server.replace(/\/+$/, ""),
    certificateAuthority,
    skipTlsVerify: cluster["insecure-skip-tls-verify"] ?? false,
    tlsServerName: cluster["tls-server-name"],
    proxyUrl: cluster["proxy-url"],
    credentials: await credentialsOf(user, cluster, certificateAuthority, origin, clock),
    namespace: chosen.namespace,
  };
}

async function credentialsOf(
  user: UserEntry,
  cluster: ClusterEntry,
  certificateAuthority: string | undefined,
  origin: string,
  clock: Clock,
): Promise<Credentials> {
  if (user.exec) return execPlugin(user.exec, { server: cluster.server, certificateAuthority }, clock);
  if (user.tokenFile) return tokenFile(user.tokenFile, clock);
  if (user.token) return staticToken(user.token);
  const [certificate, key] = await Promise.all([
    dataOrFile(user["client-certificate-data"], user["client-certificate"], origin),
    dataOrFile(user["client-key-data"], user["client-key"], origin),
  ]);
  if (certificate && key) return clientCertificate(certificate, key);
  if (user.username) return basicAuth(user.username, user.password ?? "");
  return anonymous;
}

/** Data wins over the file, as in client-go. */
async function dataOrFile(
  base64: string | undefined,
  path: string | undefined,
  origin: string,
): Promise<string | undefined> {
  if (base64) return Buffer.from(base64, "base64").toString("utf8");
  if (!path) return undefined;
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new KubeConfigError(`${origin}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
