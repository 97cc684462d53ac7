import { AwsError } from "../service/aws-error.ts";
import type { AccessKeys } from "../sigv4/access-keys.ts";

/** EKS takes a token for a quarter of an hour, whatever its URL says of itself (clients sign it for one minute). */
const GOOD_FOR_MS = 15 * 60_000;

/**
 * Who an EKS bearer token speaks for. The token is a presigned `GetCallerIdentity` URL; it is checked like any signed request, and the
 * signed header `x-k8s-aws-id` must name this cluster, so that a token for another cluster is worth nothing here.
 */
export function verifyEksToken(
  url: string,
  clusterName: string,
  keys: AccessKeys,
): { readonly arn: string } | { readonly refused: string } {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    return { refused: "the token holds no URL" };
  }
  const query = parsed.searchParams;
  if (query.get("Action") !== "GetCallerIdentity") return { refused: "the token's URL is not sts:GetCallerIdentity" };
  if (!(query.get("X-Amz-SignedHeaders") ?? "").split(";").includes("x-k8s-aws-id"))
    return { refused: "the cluster's name is not signed" };
  try {
    const headers = { host: parsed.host, "x-k8s-aws-id": clusterName };
    const principal = keys.authenticate("sts", { method: "GET", url: parsed, headers, body: "" }, GOOD_FOR_MS);
    return { arn: principal.arn };
  } catch (error) {
    if (error instanceof AwsError) return { refused: error.message };
    throw error;
  }
}
