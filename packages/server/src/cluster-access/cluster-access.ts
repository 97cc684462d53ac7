import { createAwsClients, type AwsClients } from "@inlay/aws";
import { connectKube, loadClusterAccess, renewedToken, type KubeClient } from "@inlay/kube";
import { systemClock, type Clock } from "@inlay/resources";
import type { ClusterConnection } from "./cluster-connection.ts";

/** Clients of one cluster and of the account that it stands in. */
export interface ClusterAccess {
  readonly kube: KubeClient;
  readonly aws: AwsClients;
  readonly eksClusterName: string;
  readonly region: string;
  close(): Promise<void>;
}

/** The cluster's connection cannot be used as it is kept. */
export class ClusterAccessError extends Error {
  readonly code = "ClusterAccess";
}

/**
 * Opens a cluster. Nothing is asked of it yet: a cluster that does not answer shows at the first call.
 * @throws ClusterAccessError when the connection cannot be read.
 */
export async function openClusterAccess(
  connection: ClusterConnection,
  clock: Clock = systemClock,
): Promise<ClusterAccess> {
  const { eksClusterName, region } = connection;
  const aws = createAwsClients({ region, environment: awsEnvironment(connection), userAgent: "inlay-server" });
  try {
    const kube = connectKube(await apiServer(connection, aws, clock), { clock, userAgent: "inlay-server" });
    return {
      kube,
      aws,
      eksClusterName,
      region,
      close: async () => {
        aws.close();
        await kube.close();
      },
    };
  } catch (error) {
    aws.close();
    throw new ClusterAccessError(
      `The connection of the cluster ${eksClusterName} cannot be used: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}

async function apiServer({ kubernetes, eksClusterName }: ClusterConnection, aws: AwsClients, clock: Clock) {
  const context = kubernetes.context === undefined ? {} : { context: kubernetes.context };
  if (kubernetes.kubeconfig !== undefined)
    return loadClusterAccess({ clock, kubeconfigText: kubernetes.kubeconfig, ...context });
  if (kubernetes.kubeconfigPath !== undefined)
    return loadClusterAccess({ clock, kubeconfig: kubernetes.kubeconfigPath, ...context });
  const { cluster } = await aws.call("eks", "DescribeCluster", { name: eksClusterName });
  if (!cluster?.endpoint) throw new Error(`EKS knows no endpoint of ${eksClusterName} yet`);
  return {
    server: cluster.endpoint.replace(/\/+$/, ""),
    certificateAuthority: Buffer.from(cluster.certificateAuthority?.data ?? "", "base64").toString("utf8"),
    skipTlsVerify: false,
    tlsServerName: undefined,
    proxyUrl: undefined,
    credentials: renewedToken(() => aws.clusterToken(eksClusterName), clock),
    namespace: undefined,
  };
}

/** What the clients read in place of this process's own environment. Without settings of its own the server's account is used. */
function awsEnvironment({ aws = {} }: ClusterConnection): Readonly<Record<string, string | undefined>> {
  const own = {
    AWS_ENDPOINT_URL: aws.endpointUrl,
    AWS_PROFILE: aws.profile,
    AWS_SHARED_CREDENTIALS_FILE: aws.credentialsFile,
    AWS_CONFIG_FILE: aws.configFile,
    AWS_ACCESS_KEY_ID: aws.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.secretAccessKey,
    AWS_SESSION_TOKEN: aws.sessionToken,
  };
  const hasIdentity = aws.accessKeyId !== undefined || aws.profile !== undefined || aws.credentialsFile !== undefined;
  return hasIdentity
    ? { INLAY_REQUIRE_LOOPBACK_AWS: process.env["INLAY_REQUIRE_LOOPBACK_AWS"], ...own }
    : { ...process.env, ...withoutUndefined(own) };
}

const withoutUndefined = <T extends object>(value: T): Partial<T> =>
  Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Partial<T>;
