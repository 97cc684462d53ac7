import type { Draft, KubeObject, ResourceRef } from "@inlay/resources";
import type { WatchEvent } from "./watch-stream.ts";

export interface ObjectKey {
  /** Absent for cluster-scoped resources. */
  readonly namespace?: string;
  readonly name: string;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
}

export interface ListOptions extends CallOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface WatchOptions extends ListOptions {
  /** Events after this version. */
  readonly resourceVersion: string;
  /** The server ends the watch after this time. */
  readonly timeoutSeconds?: number;
  /** No event and no bookmark for this long: the connection counts as lost. */
  readonly inactivityMs?: number;
}

export interface PatchOptions extends CallOptions {
  readonly subresource?: "status";
  /** Sends `metadata.resourceVersion` along: a change in between gives 409 (optimistic lock). */
  readonly resourceVersion?: string;
}

export interface ApplyOptions extends CallOptions {
  /** Who owns the fields that are applied. */
  readonly fieldManager: string;
  /** Takes fields from other managers; without it their fields give 409. */
  readonly force?: boolean;
  /** The server answers what would be, and keeps nothing. */
  readonly dryRun?: boolean;
}

export interface DeleteOptions extends CallOptions {
  readonly gracePeriodSeconds?: number;
  /** What becomes of dependents; the kind's own default when left out. */
  readonly propagationPolicy?: "Background" | "Foreground" | "Orphan";
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/**
 * Typed verbs over one connection pool to one API server. Refused calls throw {@link KubeApiError}; lost connections, timeouts and 5xx
 * are retried only where repeating is harmless (reads).
 */
export interface KubeClient {
  get<T extends KubeObject>(resource: ResourceRef, key: ObjectKey, options?: CallOptions): Promise<T>;
  /** Pages through everything. */
  list<T extends KubeObject>(
    resource: ResourceRef,
    options?: ListOptions,
  ): Promise<{ readonly items: readonly T[]; readonly resourceVersion: string }>;
  /**
   * Changes after a version, in batches as they arrive, bookmarks among them. Ends when the server ends it; the caller goes on from the last
   * version it saw. @throws KubeApiError (410: list again) or KubeConnectionError.
   */
  watch<T extends KubeObject>(resource: ResourceRef, options: WatchOptions): AsyncIterable<readonly WatchEvent<T>[]>;
  create<T extends KubeObject>(resource: ResourceRef, object: Draft<T>, options?: CallOptions): Promise<T>;
  update<T extends KubeObject>(
    resource: ResourceRef,
    object: T,
    options?: CallOptions & { readonly subresource?: "status" },
  ): Promise<T>;
  /** JSON merge patch (RFC 7396). */
  mergePatch<T extends KubeObject>(
    resource: ResourceRef,
    key: ObjectKey,
    patch: unknown,
    options?: PatchOptions,
  ): Promise<T>;
  /** Server-side apply: makes the object, or takes over exactly the fields that are given. Repeating it is harmless. */
  apply<T extends KubeObject>(resource: ResourceRef, object: Draft<T>, options: ApplyOptions): Promise<T>;
  delete(resource: ResourceRef, key: ObjectKey, options?: DeleteOptions): Promise<void>;
  /** POST policy/v1 Eviction. 429 while a budget forbids it. */
  evict(pod: ObjectKey, options?: DeleteOptions): Promise<void>;
  /** A raw GET, such as `/version` or `/readyz`. */
  raw(path: string, options?: CallOptions): Promise<unknown>;
  /** Base64 of the CA bundle that the server is trusted by. */
  readonly certificateAuthorityData: string;
  readonly serverUrl: string;
  close(): Promise<void>;
}
