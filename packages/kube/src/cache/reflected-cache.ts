import type { Clock, KubeObject, Random, ResourceRef } from "@inlay/resources";
import { KubeApiError } from "../client/kube-api-error.ts";
import type { KubeClient, ListOptions } from "../client/kube-client.ts";
import type { Logger } from "../logging/logger.ts";
import type { CacheEvent, ObjectCache } from "./object-cache.ts";
import { keyOf, ObjectStore, type IndexFunction } from "./object-store.ts";

export interface ReflectedCacheDependencies {
  readonly client: KubeClient;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
}

export type CacheScope = Pick<ListOptions, "namespace" | "labelSelector" | "fieldSelector">;

/** Bookmarks come about once a minute; silence for longer means that the connection is dead. */
const INACTIVITY_MS = 180_000;
const FIRST_BACKOFF_MS = 200;
const LONGEST_BACKOFF_MS = 30_000;
/** A watch that lived this long was a good one: the next failure starts the backoff anew. */
const HEALTHY_MS = 5_000;

/**
 * A cache kept by list and watch (client-go's reflector). A watch that ends is taken up again where it stopped; when the server has forgotten that
 * version (410), everything is listed again, and what vanished in between is told as deleted. It gives up only when its signal aborts.
 */
export class ReflectedCache<T extends KubeObject> implements ObjectCache<T> {
  readonly #resource: ResourceRef;
  readonly #scope: CacheScope;
  readonly #dependencies: ReflectedCacheDependencies;
  readonly #store = new ObjectStore<T>();
  readonly #listeners = new Set<(event: CacheEvent<T>) => void>();
  readonly #firstList = Promise.withResolvers<void>();
  #synced = false;

  constructor(resource: ResourceRef, scope: CacheScope, dependencies: ReflectedCacheDependencies) {
    this.#resource = resource;
    this.#scope = scope;
    this.#dependencies = dependencies;
  }

  get synced(): boolean {
    return this.#synced;
  }

  async whenSynced(signal?: AbortSignal): Promise<void> {
    if (!signal) return this.#firstList.promise;
    signal.throwIfAborted();
    const aborted = Promise.withResolvers<never>();
    const onAbort = () => aborted.reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      await Promise.race([this.#firstList.promise, aborted.promise]);
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  get(name: string, namespace?: string): T | undefined {
    return this.#store.get(keyOf(name, namespace));
  }

  all(): readonly T[] {
    return this.#store.all();
  }

  byIndex(index: string, key: string): readonly T[] {
    return this.#store.byIndex(index, key);
  }

  addIndex(name: string, keysOf: IndexFunction<T>): void {
    this.#store.addIndex(name, keysOf);
  }

  onChange(listener: (event: CacheEvent<T>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  observe(object: T): void {
    this.#tell(this.#store.put(withoutManagedFields(object)));
  }

  /** Runs until the signal aborts; never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    let resourceVersion: string | undefined;
    let failures = 0;
    while (!signal.aborted) {
      const startedAt = performance.now();
      try {
        resourceVersion ??= await this.#list(signal);
        for await (const version of this.#watch(resourceVersion, signal)) resourceVersion = version;
        failures = performance.now() - startedAt >= HEALTHY_MS ? 0 : failures + 1;
      } catch (error) {
        if (signal.aborted) return;
        const expired = error instanceof KubeApiError && (error.status === 410 || error.code === "Expired");
        if (expired) resourceVersion = undefined;
        failures = performance.now() - startedAt >= HEALTHY_MS ? 1 : failures + 1;
        if (!expired || failures > 2) this.#report(error, failures);
        if (expired && failures === 1) continue;
      }
      await this.#backOff(failures, signal);
    }
  }

  async #list(signal: AbortSignal): Promise<string> {
    const list = await this.#dependencies.client.list<T>(this.#resource, { ...this.#scope, signal });
    for (const event of this.#store.replace(list.items.map(withoutManagedFields), list.resourceVersion))
      this.#tell(event);
    if (!this.#synced) {
      this.#synced = true;
      this.#firstList.resolve();
    }
    return list.resourceVersion;
  }

  /** Yields the version to go on from after each batch. */
  async *#watch(resourceVersion: string, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
    const { client, random } = this.#dependencies;
    const batches = client.watch<T>(this.#resource, {
      ...this.#scope,
      resourceVersion,
      // Spread, so that not all clients of a server come back at the same moment.
      timeoutSeconds: Math.round(300 + 300 * random()),
      inactivityMs: INACTIVITY_MS,
      signal,
    });
    for await (const events of batches) {
      for (const { type, object } of events) {
        if (type === "DELETED") this.#tell(this.#store.remove(object));
        else if (type !== "BOOKMARK") this.#tell(this.#store.put(withoutManagedFields(object)));
      }
      const last = events.at(-1)?.object.metadata.resourceVersion;
      if (last) yield last;
    }
  }

  async #backOff(failures: number, signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#dependencies;
    // Even a clean end waits a moment: a server that ends every watch at once must not be hammered.
    const base = failures === 0 ? 20 : Math.min(LONGEST_BACKOFF_MS, FIRST_BACKOFF_MS * 2 ** (failures - 1));
    await clock.sleep(base * (0.5 + random()), signal).catch(() => {});
  }

  #report(error: unknown, failures: number): void {
    const fields = { resource: this.#resource.resource, failures };
    if (failures < 3) this.#dependencies.logger.debug("watch ended", { ...fields, error: String(error) });
    else this.#dependencies.logger.error("failed to list and watch", error, fields);
  }

  /** A listener that throws must not stop the watch, nor keep the others from hearing. */
  #tell(event: CacheEvent<T> | undefined): void {
    if (!event) return;
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#dependencies.logger.error("a cache listener failed", error, { resource: this.#resource.resource });
      }
    }
  }
}

/** Nobody here reads managedFields, and they are half of an object's memory. */
function withoutManagedFields<T extends KubeObject>(object: T): T {
  if (!object.metadata.managedFields) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
