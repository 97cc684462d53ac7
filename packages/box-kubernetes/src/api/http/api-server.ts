import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";
import type { Authenticator } from "../../auth/authentication/authenticator.ts";
import { impersonated } from "../../auth/authentication/impersonation.ts";
import type { KeyPair } from "../../auth/certificates/certificate-authority.ts";
import type { User } from "../../auth/user.ts";
import type { GateVerdict, KubernetesCall, KubernetesCallGate } from "../../faults/call-gate.ts";
import { ApiError, type StatusReason } from "../api-error.ts";
import { authorize, authorizePath } from "../authorize.ts";
import { ExpiredContinue } from "../reads/list-objects.ts";
import { parseFieldSelector } from "../selectors/field-selector.ts";
import { asApiError, asYaml, failureAnswer, send, type Answer, type StreamAnswer, type TextAnswer } from "./answer.ts";
import { CallEnd } from "./call-end.ts";
import type { HttpCall } from "./http-call.ts";
import { requestInfo, type RequestInfo, type ResourcePath } from "./request-info.ts";
import { route, type Routes } from "./route.ts";
import { noteUpgrade } from "./upgrade.ts";

export interface ApiServerOptions {
  readonly routes: Routes;
  readonly authenticator: Authenticator;
  readonly serverKeyPair: KeyPair;
  /** PEM of the CA that signs clients' certificates. */
  readonly clientAuthority: string;
  readonly gate?: KubernetesCallGate;
  readonly counters: RequestCounters;
}

/** A call before it is known who makes it. */
interface IncomingCall extends Omit<HttpCall, "user" | "signal"> {
  readonly ending: CallEnd;
}

/** Counts calls by verb, resource and status. */
export interface RequestCounters {
  count(verb: string, resource: string, status: number): void;
}

/** As many as a real control plane lets in at once, and what waits in its queues (max-requests-inflight, priority and fairness). */
const MOST_UNANSWERED = 1_000;

const TOO_MANY_REQUESTS: TextAnswer = {
  kind: "text",
  status: 429,
  contentType: "text/plain; charset=utf-8",
  text: "Too many requests, please try again later.\n",
  headers: { "Retry-After": "1", "X-Content-Type-Options": "nosniff" },
};

/** Made once: an error with its stack for each call would cost more than the call. */
const GONE = new Error("the client has gone");
const OVERLOADED = new Error("too many requests");
const STOPPED = new Error("the API server stops");

/** The API over TLS: who calls, may they, what does it come to. Everything thrown on the way becomes a Status here. */
export class ApiServer {
  readonly #options: ApiServerOptions;
  readonly #server: Server;
  /** One for each call that is not over. */
  readonly #open = new Set<CallEnd>();
  /** Calls that have no answer yet; watches and followed logs have theirs. */
  #unanswered = 0;

