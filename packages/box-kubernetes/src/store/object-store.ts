import type { KubeObject } from "@inlay/resources";
import type { Journal } from "./journal.ts";
import { ResourceTable } from "./resource-table.ts";
import { KeyExists, StaleObject, type StoreEvent } from "./store-event.ts";
import { WatchWindow } from "./watch-window.ts";

export type StoreListener = (event: StoreEvent) => void;

export interface ObjectStoreOptions {
  /** Events kept per resource, at least; twice as many at most. */
  readonly windowSize?: number;
  /** Absent: nothing is kept on disk. */
  readonly journal?: Journal;
}

interface Resource {
  readonly table: ResourceTable;
  readonly window: WatchWindow;
  readonly listeners: Set<Subscription>;
}

interface Subscription {
  readonly listener: StoreListener;
  /** Events up to here were delivered, or are part of what the subscriber has read. */
  readonly since: number;
}

/**
 * Every object of the cluster. One revision counts all writes, as in etcd; a resource is named `group/resource` (`/pods`,
 * `apps/deployments`). Objects are values: a write replaces, nobody changes one in place, and having read the very object that is
 * stored is the proof of being up to date. All of it is synchronous; only durability is waited for.
 */
export class ObjectStore {
  readonly #resources = new Map<string, Resource>();
  readonly #windowSize: number;
  readonly #journal: Journal | undefined;
  readonly #undelivered: { readonly to: Resource; readonly event: StoreEvent }[] = [];
  #delivering = false;
  #revision = 0;
  /** Where the history begins. */
  #begin = 0;

  constructor(options: ObjectStoreOptions = {}) {
    this.#windowSize = options.windowSize ?? 8192;
    this.#journal = options.journal;
    const kept = options.journal?.load();
    if (!kept) return;
    this.#revision = kept.revision;
    this.#begin = kept.revision;
    for (const [resource, object] of kept.objects) this.#resource(resource).table.set(object);
  }

  /** The revision of the latest write. */
  get revision(): number {
    return this.#revision;
  }

  /** Names of the resources that have, or had, objects. */
  get resources(): readonly string[] {
    return [...this.#resources.keys()];
  }

  /** @param namespace `""` for cluster-scoped resources. */
  get(resource: string, namespace: string, name: string): KubeObject | undefined {
    return this.#resources.get(resource)?.table.get(namespace, name);
  }

  /** In key order. @param namespace undefined: every namespace. */
  list(resource: string, namespace?: string): readonly KubeObject[] {
    return this.#resources.get(resource)?.table.list(namespace) ?? [];
  }

  /** The list as it was. @throws RevisionExpired */
  listAt(resource: string, namespace: string | undefined, revision: number): readonly KubeObject[] {
    const { table, window } = this.#resource(resource);
    const all = window.undo(table.list(undefined), revision);
    return namespace === undefined ? all : all.filter((object) => object.metadata.namespace === namespace);
  }

  /** @throws KeyExists */
  create(resource: string, object: KubeObject): KubeObject {
    const to = this.#resource(resource);
    const existing = to.table.get(object.metadata.namespace ?? "", object.metadata.name);
    if (existing) throw new KeyExists(existing);
    return this.#commit(resource, to, "ADDED", object);
  }

  /** Replaces what was read as `expected`. @throws StaleObject */
  update(resource: string, object: KubeObject, expected: KubeObject): KubeObject {
    const to = this.#current(resource, expected);
    return this.#commit(resource, to, "MODIFIED", object, expected);
  }

  /** Removes what was read as `expected`; gives its last state. @throws StaleObject */
  delete(resource: string, expected: KubeObject): KubeObject {
    const to = this.#current(resource, expected);
    return this.#commit(resource, to, "DELETED", expected, expected);
  }

  /**
   * Tells of every change after `from` (default: now), in order, once; those already in the window before it returns. The function
   * returned ends it.
   *
   * @throws RevisionExpired
   */
  subscribe(resource: string, listener: StoreListener, from = this.#revision): () => void {
    const { window, listeners } = this.#resource(resource);
    const missed = window.after(from);
    const subscription: Subscription = { listener, since: Math.max(from, this.#revision) };
    listeners.add(subscription);
    for (const event of missed) listener(event);
    return () => listeners.delete(subscription);
  }

  /** Drops the history up to `revision` (default: all of it): older watches and lists expire. */
  forget(revision = this.#revision): void {
    this.#begin = Math.max(this.#begin, revision);
    for (const { window } of this.#resources.values()) window.forget(revision);
  }

  /** Resolves when everything written so far is on disk; undefined when it already is, or need not be. */
  whenDurable(): Promise<void> | undefined {
    return this.#journal?.whenDurable();
  }

  /** The latest revision that is on disk, or need not be. */
  get durableRevision(): number {
    return this.#journal?.durableRevision(this.#revision) ?? this.#revision;
  }

  async close(): Promise<void> {
    await this.#journal?.close();
  }

  #current(resource: string, expected: KubeObject): Resource {
    const to = this.#resource(resource);
    const { namespace, name } = expected.metadata;
    if (to.table.get(namespace ?? "", name) !== expected) throw new StaleObject(name);
    return to;
  }

  #commit(
    resource: string,
    to: Resource,
    type: StoreEvent["type"],
    draft: KubeObject,
    previous?: KubeObject,
  ): KubeObject {
    const revision = ++this.#revision;
    const object: KubeObject = { ...draft, metadata: { ...draft.metadata, resourceVersion: String(revision) } };
    const { namespace, name } = object.metadata;
    if (type === "DELETED") to.table.remove(namespace ?? "", name);
    else to.table.set(object);
    this.#journal?.append({ revision, resource, object, removed: type === "DELETED" }, () => this.#everything());
    const event: StoreEvent = { revision, type, object, ...(previous && { previous }) };
    to.window.push(event);
    this.#undelivered.push({ to, event });
    this.#deliver();
    return object;
  }

  /** A listener may write: its event waits until everybody has heard of the one before. */
  #deliver(): void {
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      for (let next = this.#undelivered.shift(); next; next = this.#undelivered.shift())
        for (const { listener, since } of next.to.listeners) {
          if (next.event.revision <= since) continue;
          try {
            listener(next.event);
          } catch (error) {
            queueMicrotask(() => {
              throw error;
            });
          }
        }
    } finally {
      this.#delivering = false;
    }
  }

  *#everything(): Generator<readonly [resource: string, object: KubeObject]> {
    for (const [resource, { table }] of this.#resources)
      for (const object of table.list(undefined)) yield [resource, object];
  }

  #resource(name: string): Resource {
    let resource = this.#resources.get(name);
    if (!resource) {
      resource = {
        table: new ResourceTable(),
        window: new WatchWindow(this.#begin, this.#windowSize),
        listeners: new Set(),
      };
      this.#resources.set(name, resource);
    }
    return resource;
  }
}
