import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";
import { ApiError } from "../../api/api-error.ts";
import type { ObjectStore } from "../../store/object-store.ts";
import type { ServiceAccountTokens, TokenClaims } from "../tokens/service-account-tokens.ts";
import { ANONYMOUS, serviceAccountUser, type User } from "../user.ts";

/** Who a bearer token that is none of the cluster's own belongs to; undefined: nobody known. */
export type AuthenticateToken = (token: string) => User | undefined | Promise<User | undefined>;

const CREDENTIAL_ID = "authentication.kubernetes.io/credential-id";
const POD_NAME = "authentication.kubernetes.io/pod-name";
const POD_UID = "authentication.kubernetes.io/pod-uid";
const NODE_NAME = "authentication.kubernetes.io/node-name";

/** A bearer token that was good, and for whom it was made. */
export interface AuthenticatedToken {
  readonly user: User;
  readonly audiences: readonly string[];
}

/** Finds out who calls: client certificate, service account token, another token, or nobody in particular. */
export class Authenticator {
  readonly #store: ObjectStore;
  readonly #tokens: ServiceAccountTokens;
  readonly #authenticateToken: AuthenticateToken;
  readonly #bySocket = new WeakMap<TLSSocket, User | null>();

  constructor(
    store: ObjectStore,
    tokens: ServiceAccountTokens,
    authenticateToken: AuthenticateToken = () => undefined,
  ) {
    this.#store = store;
    this.#tokens = tokens;
    this.#authenticateToken = authenticateToken;
  }

  /** @throws ApiError 401 for a token or certificate that is no good. */
  authenticate(request: IncomingMessage): User | Promise<User> {
    return this.#certified(request.socket as TLSSocket) ?? this.#authenticateByToken(request);
  }

  async #authenticateByToken(request: IncomingMessage): Promise<User> {
    const { authorization } = request.headers;
    if (authorization === undefined) return ANONYMOUS;
    const [scheme = "", token = ""] = authorization.trim().split(/\s+/, 2);
    if (scheme.toLowerCase() !== "bearer" || token === "") return ANONYMOUS;
    const found = await this.token(token, [this.#tokens.issuer]);
    if (!found) throw new ApiError(401, "Unauthorized", "Unauthorized");
    return found.user;
  }

  /** @param audiences one of which the token must be made for; the cluster's own tokens tell theirs. */
  async token(token: string, audiences: readonly string[]): Promise<AuthenticatedToken | undefined> {
    const claims = await this.#tokens.verify(token);
    if (claims) {
      const fitting = claims.audiences.filter((audience) => audiences.includes(audience));
      return fitting.length > 0 && this.#isCurrent(claims) ? { user: userOf(claims), audiences: fitting } : undefined;
    }
    const user = await this.#authenticateToken(token);
    return user && { user: authenticated(user), audiences: [this.#tokens.issuer] };
  }

  /** A token dies with its service account and with its pod. */
  #isCurrent({ namespace, name, uid, pod }: TokenClaims): boolean {
    if (this.#store.get("/serviceaccounts", namespace, name)?.metadata.uid !== uid) return false;
    return !pod || this.#store.get("/pods", namespace, pod.name)?.metadata.uid === pod.uid;
  }

  #certified(socket: TLSSocket): User | undefined {
    let user = this.#bySocket.get(socket);
    if (user === undefined) {
      user = certificateUser(socket);
      this.#bySocket.set(socket, user);
    }
    return user ?? undefined;
  }
}

function userOf({ namespace, name, uid, pod, node, tokenId }: TokenClaims): User {
  return {
    ...serviceAccountUser(namespace, name, uid),
    extra: {
      [CREDENTIAL_ID]: [`JTI=${tokenId}`],
      ...(node && { [NODE_NAME]: [node.name] }),
      ...(pod && { [POD_NAME]: [pod.name], [POD_UID]: [pod.uid] }),
    },
  };
}

/** Null: no certificate. @throws ApiError 401 for one of another CA */
function certificateUser(socket: TLSSocket): User | null {
  const certificate = socket.getPeerCertificate?.();
  if (!certificate?.subject) return null;
  if (!socket.authorized) throw new ApiError(401, "Unauthorized", "Unauthorized");
  const { CN, O } = certificate.subject as { readonly CN?: string; readonly O?: string | readonly string[] };
  const groups = O === undefined ? [] : typeof O === "string" ? [O] : O;
  const fingerprint = certificate.fingerprint256.replaceAll(":", "").toLowerCase();
  return authenticated({ name: CN ?? "", groups, extra: { [CREDENTIAL_ID]: [`X509SHA256=${fingerprint}`] } });
}

function authenticated(user: User): User {
  return user.groups.includes("system:authenticated")
    ? user
    : { ...user, groups: [...user.groups, "system:authenticated"] };
}
