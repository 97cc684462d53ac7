import { createPublicKey, verify, type JsonWebKey } from "node:crypto";

/** What a service account token says, once its signature has been checked. */
export interface WebIdentity {
  readonly iss: string;
  /** `system:serviceaccount:NAMESPACE:NAME`. */
  readonly sub: string;
  readonly aud: readonly string[];
}

export interface KeySet {
  readonly keys: readonly (JsonWebKey & { readonly kid?: string })[];
}

/** A token that is not good for signing in. */
export class InvalidIdentityToken extends Error {
  readonly code = "INVALID_IDENTITY_TOKEN";
}

/**
 * Checks a JWT as an OpenID Connect client does: a key of the issuer's set signed it (RS256), and it is valid now.
 * @throws InvalidIdentityToken
 */
export function verifyWebIdentity(token: string, keySet: KeySet, issuer: string, nowMs: number): WebIdentity {
  const [header = "", payload = "", signature = "", ...rest] = token.split(".");
  const { alg, kid } = decoded(header);
  if (rest.length > 0 || signature === "" || alg !== "RS256")
    throw new InvalidIdentityToken("the token is no RS256 JWT");
  const key = keySet.keys.find((each) => each.kid === kid);
  if (!key) throw new InvalidIdentityToken(`no key ${JSON.stringify(kid)} is known of ${issuer}`);
  const signed = Buffer.from(`${header}.${payload}`);
  const publicKey = createPublicKey({ key, format: "jwk" });
  if (!verify("sha256", signed, publicKey, Buffer.from(signature, "base64url")))
    throw new InvalidIdentityToken("the token's signature does not fit");
  const { iss, sub, aud, exp, nbf } = decoded(payload);
  if (iss !== issuer) throw new InvalidIdentityToken(`the token was issued by ${String(iss)}, not by ${issuer}`);
  if (typeof exp !== "number" || exp * 1000 <= nowMs)
    throw new InvalidIdentityToken('the token has expired: "exp" has passed');
  if (typeof nbf === "number" && nbf * 1000 > nowMs + 60_000)
    throw new InvalidIdentityToken("the token is not valid yet");
  if (typeof sub !== "string") throw new InvalidIdentityToken("the token has no subject");
  return { iss: issuer, sub, aud: [aud].flat().filter((each): each is string => typeof each === "string") };
}

function decoded(part: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    if (typeof value === "object" && value !== null) return value as Readonly<Record<string, unknown>>;
  } catch {
    // Said below.
  }
  throw new InvalidIdentityToken("the token is no JWT");
}
