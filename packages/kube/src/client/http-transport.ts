import { buildConnector, Pool, ProxyAgent, type Dispatcher } from "undici";
import type { RequestCredentials } from "../auth/credentials.ts";
import type { ClusterAccess } from "../kubeconfig/cluster-access.ts";
import { KubeConnectionError } from "./kube-connection-error.ts";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** With its query. */
  readonly path: string;
  readonly contentType?: string;
  readonly body?: string;
  readonly signal?: AbortSignal;
  /** No answer, or no byte of its body, for this long: the request fails. 0: the body may be silent for ever. */
  readonly headersTimeoutMs: number;
  readonly bodyTimeoutMs: number;
}

export type HttpAnswer = Pick<Dispatcher.ResponseData, "statusCode" | "headers" | "body">;

const CONNECT_TIMEOUT_MS = 10_000;

/**
 * HTTP/1.1 with kept connections to one API server. Watches have connections of their own, so that however many there are,
 * calls never wait behind them.
 */
export class HttpTransport {
  readonly #access: ClusterAccess;
  readonly #calls: Dispatcher;
  readonly #watches: Dispatcher;
  readonly #pathPrefix: string;
  readonly #userAgent: string;
  #tls: RequestCredentials = {};

  constructor(access: ClusterAccess, options: { readonly connections: number; readonly userAgent: string }) {
    this.#access = access;
    this.#userAgent = options.userAgent;
    const url = new URL(access.server);
    this.#pathPrefix = url.pathname === "/" ? "" : url.pathname.replace(/\/+$/, "");
    this.#calls = this.#dispatcher(url.origin, options.connections);
    this.#watches = this.#dispatcher(url.origin, null);
  }

  /** @throws KubeConnectionError when no answer comes; the signal's reason when aborted. */
  async send(request: HttpRequest, kind: "call" | "watch"): Promise<HttpAnswer> {
    const answer = await this.#attempt(request, kind);
    if (answer.statusCode !== 401 || !this.#access.credentials.rejected()) return answer;
    await answer.body.dump();
    return this.#attempt(request, kind);
  }

  async close(): Promise<void> {
    await Promise.all([this.#calls.destroy(), this.#watches.destroy()]);
  }

  async #attempt(request: HttpRequest, kind: "call" | "watch"): Promise<HttpAnswer> {
    const credentials = await this.#access.credentials.current(request.signal);
    this.#tls = credentials;
    const { authorization } = credentials;
    try {
      return await (kind === "watch" ? this.#watches : this.#calls).request({
        origin: new URL(this.#access.server).origin,
        method: request.method,
        path: this.#pathPrefix + request.path,
        headers: {
          accept: "application/json",
          "user-agent": this.#userAgent,
          ...(authorization ? { authorization } : {}),
          ...(request.contentType ? { "content-type": request.contentType } : {}),
        },
        body: request.body,
        signal: request.signal,
        headersTimeout: request.headersTimeoutMs,
        bodyTimeout: request.bodyTimeoutMs,
      });
    } catch (error) {
      throw connectionError(error, request.signal, `${request.method} ${request.path}`);
    }
  }

  /** Certificates are asked for when a connection opens, so that renewed ones are used without a restart. */
  #dispatcher(origin: string, connections: number | null): Dispatcher {
    const { certificateAuthority, skipTlsVerify, tlsServerName, proxyUrl } = this.#access;
    const tls = () => ({
      ca: certificateAuthority,
      rejectUnauthorized: !skipTlsVerify,
      servername: tlsServerName,
      cert: this.#tls.certificate,
      key: this.#tls.key,
    });
    if (proxyUrl) {
      return new ProxyAgent({ uri: proxyUrl, requestTls: tls(), ...(connections ? { connections } : {}) });
    }
    return new Pool(origin, {
      connections,
      pipelining: 1,
      keepAliveTimeout: 60_000,
      keepAliveMaxTimeout: 600_000,
      connect: (options, callback) => {
        buildConnector({ ...tls(), timeout: CONNECT_TIMEOUT_MS, keepAlive: true, keepAliveInitialDelay: 30_000 })(
          { ...options, servername: tlsServerName ?? options.servername },
          callback,
        );
      },
    });
  }
}

/** One edge: whatever undici throws becomes a {@link KubeConnectionError}, unless the caller aborted. */
export function connectionError(error: unknown, signal: AbortSignal | undefined, call: string): unknown {
  if (signal?.aborted) return signal.reason;
  const text = error instanceof Error ? error.message || error.name : String(error);
  return new KubeConnectionError(`${call}: ${text}`, { cause: error });
}
