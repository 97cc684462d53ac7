import type { KubeObject } from "@inlay/resources";
import { RevisionExpired, type StoreEvent } from "./store-event.ts";

/** The latest events of one resource, in order: what a watch can be resumed from, and what old lists are made from. */
export class WatchWindow {
  #events: StoreEvent[] = [];
  /** Everything after this revision is kept. */
  #begin: number;
  readonly #limit: number;

  constructor(begin: number, limit: number) {
    this.#begin = begin;
    this.#limit = limit;
  }

  push(event: StoreEvent): void {
    this.#events.push(event);
    if (this.#events.length >= 2 * this.#limit) this.forget(this.#events[this.#limit - 1]?.revision ?? 0);
  }

  /** Drops what happened up to `revision`. */
  forget(revision: number): void {
    this.#events = this.#events.slice(this.#indexAfter(revision));
    this.#begin = Math.max(this.#begin, revision);
  }

  /** @throws RevisionExpired */
  after(revision: number): readonly StoreEvent[] {
    if (revision < this.#begin) throw new RevisionExpired(revision);
    return this.#events.slice(this.#indexAfter(revision));
  }

  /**
   * The objects as they were at `revision`: what there is now, with later events undone.
   *
   * @throws RevisionExpired
   */
  undo(current: readonly KubeObject[], revision: number): readonly KubeObject[] {
    const later = this.after(revision);
    if (later.length === 0) return current;
    // The first event after the revision tells what each changed object was; undefined: it was not there.
    const changed = new Map<string, KubeObject | undefined>();
    for (const { object, previous } of later) {
      const key = keyOf(object);
      if (!changed.has(key)) changed.set(key, previous);
    }
    const past: KubeObject[] = [];
    for (const object of current) {
      const key = keyOf(object);
      const before = changed.has(key) ? changed.get(key) : object;
      changed.delete(key);
      if (before) past.push(before);
    }
    const gone = [...changed.values()].filter((object) => object !== undefined);
    return gone.length === 0 ? past : [...past, ...gone].sort(byKey);
  }

  #indexAfter(revision: number): number {
    let low = 0;
    let high = this.#events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#events[middle]?.revision ?? Infinity) <= revision) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function byKey(a: KubeObject, b: KubeObject): number {
  return keyOf(a) < keyOf(b) ? -1 : 1;
}

/** `namespace/name`, or `name`: the order of lists, and where a page of a list begins. */
export function keyOf(object: KubeObject): string {
  const { namespace, name } = object.metadata;
  return namespace ? `${namespace}/${name}` : name;
}
