import type { KubeObject, ResourceRef } from "@inlay/resources";
import type { Api, ObjectKey } from "../../api/api.ts";

/** `namespace/name`, or `name` for cluster-scoped objects: how work queues and indexes name an object. */
export function keyOf(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}

/** The way back from {@link keyOf}. */
export function splitKey(key: string): ObjectKey {
  const slash = key.indexOf("/");
  return slash < 0 ? { name: key } : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}

export type ChangeType = "ADDED" | "MODIFIED" | "DELETED";

/** `object` is the last state for DELETED; `previous` is what the index held before. */
export type ChangeListener<T> = (type: ChangeType, object: T, previous: T | undefined) => void;

/**
 * All objects of one resource, kept by a watch, with lookups by what the controllers ask for (node, owner, namespace). One per
 * resource serves all controllers of the room; each event costs the object's own index entries, never a scan.
 */
export class ObjectIndex<T extends KubeObject> {
  readonly #resource: ResourceRef;
  readonly #objects = new Map<string, T>();
  readonly #indexers: readonly (readonly [name: string, keysOf: (object: T) => readonly string[]])[];
  readonly #entries = new Map<string, Map<string, Map<string, T>>>();
  readonly #listeners: ChangeListener<T>[] = [];

  constructor(resource: ResourceRef, indexers: Readonly<Record<string, (object: T) => readonly string[]>> = {}) {
    this.#resource = resource;
    this.#indexers = Object.entries(indexers);
    for (const [name] of this.#indexers) this.#entries.set(name, new Map());
  }

  /** Begins to watch; everything that exists is announced to the listeners before this returns. Ends with the signal. */
  start(api: Api, signal: AbortSignal): void {
    const stop = api.watch<T>(this.#resource, {}, (event) => this.#apply(event.type, event.object));
    signal.addEventListener("abort", stop, { once: true });
  }

  onChange(listener: ChangeListener<T>): void {
    this.#listeners.push(listener);
  }

  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  all(): Iterable<T> {
    return this.#objects.values();
  }

  /** The objects that an indexer put under this value, as they are now. */
  by(index: string, value: string): readonly T[] {
    const bucket = this.#entries.get(index)?.get(value);
    return bucket ? [...bucket.values()] : [];
  }

  countBy(index: string, value: string): number {
    return this.#entries.get(index)?.get(value)?.size ?? 0;
  }

  #apply(type: ChangeType, object: T): void {
    const key = keyOf(object);
    const previous = this.#objects.get(key);
    if (type === "DELETED") this.#objects.delete(key);
    else this.#objects.set(key, object);
    this.#index(key, type === "DELETED" ? undefined : object, previous);
    for (const listener of this.#listeners) listener(type, object, previous);
  }

  /** Most changes leave an object where it is in every index. */
  #index(key: string, object: T | undefined, previous: T | undefined): void {
    for (const [name, keysOf] of this.#indexers) {
      const entries = this.#entries.get(name)!;
      const now = object ? keysOf(object) : [];
      for (const value of previous ? keysOf(previous) : []) if (!now.includes(value)) remove(entries, value, key);
      for (const value of now) {
        const bucket = entries.get(value);
        if (bucket) bucket.set(key, object!);
        else entries.set(value, new Map([[key, object!]]));
      }
    }
  }
}

function remove<T>(entries: Map<string, Map<string, T>>, value: string, key: string): void {
  const bucket = entries.get(value);
  bucket?.delete(key);
  if (bucket?.size === 0) entries.delete(value);
}