  constructor(options: ApiServerOptions) {
    this.#options = options;
    this.#server = createServer(
      {
        cert: options.serverKeyPair.certificate,
        key: options.serverKeyPair.key,
        ca: options.clientAuthority,
        requestCert: true,
        rejectUnauthorized: false,
        minVersion: "TLSv1.2",
        ALPNProtocols: ["http/1.1"],
        keepAliveTimeout: 120_000,
        requestTimeout: 60_000,
      },
      (request, response) => void this.#handle(request, response),
    );
    this.#server.on(
      "upgrade",
      (request: IncomingMessage, socket: Duplex, head: Buffer) => void this.#upgrade(request, socket, head),
    );
  }

  /** @param port 0: any that is free. */
  async listen(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(port, "127.0.0.1", () => {
        this.#server.off("error", reject);
        resolve();
      });
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** Ends watches and followed logs, then every connection. */
  async close(): Promise<void> {
    for (const call of this.#open) call.abort(STOPPED);
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeIdleConnections();
      setTimeout(() => this.#server.closeAllConnections(), 500).unref();
    });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const ending = this.#track(response, () => response.writableFinished);
    const isYaml = (request.headers.accept ?? "").startsWith("application/yaml");
    let info: RequestInfo | undefined;
    const warnings: string[] = [];
    let answer: Answer | "cut";
    this.#unanswered++;
    try {
      if (this.#unanswered > MOST_UNANSWERED) throw OVERLOADED;
      const { path, query } = splitUrl(request.url ?? "/");
      info = requestInfo(request.method ?? "GET", path, query);
      answer = await this.#answer({ request, info, query, ending, warnings });
    } catch (error) {
      answer = error === OVERLOADED ? TOO_MANY_REQUESTS : failureOf(error, warnings);
    }
    this.#unanswered--;
    if (answer === "cut" || response.destroyed) return void request.socket.destroy();
    const { verb = "", resource } = info ?? {};
    this.#options.counters.count(verb, resource?.resource ?? "", answer.kind === "text" ? answer.status : 200);
    send(response, isYaml ? asYaml(answer) : answer);
    if (!request.complete) request.resume();
  }

  /** Fires when the client leaves early, or the server stops. */
  #track(connection: ServerResponse | Duplex, isOver: () => boolean): CallEnd {
    const call = new CallEnd();
    this.#open.add(call);
    connection.once("close", () => {
      this.#open.delete(call);
      if (!isOver()) call.abort(GONE);
    });
    return call;
  }

  async #answer(incoming: IncomingCall): Promise<Answer | "cut"> {
    const admitted = this.#admit(incoming.request);
    const user = admitted instanceof Promise ? await admitted : admitted;
    const call = callOf(incoming, user);
    const { gate, routes } = this.#options;
    const gated = gate && call.info.resource ? gatedCall(call, call.info.resource) : undefined;
    if (gate && gated) {
      const verdict = await gate.before(gated, call.signal);
      if (verdict.kind !== "pass") return verdictAnswer(verdict);
    }
    this.#checkRights(call);
    const answer = await route(routes, call);
    const durable = routes.machinery.store.whenDurable();
    if (durable && call.request.method !== "GET") await durable;
    if (!gate || !gated) return answer;
    if (answer.kind === "stream") return gatedStream(answer, gate.after(gated, call.signal));
    const verdict = await gate.after(gated, call.signal);
    return verdict.kind === "pass" ? answer : verdictAnswer(verdict);
  }

  #admit(request: IncomingMessage): User | Promise<User> {
    const { authorizer } = this.#options.routes.machinery;
    const caller = this.#options.authenticator.authenticate(request);
    if (caller instanceof Promise) return caller.then((user) => impersonated(user, request.headers, authorizer));
    return impersonated(caller, request.headers, authorizer);
  }

  #checkRights({ info, query, user }: HttpCall): void {
    const { machinery } = this.#options.routes;
    const { verb, path, resource: target } = info;
    if (!target) return authorizePath(machinery, user, verb, path);
    const { group, version, resource, subresource, namespace, name } = target;
    const definition = machinery.registry.get(group, version, resource);
    const selector = query.get("fieldSelector") ?? "";
    const selected =
      name === "" && definition && selector.includes("metadata.name") ? selectedName(selector, definition) : "";
    authorize(machinery, user, { verb, group, resource, subresource, namespace, name: name || selected });
  }

  async #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const ending = this.#track(socket, () => false);
    ending.signal.addEventListener("abort", () => socket.destroy(), { once: true });
    try {
      const { path, query } = splitUrl(request.url ?? "/");
      const info = requestInfo(request.method ?? "GET", path, query);
      noteUpgrade(request, { socket, head });
      const answer = await this.#answer({ request, info, query, ending, warnings: [] });
      if (answer === "cut") socket.destroy();
      else if (answer.kind === "text") refuseUpgrade(socket, answer);
      else if (answer.kind === "upgrade") answer.run();
    } catch (error) {
      refuseUpgrade(socket, failureOf(error, []));
    }
  }
}

function refuseUpgrade(socket: Duplex, { status, contentType, text }: TextAnswer): void {
  const length = Buffer.byteLength(text);
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Type: ${contentType}\r\nContent-Length: ${length}\r\nConnection: close\r\n\r\n${text}`,
  );
}

function callOf({ request, info, query, ending, warnings }: IncomingCall, user: User): HttpCall {
  return {
    request,
    info,
    query,
    user,
    warnings,
    get signal() {
      return ending.signal;
    },
  };
}

function splitUrl(url: string): { readonly path: string; readonly query: URLSearchParams } {
  const mark = url.indexOf("?");
  if (mark < 0) return { path: url, query: new URLSearchParams() };
  return { path: url.slice(0, mark), query: new URLSearchParams(url.slice(mark + 1)) };
}

function selectedName(selector: string, definition: Parameters<typeof parseFieldSelector>[1]): string {
  try {
    return parseFieldSelector(selector, definition).name ?? "";
  } catch {
    return "";
  }
}

function failureOf(error: unknown, warnings: readonly string[]): TextAnswer {
  const failure = failureAnswer(asApiError(error), warnings);
  if (!(error instanceof ExpiredContinue)) return failure;
  const status = JSON.parse(failure.text) as object;
  return { ...failure, text: JSON.stringify({ ...status, metadata: { continue: error.continueToken } }) };
}

function gatedCall({ request, info, user }: HttpCall, path: ResourcePath): KubernetesCall {
  const { group, resource, subresource, namespace, name } = path;
  const { "user-agent": userAgent = "" } = request.headers;
  return { verb: info.verb as KubernetesCall["verb"], group, resource, subresource, namespace, name, user, userAgent };
}

function verdictAnswer(verdict: Exclude<GateVerdict, { kind: "pass" }>): Answer | "cut" {
  if (verdict.kind === "cut") return "cut";
  const { status, reason, message, retryAfterSeconds } = verdict;
  return failureAnswer(
    new ApiError(
      status,
      reason as StatusReason,
      message,
      retryAfterSeconds === undefined ? undefined : { retryAfterSeconds },
    ),
  );
}

/** A stream begins at once; a verdict against it ends it, whenever it comes. */
function gatedStream(answer: StreamAnswer, verdict: Promise<GateVerdict>): Answer {
  return {
    kind: "stream",
    run: (response) => {
      verdict.then(
        ({ kind }) => {
          if (kind !== "pass") response.destroy();
        },
        () => response.destroy(),
      );
      answer.run(response);
    },
  };
}
