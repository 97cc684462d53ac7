import type { KubeObject } from "@inlay/resources";
import type { CacheEvent } from "./object-cache.ts";

/** Names the keys under which an object stands in an index; none: it is not in it. */
export type IndexFunction<T> = (object: T) => readonly string[];

const NO_OBJECTS: readonly never[] = [];
/** Objects deleted lately, so that a late answer of a write does not bring one back. */
const TOMBSTONES = 4_096;

export const keyOf = (name: string, namespace?: string): string => (namespace ? `${namespace}/${name}` : name);
const keyOfObject = (object: KubeObject): string => keyOf(object.metadata.name, object.metadata.namespace);

/** Resource versions of one resource grow (etcd revisions; guaranteed since Kubernetes 1.35). */
function versionOf(object: KubeObject): number {
  const version = Number(object.metadata.resourceVersion);
  return Number.isFinite(version) ? version : 0;
}

/**
 * Objects by key with indexes. Every change tells what it was as an event; older versions than what is there are ignored, whoever brings them.
 */
export class ObjectStore<T extends KubeObject> {
  readonly #objects = new Map<string, T>();
  readonly #indexes = new Map<
    string,
    { readonly keysOf: IndexFunction<T>; readonly entries: Map<string, Map<string, T>> }
  >();
  readonly #deleted = new Map<string, number>();
  #all: readonly T[] | undefined;

  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  all(): readonly T[] {
    this.#all ??= [...this.#objects.values()];
    return this.#all;
  }

  addIndex(name: string, keysOf: IndexFunction<T>): void {
    if (this.#indexes.has(name)) return;
    const entries = new Map<string, Map<string, T>>();
    this.#indexes.set(name, { keysOf, entries });
    for (const [key, object] of this.#objects) enter(entries, keysOf, key, object);
  }

  byIndex(name: string, indexKey: string): readonly T[] {
    const index = this.#indexes.get(name);
    if (!index) throw new Error(`no index ${name}: declare it when asking for the cache`);
    const found = index.entries.get(indexKey);
    return found ? [...found.values()] : NO_OBJECTS;
  }

  put(object: T): CacheEvent<T> | undefined {
    const key = keyOfObject(object);
    const previous = this.#objects.get(key);
    const version = versionOf(object);
    if (previous && previous.metadata.uid === object.metadata.uid && versionOf(previous) >= version) return undefined;
    if (previous && previous.metadata.uid !== object.metadata.uid && versionOf(previous) > version) return undefined;
    const deletedAt = this.#deleted.get(object.metadata.uid);
    if (deletedAt !== undefined && version <= deletedAt) return undefined;
    this.#objects.set(key, object);
    this.#all = undefined;
    for (const { keysOf, entries } of this.#indexes.values()) {
      if (previous) leave(entries, keysOf, key, previous);
      enter(entries, keysOf, key, object);
    }
    return previous ? { type: "modified", object, previous } : { type: "added", object };
  }

  /** @param version when it was gone at the latest; an object that only left the selector may come back with a newer one. */
  remove(object: T, version: number = versionOf(object)): CacheEvent<T> | undefined {
    this.#bury(object.metadata.uid, version);
    const key = keyOfObject(object);
    const previous = this.#objects.get(key);
    if (!previous || previous.metadata.uid !== object.metadata.uid || versionOf(previous) > version) return undefined;
    this.#objects.delete(key);
    this.#all = undefined;
    for (const { keysOf, entries } of this.#indexes.values()) leave(entries, keysOf, key, previous);
    return { type: "deleted", object, previous };
  }

  /** Makes the store equal to a list that was taken at a version; what we know to be newer than the list stays. */
  replace(objects: readonly T[], resourceVersion: string): readonly CacheEvent<T>[] {
    const events: CacheEvent<T>[] = [];
    const listed = new Set<string>();
    for (const object of objects) {
      listed.add(object.metadata.uid);
      const event = this.put(object);
      if (event) events.push(event);
    }
    const listVersion = Number(resourceVersion);
    for (const object of this.all()) {
      if (listed.has(object.metadata.uid) || versionOf(object) > listVersion) continue;
      const event = this.remove(object, listVersion);
      if (event) events.push(event);
    }
    return events;
  }

  #bury(uid: string, version: number): void {
    this.#deleted.set(uid, version);
    if (this.#deleted.size > TOMBSTONES) {
      for (const oldest of this.#deleted.keys()) {
        this.#deleted.delete(oldest);
        break;
      }
    }
  }
}

function enter<T>(entries: Map<string, Map<string, T>>, keysOf: IndexFunction<T>, key: string, object: T): void {
  for (const indexKey of keysOf(object)) {
    const found = entries.get(indexKey);
    if (found) found.set(key, object);
    else entries.set(indexKey, new Map([[key, object]]));
  }
}

function leave<T>(entries: Map<string, Map<string, T>>, keysOf: IndexFunction<T>, key: string, object: T): void {
  for (const indexKey of keysOf(object)) {
    const found = entries.get(indexKey);
    found?.delete(key);
    if (found?.size === 0) entries.delete(indexKey);
  }
}
