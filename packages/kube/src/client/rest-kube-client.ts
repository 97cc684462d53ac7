import {
  apiVersionOf,
  systemClock,
  type Clock,
  type Draft,
  type KubeObject,
  type Random,
  type ResourceRef,
} from "@inlay/resources";
import type { ClusterAccess } from "../kubeconfig/cluster-access.ts";
import { apiErrorOf, parseBody } from "./api-status.ts";
import { connectionError, HttpTransport, type HttpRequest } from "./http-transport.ts";
import { KubeApiError } from "./kube-api-error.ts";
import { KubeConnectionError } from "./kube-connection-error.ts";
import type {
  ApplyOptions,
  CallOptions,
  DeleteOptions,
  KubeClient,
  ListOptions,
  ObjectKey,
  PatchOptions,
  WatchOptions,
} from "./kube-client.ts";
import type { Metrics } from "../metrics/metrics.ts";
import { requestMetrics, type RequestMetrics } from "./request-metrics.ts";
import { RequestRate } from "./request-rate.ts";
import { queryText, resourcePath } from "./resource-path.ts";
import { watchEvents, type WatchEvent } from "./watch-stream.ts";

export interface KubeClientOptions {
  readonly clock?: Clock;
  readonly random?: Random;
  /** Requests a second and at once (KUBE_CLIENT_QPS, KUBE_CLIENT_BURST). Watches are not counted. */
  readonly requestsPerSecond?: number;
  readonly burst?: number;
  readonly connections?: number;
  readonly userAgent?: string;
  /** A call without an answer for this long has failed. */
  readonly timeoutMs?: number;
  /** Counts requests and their time as client-go does. */
  readonly metrics?: Metrics;
}

const PAGE_SIZE = 500;
const READ_ATTEMPTS = 4;
const LONGEST_RETRY_WAIT_MS = 10_000;

/** Connects to an API server: everything of {@link KubeClient} over kept HTTP/1.1 connections. */
export function connectKube(access: ClusterAccess, options: KubeClientOptions = {}): KubeClient {
  return new RestKubeClient(access, options);
}

class RestKubeClient implements KubeClient {
  readonly serverUrl: string;
  readonly certificateAuthorityData: string;
  readonly #transport: HttpTransport;
  readonly #rate: RequestRate;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #timeoutMs: number;
  readonly #metrics: RequestMetrics | undefined;

