import { createAwsClients, type AwsClients } from "@inlay/aws";
import { connectKube, loadClusterAccess, renewedToken, type KubeClient } from "@inlay/kube";
import { systemClock, type Clock } from "@inlay/resources";
import type { StoredConnection } from "../database/schema.ts";

/** Clients of one cluster and of the account that it stands in. */
export interface ClusterAccess {
  readonly kube: KubeClient;
  readonly aws: AwsClients;
  readonly eksClusterName: string;
  readonly region: string;
  close(): Promise<void>;
}

/** What the row of a cluster says of how it is reached. */
export interface ReachableCluster {
  readonly eks_cluster_name: string;
  readonly region: string;
  readonly connection: StoredConnection;
}

/** The cluster's connection cannot be used as it is kept. */
export class ClusterAccessError extends Error {
  readonly code = "ClusterAccess";
}

/**
 * Opens a cluster: its kubeconfig (file or text; client certificate, token or plugin), else what EKS says of it with a token made from the AWS
 * credentials. AWS: the connection's keys or profile, else the identity of the server's own process. Nothing is asked of it yet: a cluster that does not answer shows at the first call.
 * @throws ClusterAccessError when the connection cannot be read.
 */
export async function openClusterAccess(cluster: ReachableCluster, clock: Clock = systemClock): Promise<ClusterAccess> {
  const { eks_cluster_name: eksClusterName, region, connection } = cluster;
  const aws = createAwsClients({ region, environment: awsEnvironment(connection.aws), userAgent: "inlay-server" });
  try {
    const kube = connectKube(await apiServer(eksClusterName, connection, aws, clock), {
      clock,
      userAgent: "inlay-server",
    });
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

async function apiServer(eksClusterName: string, connection: StoredConnection, aws: AwsClients, clock: Clock) {
  const { kubeconfig, kubeconfigPath } = connection;
  const context = connection.context === undefined ? {} : { context: connection.context };
  if (kubeconfig !== undefined) return loadClusterAccess({ clock, kubeconfigText: kubeconfig, ...context });
  if (kubeconfigPath !== undefined) return loadClusterAccess({ clock, kubeconfig: kubeconfigPath, ...context });
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

/** What the clients read in place of this process's own environment. */
function awsEnvironment(aws: StoredConnection["aws"]): Readonly<Record<string, string | undefined>> {
  const given = Object.entries({
    AWS_ENDPOINT_URL: aws.endpoint,
    AWS_PROFILE: aws.profile,
    AWS_ACCESS_KEY_ID: aws.accessKeyId,
    AWS_SECRET_ACCESS_KEY: aws.secretAccessKey,
  }).filter(([, value]) => value !== undefined);
  const others = Object.entries(process.env).filter(([name]) => !IDENTITY.has(name));
  return Object.fromEntries([...(given.length === 0 ? Object.entries(process.env) : others), ...given]);
}

/** Settings of the process that must not mix with a cluster's own. */
const IDENTITY: ReadonlySet<string> = new Set([
  "AWS_ENDPOINT_URL",
  "AWS_PROFILE",
  "AWS_ACCESS_KEY_ID",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SESSION_TOKEN",
  "AWS_ROLE_ARN",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
]);
