import { execFile } from "node:child_process";
import type { Clock } from "@inlay/resources";
import { KubeConfigError } from "../kubeconfig/kubeconfig-error.ts";
import type { ExecPluginConfig } from "../kubeconfig/kubeconfig-file.ts";
import type { Credentials, RequestCredentials } from "./credentials.ts";

const API_VERSIONS = ["client.authentication.k8s.io/v1", "client.authentication.k8s.io/v1beta1"];
const DEADLINE_MS = 60_000;
/** Renewed this long before it runs out, so that no request travels with a token that dies on the way. */
const EARLY_MS = 60_000;

interface ExecCredential {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly status?: {
    readonly token?: string;
    readonly clientCertificateData?: string;
    readonly clientKeyData?: string;
    readonly expirationTimestamp?: string;
  };
}

/**
 * Credentials from a program, such as `aws eks get-token` (client-go credential plugins, v1 and v1beta1). One run at a time, however many
 * requests wait; the answer is kept until shortly before it expires.
 */
export function execPlugin(
  config: ExecPluginConfig,
  cluster: { readonly server: string; readonly certificateAuthority: string | undefined },
  clock: Clock,
): Credentials {
  const apiVersion = config.apiVersion ?? API_VERSIONS[0]!;
  if (!API_VERSIONS.includes(apiVersion))
    throw new KubeConfigError(`exec.apiVersion: ${apiVersion} is not served: use ${API_VERSIONS.join(" or ")}`);
  if (config.interactiveMode === "Always")
    throw new KubeConfigError(`exec plugin ${config.command} needs a terminal (interactiveMode: Always)`);
  let cached: { readonly credentials: RequestCredentials; readonly validUntil: number } | undefined;
  let running: Promise<RequestCredentials> | undefined;
  const renew = async (): Promise<RequestCredentials> => {
    const status = await runPlugin(config, apiVersion, cluster);
    const expires = status.expirationTimestamp ? Date.parse(status.expirationTimestamp) : Infinity;
    const credentials: RequestCredentials = {
      ...(status.token ? { authorization: `Bearer ${status.token}` } : {}),
      ...(status.clientCertificateData ? { certificate: status.clientCertificateData, key: status.clientKeyData } : {}),
    };
    cached = { credentials, validUntil: expires - EARLY_MS };
    return credentials;
  };
  return {
    async current() {
      if (cached && clock.now() < cached.validUntil) return cached.credentials;
      running ??= renew().finally(() => (running = undefined));
      return running;
    },
    rejected() {
      const wasCached = cached !== undefined;
      cached = undefined;
      return wasCached;
    },
  };
}

async function runPlugin(
  config: ExecPluginConfig,
  apiVersion: string,
  cluster: { readonly server: string; readonly certificateAuthority: string | undefined },
): Promise<NonNullable<ExecCredential["status"]>> {
  const authority = cluster.certificateAuthority && Buffer.from(cluster.certificateAuthority).toString("base64");
  const info = {
    apiVersion,
    kind: "ExecCredential",
    spec: {
      interactive: false,
      ...(config.provideClusterInfo
        ? { cluster: { server: cluster.server, "certificate-authority-data": authority } }
        : {}),
    },
  };
  const environment = {
    ...process.env,
    ...Object.fromEntries((config.env ?? []).map(({ name, value }) => [name, value])),
    KUBERNETES_EXEC_INFO: JSON.stringify(info),
  };
  const output = await new Promise<string>((resolve, reject) => {
    execFile(
      config.command,
      [...(config.args ?? [])],
      { env: environment, timeout: DEADLINE_MS, maxBuffer: 1 << 20 },
      (error, stdout, stderr) => {
        if (!error) return resolve(stdout);
        const hint = error.code === "ENOENT" && config.installHint ? ` ${config.installHint}` : "";
        reject(new KubeConfigError(`exec plugin ${config.command}: ${stderr.trim() || error.message}${hint}`));
      },
    );
  });
  const credential = parseCredential(output, config.command);
  if (credential.kind !== "ExecCredential" || credential.apiVersion !== apiVersion)
    throw new KubeConfigError(`exec plugin ${config.command}: answered ${credential.apiVersion}, not ${apiVersion}`);
  const { status } = credential;
  if (!status?.token && !(status?.clientCertificateData && status.clientKeyData))
    throw new KubeConfigError(`exec plugin ${config.command}: answered neither a token nor a certificate with its key`);
  return status;
}

function parseCredential(output: string, command: string): ExecCredential {
  try {
    return JSON.parse(output) as ExecCredential;
  } catch {
    throw new KubeConfigError(`exec plugin ${command}: its output is not JSON`);
  }
}
