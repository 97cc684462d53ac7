/**
 * How the server reaches a cluster and its account; the column `clusters.connection`. Secret: never part of an answer.
 * The API server: a kubeconfig (file or text; client certificate, token or plugin), else what EKS says of the cluster, with a token made from the AWS
 * credentials. AWS: keys, or a profile of the given files, else the identity of the server's own process.
 */
export type ClusterConnection = {
  readonly eksClusterName: string;
  readonly region: string;
  readonly kubernetes: {
    readonly kubeconfigPath?: string;
    readonly kubeconfig?: string;
    readonly context?: string;
  };
  readonly aws?: {
    /** Another address than AWS's own: the box's. */
    readonly endpointUrl?: string;
    readonly profile?: string;
    readonly credentialsFile?: string;
    readonly configFile?: string;
    readonly accessKeyId?: string;
    readonly secretAccessKey?: string;
    readonly sessionToken?: string;
  };
};
