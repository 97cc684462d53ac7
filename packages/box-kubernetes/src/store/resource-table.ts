import type { KubeObject } from "@inlay/resources";

/** All objects of one resource, by namespace (`""` when cluster-scoped) and name; lists come in etcd's key order. */
export class ResourceTable {
  readonly #namespaces = new Map<string, NamespaceTable>();
  #sortedNamespaces: readonly string[] | undefined;
  #all: readonly KubeObject[] | undefined;

  get(namespace: string, name: string): KubeObject | undefined {
    return this.#namespaces.get(namespace)?.objects.get(name);
  }

  set(object: KubeObject): void {
    const namespace = object.metadata.namespace ?? "";
    let table = this.#namespaces.get(namespace);
    if (!table) {
      table = new NamespaceTable();
      this.#namespaces.set(namespace, table);
      this.#sortedNamespaces = undefined;
    }
    table.set(object);
    this.#all = undefined;
  }

  remove(namespace: string, name: string): void {
    const table = this.#namespaces.get(namespace);
    if (!table) return;
    table.remove(name);
    if (table.objects.size === 0) {
      this.#namespaces.delete(namespace);
      this.#sortedNamespaces = undefined;
    }
    this.#all = undefined;
  }

  /** @param namespace undefined: every namespace. */
  list(namespace: string | undefined): readonly KubeObject[] {
    if (namespace !== undefined) return this.#namespaces.get(namespace)?.list() ?? [];
    this.#sortedNamespaces ??= [...this.#namespaces.keys()].sort(byKey);
    this.#all ??= this.#sortedNamespaces.flatMap((each) => this.#namespaces.get(each)?.list() ?? []);
    return this.#all;
  }
}

class NamespaceTable {
  readonly objects = new Map<string, KubeObject>();
  #sortedNames: string[] | undefined;
  #list: readonly KubeObject[] | undefined;

  set(object: KubeObject): void {
    const name = object.metadata.name;
    if (!this.objects.has(name)) this.#sortedNames = undefined;
    this.objects.set(name, object);
    this.#list = undefined;
  }

  remove(name: string): void {
    if (this.objects.delete(name)) this.#sortedNames = undefined;
    this.#list = undefined;
  }

  list(): readonly KubeObject[] {
    this.#sortedNames ??= [...this.objects.keys()].sort();
    this.#list ??= this.#sortedNames.map((name) => this.objects.get(name) as KubeObject);
    return this.#list;
  }
}

/** etcd sorts whole keys, in which a `/` follows the namespace: `a-b/x` comes before `a/x`. */
function byKey(a: string, b: string): number {
  const left = `${a}/`;
  const right = `${b}/`;
  return left < right ? -1 : left > right ? 1 : 0;
}
