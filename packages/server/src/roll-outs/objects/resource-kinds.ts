import { isNotFound, type KubeClient } from "@inlay/kube";
import type { ResourceRef } from "@inlay/resources";

/** Where objects of a kind are: the resource in the path, and whether in a namespace. */
export type ServedKind = ResourceRef & { readonly namespaced: boolean };

/** The API server knows no such kind: its definition is not there, or not yet. */
export class KindNotServed extends Error {
  readonly code = "KindNotServed";

  constructor(apiVersion: string, kind: string) {
    super(`the cluster does not know the kind ${kind} of ${apiVersion}`);
  }
}

type ResourceList = {
  readonly resources?: readonly { readonly name: string; readonly kind: string; readonly namespaced: boolean }[];
};

/** Kinds as one API server serves them (discovery), asked once a group and version; what is missing is asked again. */
export class ResourceKinds {
  readonly #kube: KubeClient;
  readonly #known = new Map<string, Promise<ReadonlyMap<string, ServedKind>>>();

  constructor(kube: KubeClient) {
    this.#kube = kube;
  }

  /** @throws KindNotServed */
  async find({ apiVersion, kind }: Kinded): Promise<ServedKind> {
    const known = (await this.#list(apiVersion)).get(kind);
    if (known) return known;
    this.#known.delete(apiVersion);
    const now = (await this.#list(apiVersion)).get(kind);
    if (!now) throw new KindNotServed(apiVersion, kind);
    return now;
  }

  #list(apiVersion: string): Promise<ReadonlyMap<string, ServedKind>> {
    let list = this.#known.get(apiVersion);
    if (!list) {
      list = this.#read(apiVersion);
      this.#known.set(apiVersion, list);
      list.catch(() => this.#known.delete(apiVersion));
    }
    return list;
  }

  async #read(apiVersion: string): Promise<ReadonlyMap<string, ServedKind>> {
    const slash = apiVersion.indexOf("/");
    const [group, version] = slash < 0 ? ["", apiVersion] : [apiVersion.slice(0, slash), apiVersion.slice(slash + 1)];
    const path = group === "" ? `/api/${version}` : `/apis/${apiVersion}`;
    try {
      const { resources = [] } = (await this.#kube.raw(path)) as ResourceList;
      return new Map(
        resources
          .filter(({ name }) => !name.includes("/"))
          .map(({ name, kind, namespaced }) => [kind, { group, version, resource: name, namespaced }]),
      );
    } catch (error) {
      if (isNotFound(error)) return new Map();
      throw error;
    }
  }
}

type Kinded = { readonly apiVersion: string; readonly kind: string };
