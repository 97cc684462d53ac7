const PREFIX = "k8s-aws-v1.";

/** The presigned STS URL inside of a token of `aws eks get-token`, or undefined when it is another kind of token. */
export function presignedUrlOf(token: string): string | undefined {
  if (!token.startsWith(PREFIX)) return undefined;
  return Buffer.from(token.slice(PREFIX.length), "base64url").toString("utf8");
}
