import type { KubeObject } from "@inlay/resources";

export interface CacheEvent<T extends KubeObject> {
  readonly type: "added" | "modified" | "deleted";
  readonly object: T;
  readonly previous?: T;
}

/**
 * A live copy of one resource, kept by list and watch. Objects are shared: never change them.
 * Reads are local; `synced` tells whether the first list is in.
 */
export interface ObjectCache<T extends KubeObject> {
  readonly synced: boolean;
  /** Resolves once the first list is in. */
  whenSynced(signal?: AbortSignal): Promise<void>;
  get(name: string, namespace?: string): T | undefined;
  all(): readonly T[];
  /** Objects under a key of a named index, declared when the cache was made. */
  byIndex(index: string, key: string): readonly T[];
  /** Called after the cache itself has changed. The returned function ends it. */
  onChange(listener: (event: CacheEvent<T>) => void): () => void;
  /** Puts an answer of a write in at once, so that the next read sees it; an older version is ignored. */
  observe(object: T): void;
}
