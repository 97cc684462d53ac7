import { AwsError } from "./aws-error.ts";

/**
 * One page of a list. The token is the position, opaque to clients.
 *
 * @throws AwsError when the token is none of ours.
 */
export function pageOf<T>(
  items: readonly T[],
  maxResults: number | undefined,
  token: string | undefined,
  invalidTokenCode = "InvalidNextToken",
): { readonly page: readonly T[]; readonly nextToken: string | undefined } {
  const start = token === undefined ? 0 : Number(Buffer.from(token, "base64url").toString());
  if (!Number.isInteger(start) || start < 0) throw new AwsError(invalidTokenCode, "The token is invalid.");
  const end = maxResults === undefined ? items.length : start + maxResults;
  return {
    page: items.slice(start, end),
    nextToken: end < items.length ? Buffer.from(String(end)).toString("base64url") : undefined,
  };
}
