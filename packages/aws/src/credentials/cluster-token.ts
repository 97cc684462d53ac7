import { createHash, createHmac } from "node:crypto";
import type { Credentials } from "./credential-source.ts";

/** A bearer token for an EKS cluster's API, as `aws eks get-token` makes it. */
export interface ClusterToken {
  readonly token: string;
  /** Milliseconds since the epoch. EKS takes a token for a quarter of an hour; a minute is left for clocks that differ. */
  readonly expiresAt: number;
}

const GOOD_FOR_MS = 14 * 60_000;
/** The AWS CLI signs for one minute; EKS does not look at it. */
const SIGNED_FOR_SECONDS = "60";

/**
 * A presigned `sts:GetCallerIdentity` (Signature Version 4 in the query) that also signs the cluster's name, so that it is good for this
 * cluster alone.
 */
export function clusterToken(
  clusterName: string,
  credentials: Credentials,
  place: { readonly region: string; readonly endpoint?: string },
  now: number,
): ClusterToken {
  const url = new URL(place.endpoint ?? `https://sts.${place.region}.amazonaws.com`);
  if (url.pathname === "") url.pathname = "/";
  const time = new Date(now).toISOString().replace(/[-:]|\.\d{3}/g, "");
  const date = time.slice(0, 8);
  const scope = `${date}/${place.region}/sts/aws4_request`;
  const query: Readonly<Record<string, string>> = {
    Action: "GetCallerIdentity",
    Version: "2011-06-15",
    "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
    "X-Amz-Credential": `${credentials.accessKeyId}/${scope}`,
    "X-Amz-Date": time,
    "X-Amz-Expires": SIGNED_FOR_SECONDS,
    ...(credentials.sessionToken ? { "X-Amz-Security-Token": credentials.sessionToken } : {}),
    "X-Amz-SignedHeaders": "host;x-k8s-aws-id",
  };
  const canonicalQuery = Object.entries(query)
    .map(([key, value]) => `${encoded(key)}=${encoded(value)}`)
    .sort()
    .join("&");
  const canonical = [
    "GET",
    url.pathname,
    canonicalQuery,
    `host:${url.host}`,
    `x-k8s-aws-id:${clusterName}`,
    "",
    "host;x-k8s-aws-id",
    sha256(""),
  ].join("\n");
  const text = ["AWS4-HMAC-SHA256", time, scope, sha256(canonical)].join("\n");
  const key = [date, place.region, "sts", "aws4_request"].reduce<string | Buffer>(
    (secret, part) => createHmac("sha256", secret).update(part).digest(),
    `AWS4${credentials.secretAccessKey}`,
  );
  const signature = createHmac("sha256", key).update(text).digest("hex");
  const signed = `${url.origin}${url.pathname}?${canonicalQuery}&X-Amz-Signature=${signature}`;
  return { token: `k8s-aws-v1.${Buffer.from(signed).toString("base64url")}`, expiresAt: now + GOOD_FOR_MS };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** RFC 3986, as signatures want it. */
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