  constructor(access: ClusterAccess, options: KubeClientOptions) {
    this.serverUrl = access.server;
    this.certificateAuthorityData = Buffer.from(access.certificateAuthority ?? "").toString("base64");
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#timeoutMs = options.timeoutMs ?? 30_000;
    this.#metrics = options.metrics && requestMetrics(options.metrics);
    this.#rate = new RequestRate(options.requestsPerSecond ?? 200, options.burst ?? 300, this.#clock);
    this.#transport = new HttpTransport(access, {
      connections: options.connections ?? 32,
      userAgent: options.userAgent ?? "inlay",
    });
  }

  async get<T extends KubeObject>(ref: ResourceRef, key: ObjectKey, options: CallOptions = {}): Promise<T> {
    return (await this.#read(resourcePath(ref, key.namespace, key.name), options.signal)) as T;
  }

  async list<T extends KubeObject>(ref: ResourceRef, options: ListOptions = {}) {
    try {
      return await this.#listPaged<T>(ref, options, PAGE_SIZE);
    } catch (error) {
      // The pages' snapshot was compacted while we read: once more, in one piece, which cannot expire.
      if (error instanceof KubeApiError && error.status === 410) return this.#listPaged<T>(ref, options, undefined);
      throw error;
    }
  }

  async *watch<T extends KubeObject>(
    ref: ResourceRef,
    options: WatchOptions,
  ): AsyncGenerator<readonly WatchEvent<T>[], void, undefined> {
    const path =
      resourcePath(ref, options.namespace) +
      queryText({
        watch: true,
        allowWatchBookmarks: true,
        resourceVersion: options.resourceVersion,
        timeoutSeconds: options.timeoutSeconds,
        labelSelector: options.labelSelector,
        fieldSelector: options.fieldSelector,
      });
    const request: HttpRequest = {
      method: "GET",
      path,
      signal: options.signal,
      headersTimeoutMs: this.#timeoutMs,
      bodyTimeoutMs: options.inactivityMs ?? 0,
    };
    const answer = await this.#transport.send(request, "watch");
    if (answer.statusCode !== 200) {
      const text = await answer.body.text();
      throw apiErrorOf(parseBody(text), answer.statusCode, headerText(answer.headers["retry-after"]));
    }
    try {
      yield* watchEvents<T>(answer.body);
    } catch (error) {
      if (error instanceof KubeApiError) throw error;
      throw connectionError(error, options.signal, `watch ${path}`);
    } finally {
      answer.body.destroy();
    }
  }

  async create<T extends KubeObject>(ref: ResourceRef, object: Draft<T>, options: CallOptions = {}): Promise<T> {
    const { namespace } = object.metadata;
    return (await this.#write("POST", resourcePath(ref, namespace), object, options.signal)) as T;
  }

  async update<T extends KubeObject>(
    ref: ResourceRef,
    object: T,
    options: CallOptions & { readonly subresource?: "status" } = {},
  ): Promise<T> {
    const { name, namespace } = object.metadata;
    const path = resourcePath(ref, namespace, name, options.subresource);
    return (await this.#write("PUT", path, object, options.signal)) as T;
  }

  async mergePatch<T extends KubeObject>(
    ref: ResourceRef,
    key: ObjectKey,
    patch: unknown,
    options: PatchOptions = {},
  ): Promise<T> {
    const path = resourcePath(ref, key.namespace, key.name, options.subresource);
    const body = options.resourceVersion ? withResourceVersion(patch, options.resourceVersion) : patch;
    return (await this.#write("PATCH", path, body, options.signal, "application/merge-patch+json")) as T;
  }

  async apply<T extends KubeObject>(ref: ResourceRef, object: Draft<T>, options: ApplyOptions): Promise<T> {
    const { name, namespace } = object.metadata;
    const { fieldManager, force, dryRun, signal } = options;
    const query = queryText({ fieldManager, force, dryRun: dryRun ? "All" : undefined });
    // JSON is YAML.
    const type = "application/apply-patch+yaml";
    return (await this.#write("PATCH", resourcePath(ref, namespace, name) + query, object, signal, type)) as T;
  }

  async delete(ref: ResourceRef, key: ObjectKey, options: DeleteOptions = {}): Promise<void> {
    const path = resourcePath(ref, key.namespace, key.name);
    await this.#write("DELETE", path, deleteOptionsBody(options), options.signal);
  }

  async evict(pod: ObjectKey, options: DeleteOptions = {}): Promise<void> {
    const path = resourcePath({ group: "", version: "v1", resource: "pods" }, pod.namespace, pod.name, "eviction");
    const body = {
      apiVersion: apiVersionOf({ group: "policy", version: "v1" }),
      kind: "Eviction",
      metadata: { name: pod.name, namespace: pod.namespace },
      deleteOptions: deleteOptionsBody(options),
    };
    // 429 means here that a budget forbids it, and is for the caller to judge.
    await this.#call({ method: "POST", path, body: JSON.stringify(body), ...this.#timeouts(options.signal) });
  }

  raw(path: string, options: CallOptions = {}): Promise<unknown> {
    return this.#read(path, options.signal);
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  async #listPaged<T extends KubeObject>(ref: ResourceRef, options: ListOptions, limit: number | undefined) {
    const items: T[] = [];
    let token: string | undefined;
    let resourceVersion = "";
    do {
      const query = queryText({
        limit,
        continue: token,
        labelSelector: options.labelSelector,
        fieldSelector: options.fieldSelector,
      });
      const page = (await this.#read(resourcePath(ref, options.namespace) + query, options.signal)) as ListPage<T>;
      // Elements of a list carry neither kind nor apiVersion of their own when the list is typed.
      const kind = page.kind.replace(/List$/, "");
      for (const item of page.items ?? [])
        items.push(item.kind ? item : { ...item, kind, apiVersion: page.apiVersion });
      token = page.metadata.continue || undefined;
      resourceVersion = page.metadata.resourceVersion ?? "";
    } while (token);
    return { items, resourceVersion };
  }

  /** Reading twice harms nobody: broken connections, 429 and 5xx are tried again, with jitter. */
  async #read(path: string, signal: AbortSignal | undefined): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#call({ method: "GET", path, ...this.#timeouts(signal) });
      } catch (error) {
        if (attempt >= READ_ATTEMPTS || signal?.aborted || !isTransient(error)) throw error;
        await this.#pause(attempt, error, signal);
      }
    }
  }

  /** A write is repeated only when the server says that it did not take it on (429 with a time to come back). */
  async #write(
    method: "POST" | "PUT" | "PATCH" | "DELETE",
    path: string,
    body: unknown,
    signal: AbortSignal | undefined,
    contentType = "application/json",
  ): Promise<unknown> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#call({
          method,
          path,
          contentType,
          body: JSON.stringify(body),
          ...this.#timeouts(signal),
        });
      } catch (error) {
        const comeBack = error instanceof KubeApiError && error.status === 429 && error.retryAfterSeconds !== undefined;
        if (attempt >= READ_ATTEMPTS || signal?.aborted || !comeBack) throw error;
        await this.#pause(attempt, error, signal);
      }
    }
  }

  async #pause(attempt: number, error: unknown, signal: AbortSignal | undefined): Promise<void> {
    const asked = error instanceof KubeApiError ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
    const backoff = 100 * 2 ** attempt * (0.5 + this.#random());
    await this.#clock.sleep(Math.min(LONGEST_RETRY_WAIT_MS, Math.max(asked, backoff)), signal);
  }

  #timeouts(signal: AbortSignal | undefined) {
    return { signal, headersTimeoutMs: this.#timeoutMs, bodyTimeoutMs: this.#timeoutMs };
  }

  async #call(request: HttpRequest): Promise<unknown> {
    await this.#rate.wait(request.signal);
    const startedAt = performance.now();
    const withType = request.body === undefined ? request : { contentType: "application/json", ...request };
    let status = 0;
    try {
      const answer = await this.#transport.send(withType, "call");
      status = answer.statusCode;
      const text = await answer.body.text();
      const body = parseBody(text);
      if (status >= 300) throw apiErrorOf(body, status, headerText(answer.headers["retry-after"]));
      return body;
    } catch (error) {
      if (error instanceof KubeApiError || error instanceof KubeConnectionError) throw error;
      throw connectionError(error, request.signal, `${request.method} ${request.path}`);
    } finally {
      this.#metrics?.answered(request.method, status, (performance.now() - startedAt) / 1_000);
    }
  }
}

interface ListPage<T> {
  readonly kind: string;
  readonly apiVersion: string;
  readonly items: readonly T[] | null;
  readonly metadata: { readonly continue?: string; readonly resourceVersion?: string };
}

function withResourceVersion(patch: unknown, resourceVersion: string): unknown {
  const object = patch as { readonly metadata?: object };
  return { ...object, metadata: { ...object.metadata, resourceVersion } };
}

function deleteOptionsBody({ gracePeriodSeconds, propagationPolicy, preconditions }: DeleteOptions) {
  return {
    apiVersion: "v1",
    kind: "DeleteOptions",
    ...(gracePeriodSeconds === undefined ? {} : { gracePeriodSeconds }),
    ...(propagationPolicy === undefined ? {} : { propagationPolicy }),
    ...(preconditions ? { preconditions } : {}),
  };
}

function isTransient(error: unknown): boolean {
  if (error instanceof KubeApiError) return error.status === 429 || error.status >= 500;
  return error instanceof KubeConnectionError;
}

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
