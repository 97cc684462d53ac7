import type { KubeObject, OwnerReference } from "@inlay/resources";
import type { Api } from "../../api/api.ts";
import type { ResourceRegistry } from "../../api/resource-registry.ts";
import type { ResourceDefinition } from "../../schema/resource-definition.ts";

/** What is remembered of each object, of whatever kind. */
export interface InventoryItem {
  readonly definition: ResourceDefinition;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly uid: string;
  readonly owners: readonly OwnerReference[];
  readonly finalizers: readonly string[];
  readonly isDeleting: boolean;
}

/** @param previous what was remembered of a changed object */
export type InventoryListener = (item: InventoryItem, change: "set" | "removed", previous?: InventoryItem) => void;

/** Events are neither owners nor owned; the rest has nothing to watch. */
const IGNORED: ReadonlySet<string> = new Set(["/events", "events.k8s.io/events"]);
const NOTHING: readonly never[] = [];

/**
 * Every object of the cluster by uid, with who owns whom and what is in which namespace: kept by one watch per resource, custom ones
 * included as they come and go. Garbage collection and namespace deletion work from it.
 */
export class ObjectInventory {
  readonly #api: Api;
  readonly #registry: ResourceRegistry;
  readonly #items = new Map<string, InventoryItem>();
  readonly #dependents = new Map<string, Set<InventoryItem>>();
  readonly #byNamespace = new Map<string, Set<InventoryItem>>();
  readonly #watches = new Map<string, () => void>();
  readonly #listeners: InventoryListener[] = [];

  constructor(api: Api, registry: ResourceRegistry) {
    this.#api = api;
    this.#registry = registry;
  }

  onChange(listener: InventoryListener): void {
    this.#listeners.push(listener);
  }

  start(signal: AbortSignal): void {
    this.#followRegistry();
    const stop = this.#registry.onChange(() => this.#followRegistry());
    signal.addEventListener(
      "abort",
      () => {
        stop();
        for (const end of this.#watches.values()) end();
        this.#watches.clear();
      },
      { once: true },
    );
  }

  get(uid: string): InventoryItem | undefined {
    return this.#items.get(uid);
  }

  dependentsOf(uid: string): Iterable<InventoryItem> {
    return this.#dependents.get(uid) ?? NOTHING;
  }

  hasDependents(uid: string): boolean {
    return this.#dependents.has(uid);
  }

  inNamespace(namespace: string): Iterable<InventoryItem> {
    return this.#byNamespace.get(namespace) ?? NOTHING;
  }

  #followRegistry(): void {
    const served = new Map<string, ResourceDefinition>();
    for (const definition of this.#registry.all()) {
      const name = `${definition.group}/${definition.resource}`;
      const verbs = definition.verbs ?? ["list", "watch", "delete"];
      if (IGNORED.has(name) || served.has(name) || !["list", "watch", "delete"].every((verb) => verbs.includes(verb)))
        continue;
      served.set(name, definition);
    }
    for (const [name, definition] of served) if (!this.#watches.has(name)) this.#watch(name, definition);
    for (const [name, stop] of this.#watches) {
      if (served.has(name)) continue;
      stop();
      this.#watches.delete(name);
      for (const item of this.#items.values())
        if (`${item.definition.group}/${item.definition.resource}` === name) this.#remove(item);
    }
  }

  #watch(name: string, definition: ResourceDefinition): void {
    this.#watches.set(name, () => undefined);
    const stop = this.#api.watch(definition, {}, ({ type, object }) => {
      if (type === "DELETED") this.#remove(this.#items.get(object.metadata.uid));
      else this.#set(itemOf(definition, object));
    });
    this.#watches.set(name, stop);
  }

  #set(item: InventoryItem): void {
    const known = this.#items.get(item.uid);
    if (known && sameItem(known, item)) return;
    if (known) this.#unlink(known);
    this.#items.set(item.uid, item);
    for (const { uid } of item.owners) addTo(this.#dependents, uid, item);
    if (item.namespace !== undefined) addTo(this.#byNamespace, item.namespace, item);
    for (const listener of this.#listeners) listener(item, "set", known);
  }

  #remove(item: InventoryItem | undefined): void {
    if (!item) return;
    this.#unlink(item);
    this.#items.delete(item.uid);
    for (const listener of this.#listeners) listener(item, "removed");
  }

  #unlink(item: InventoryItem): void {
    for (const { uid } of item.owners) removeFrom(this.#dependents, uid, item);
    if (item.namespace !== undefined) removeFrom(this.#byNamespace, item.namespace, item);
  }
}

function itemOf(definition: ResourceDefinition, { metadata }: KubeObject): InventoryItem {
  return {
    definition,
    namespace: metadata.namespace,
    name: metadata.name,
    uid: metadata.uid,
    owners: metadata.ownerReferences ?? NOTHING,
    finalizers: metadata.finalizers ?? NOTHING,
    isDeleting: metadata.deletionTimestamp !== undefined,
  };
}

function sameItem(a: InventoryItem, b: InventoryItem): boolean {
  return (
    a.isDeleting === b.isDeleting &&
    a.finalizers.join() === b.finalizers.join() &&
    (a.owners === b.owners || JSON.stringify(a.owners) === JSON.stringify(b.owners))
  );
}

function addTo<T>(sets: Map<string, Set<T>>, key: string, value: T): void {
  const set = sets.get(key);
  if (set) set.add(value);
  else sets.set(key, new Set([value]));
}

function removeFrom<T>(sets: Map<string, Set<T>>, key: string, value: T): void {
  const set = sets.get(key);
  set?.delete(value);
  if (set?.size === 0) sets.delete(key);
}
