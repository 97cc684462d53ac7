import type { Draft, KubeObject, ResourceRef } from "@inlay/resources";
import type { User } from "../auth/user.ts";

/** `namespace` is absent for cluster-scoped resources. */
export interface ObjectKey {
  readonly namespace?: string;
  readonly name: string;
}

export interface ListOptions {
  /** Absent: all namespaces. */
  readonly namespace?: string;
  /** As in the query: `app=inflate,tier notin (a,b)`. */
  readonly labelSelector?: string;
  /** As in the query: `spec.nodeName=n,status.phase!=Failed`. */
  readonly fieldSelector?: string;
}

export interface WatchEvent<T extends KubeObject = KubeObject> {
  readonly type: "ADDED" | "MODIFIED" | "DELETED";
  /** For DELETED the last state. Objects are shared: never change them. */
  readonly object: T;
  /** The state before, on MODIFIED. */
  readonly previous?: T;
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: "Background" | "Foreground" | "Orphan";
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

export type PatchType = "json" | "merge" | "strategic" | "apply";

export interface PatchOptions {
  /** `finalize`: namespaces only, writes `spec.finalizers`. */
  readonly subresource?: "status" | "scale" | "finalize";
  readonly fieldManager?: string;
  readonly force?: boolean;
}

/** What a TokenRequest asks for. */
export interface TokenRequestOptions {
  /** Absent or empty: the API server's own audience. */
  readonly audiences?: readonly string[];
  readonly expirationSeconds?: number;
  /** The token dies with this pod. */
  readonly boundPod?: { readonly name: string; readonly uid: string };
}

/**
 * The API as the controllers, the scheduler and the kubelets inside this room use it: the same admission, validation, RBAC and
 * optimistic concurrency as over HTTP, without the wire. Reads are served from memory at once; writes go through admission, which
 * may ask webhooks. Everything that fails throws an ApiError with the Status that a client would get.
 */
export interface Api {
  readonly user: User;
  /** The same API as somebody else, with that user's rights. */
  as(user: User): Api;

  get<T extends KubeObject>(resource: ResourceRef, key: ObjectKey): T | undefined;
  list<T extends KubeObject>(resource: ResourceRef, options?: ListOptions): readonly T[];
  /**
   * Calls `onEvent` with ADDED for everything there is, before it returns; afterwards with each change, in order, once.
   * The returned function ends it.
   */
  watch<T extends KubeObject>(
    resource: ResourceRef,
    options: ListOptions,
    onEvent: (event: WatchEvent<T>) => void,
  ): () => void;

  create<T extends KubeObject>(
    resource: ResourceRef,
    object: Draft<T>,
    options?: { readonly fieldManager?: string },
  ): Promise<T>;
  /** A changed `resourceVersion` gives 409 Conflict. */
  update<T extends KubeObject>(resource: ResourceRef, object: T, options?: PatchOptions): Promise<T>;
  patch<T extends KubeObject>(
    resource: ResourceRef,
    key: ObjectKey,
    type: PatchType,
    patch: unknown,
    options?: PatchOptions,
  ): Promise<T>;
  delete(resource: ResourceRef, key: ObjectKey, options?: DeleteOptions): Promise<void>;
  /** POST pods/NAME/binding. */
  bind(pod: ObjectKey & { readonly uid?: string }, nodeName: string): Promise<void>;
  /** POST pods/NAME/eviction. Blocked by a budget: 429. */
  evict(pod: ObjectKey, options?: DeleteOptions): Promise<void>;
  /** POST serviceaccounts/NAME/token. */
  createToken(
    serviceAccount: ObjectKey,
    options: TokenRequestOptions,
  ): Promise<{ readonly token: string; readonly expirationTimestamp: string }>;
}
