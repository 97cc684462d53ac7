import type { KubeObject, ResourceRef } from "@inlay/resources";
import type { ObjectCache } from "./object-cache.ts";
import type { IndexFunction } from "./object-store.ts";
import { ReflectedCache, type CacheScope, type ReflectedCacheDependencies } from "./reflected-cache.ts";

export interface SharedCacheOptions<T extends KubeObject> extends CacheScope {
  readonly indexes?: Readonly<Record<string, IndexFunction<T>>>;
}

/**
 * The caches of a process: one list and watch per resource and scope, however many ask for it.
 *
 * @example
 * const caches = new SharedCaches({ client, clock, random, logger });
 * const pods = caches.of<Pod>(PODS, { indexes: { node: (pod) => (pod.spec.nodeName ? [pod.spec.nodeName] : []) } });
 * caches.start(signal);
 * await caches.whenSynced(signal);
 */
export class SharedCaches {
  readonly #dependencies: ReflectedCacheDependencies;
  /** Of many kinds; `of` gives each back as the kind it was asked for. */
  readonly #caches = new Map<string, Pick<ReflectedCache<never>, "synced" | "whenSynced" | "run">>();
  readonly #running: Promise<void>[] = [];
  #signal: AbortSignal | undefined;

  constructor(dependencies: ReflectedCacheDependencies) {
    this.#dependencies = dependencies;
  }

  /** The cache of a resource, made at the first call; further calls may add indexes. After `start` a new one starts at once. */
  of<T extends KubeObject>(resource: ResourceRef, options: SharedCacheOptions<T> = {}): ObjectCache<T> {
    const { indexes = {}, ...scope } = options;
    const id = JSON.stringify([resource.group, resource.version, resource.resource, scope]);
    let cache = this.#caches.get(id) as ReflectedCache<T> | undefined;
    if (!cache) {
      cache = new ReflectedCache<T>(resource, scope, this.#dependencies);
      this.#caches.set(id, cache);
      if (this.#signal) this.#running.push(cache.run(this.#signal));
    }
    for (const [name, keysOf] of Object.entries(indexes)) cache.addIndex(name, keysOf);
    return cache;
  }

  /** Lists and watches until the signal aborts. */
  start(signal: AbortSignal): void {
    this.#signal = signal;
    for (const cache of this.#caches.values()) this.#running.push(cache.run(signal));
  }

  get synced(): boolean {
    return this.unsynced.length === 0;
  }

  /** Resources whose first list is not in: not served by this API server, or not allowed. */
  get unsynced(): readonly string[] {
    return [...this.#caches].filter(([, cache]) => !cache.synced).map(([id]) => resourceNameOf(id));
  }

  async whenSynced(signal?: AbortSignal): Promise<void> {
    await Promise.all([...this.#caches.values()].map((cache) => cache.whenSynced(signal)));
  }

  /** Resolves when every watch has ended, after the signal aborted. */
  async stopped(): Promise<void> {
    await Promise.all(this.#running);
  }
}

function resourceNameOf(id: string): string {
  const [group, , resource] = JSON.parse(id) as readonly string[];
  return group ? `${resource}.${group}` : (resource ?? "");
}
