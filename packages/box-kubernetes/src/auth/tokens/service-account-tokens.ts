import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  randomUUID,
  type KeyObject,
} from "node:crypto";
import { promisify } from "node:util";
import type { JWK } from "jose";
import { rfc3339, type Clock } from "@inlay/resources";

const ALGORITHM = "RS256";
/** Verified tokens are remembered, so that a controller's every request does not cost an RSA operation. */
const REMEMBERED = 1_000;

/** Loaded for the first token: a box starts sooner. */
const jose = () => import("jose");

export interface TokenSubject {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly pod?: { readonly name: string; readonly uid: string };
  readonly node?: { readonly name: string; readonly uid: string };
}

export interface IssuedToken {
  readonly token: string;
  readonly expirationTimestamp: string;
}

export interface TokenClaims extends TokenSubject {
  readonly audiences: readonly string[];
  readonly tokenId: string;
  /** Seconds since the epoch. */
  readonly expires: number;
}

/** Service account tokens: JWTs as the TokenRequest API issues them, and the keys that others verify them with. */
export class ServiceAccountTokens {
  readonly issuer: string;
  readonly #key: KeyObject;
  readonly #publicKey: KeyObject;
  readonly #publicJwk: JWK;
  readonly #clock: Clock;
  readonly #verified = new Map<string, TokenClaims>();

  private constructor(issuer: string, key: KeyObject, publicJwk: JWK, clock: Clock) {
    this.issuer = issuer;
    this.#key = key;
    this.#publicKey = createPublicKey(key);
    this.#publicJwk = publicJwk;
    this.#clock = clock;
  }

  /** @param signingKeyPem PKCS #8; absent: a new key. */
  static async create(issuer: string, clock: Clock, signingKeyPem?: string): Promise<ServiceAccountTokens> {
    const key =
      signingKeyPem === undefined
        ? (await promisify(generateKeyPair)("rsa", { modulusLength: 2048 })).privateKey
        : createPrivateKey(signingKeyPem);
    const { kty = "", n = "", e = "" } = createPublicKey(key).export({ format: "jwk" });
    // RFC 7638: the required members, in order.
    const kid = createHash("sha256").update(JSON.stringify({ e, kty, n })).digest("base64url");
    return new ServiceAccountTokens(issuer, key, { kty, n, e, kid, use: "sig", alg: ALGORITHM }, clock);
  }

  get signingKeyPem(): string {
    return this.#key.export({ type: "pkcs8", format: "pem" }).toString();
  }

  /** What GET /openid/v1/jwks answers. */
  jwks(): { readonly keys: readonly JWK[] } {
    return { keys: [this.#publicJwk] };
  }

  /** @param validSeconds how long it is accepted, when that is longer than what its holder is told. */
  async issue(
    subject: TokenSubject,
    audiences: readonly string[],
    expirationSeconds: number,
    validSeconds = expirationSeconds,
  ): Promise<IssuedToken> {
    const { namespace, name, uid, pod, node } = subject;
    const now = Math.floor(this.#clock.now() / 1000);
    const expires = now + expirationSeconds;
    const bound = {
      namespace,
      ...(node && { node }),
      ...(pod && { pod }),
      serviceaccount: { name, uid },
      ...(validSeconds > expirationSeconds && { warnafter: expires }),
    };
    const { SignJWT } = await jose();
    const token = await new SignJWT({ "kubernetes.io": bound })
      .setProtectedHeader({ alg: ALGORITHM, kid: this.#publicJwk.kid ?? "" })
      .setAudience([...audiences])
      .setExpirationTime(now + validSeconds)
      .setIssuedAt(now)
      .setNotBefore(now)
      .setIssuer(this.issuer)
      .setJti(randomUUID())
      .setSubject(`system:serviceaccount:${namespace}:${name}`)
      .sign(this.#key);
    return { token, expirationTimestamp: rfc3339(expires * 1000) };
  }

  /** Undefined: not one of ours, altered, or expired. Whether account and pod still exist is not asked here. */
  async verify(token: string): Promise<TokenClaims | undefined> {
    const known = this.#verified.get(token);
    const claims = known ?? (await this.#read(token));
    if (!claims || claims.expires * 1000 <= this.#clock.now()) return undefined;
    if (!known) this.#remember(token, claims);
    return claims;
  }

  async #read(token: string): Promise<TokenClaims | undefined> {
    const { jwtVerify } = await jose();
    try {
      const { payload } = await jwtVerify(token, this.#publicKey, {
        issuer: this.issuer,
        algorithms: [ALGORITHM],
        currentDate: new Date(this.#clock.now()),
      });
      const { namespace, serviceaccount, pod, node } = payload["kubernetes.io"] as {
        readonly namespace: string;
        readonly serviceaccount: { readonly name: string; readonly uid: string };
        readonly pod?: TokenSubject["pod"];
        readonly node?: TokenSubject["node"];
      };
      const { aud = [], jti = "", exp = 0 } = payload;
      const audiences = typeof aud === "string" ? [aud] : aud;
      return {
        namespace,
        ...serviceaccount,
        ...(pod && { pod }),
        ...(node && { node }),
        audiences,
        tokenId: jti,
        expires: exp,
      };
    } catch {
      return undefined;
    }
  }

  #remember(token: string, claims: TokenClaims): void {
    if (this.#verified.size >= REMEMBERED) this.#verified.clear();
    this.#verified.set(token, claims);
  }
}
