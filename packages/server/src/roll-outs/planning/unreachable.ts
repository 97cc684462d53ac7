import { AwsError } from "@inlay/aws";
import { KubeApiError } from "@inlay/kube";
import type { Problem } from "@inlay/profiles";

/** A cluster, or its account, that does not answer or lets us in: as a problem of the plan, with what helps. */
export function unreachable(what: "cluster" | "account", clusterName: string, error: unknown): Problem {
  const words = error instanceof Error ? error.message : String(error);
  const subject = what === "cluster" ? `the cluster ${clusterName}` : `the AWS account of ${clusterName}`;
  const isRefusal = error instanceof KubeApiError || (error instanceof AwsError && error.status > 0);
  return {
    code: what === "cluster" ? "CLUSTER_UNREACHABLE" : "ACCOUNT_UNREACHABLE",
    severity: "error",
    field: what === "cluster" ? "cluster" : "cluster.cloudAccount",
    message: isRefusal ? `${subject} refuses the server: ${words}` : `${subject} does not answer: ${words}`,
    fix: isRefusal
      ? "give the server's identity the rights that the message names"
      : "see whether it runs and whether its address can be reached from the server, then plan again",
  };
}
