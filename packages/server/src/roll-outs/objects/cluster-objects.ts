import { isNotFound, type KubeClient } from "@inlay/kube";
import { isClusterScoped, type RenderedObject } from "@inlay/profiles";
import type { KubeObject } from "@inlay/resources";
import { KindNotServed, ResourceKinds } from "./resource-kinds.ts";

/** Who owns the fields that roll-outs apply. */
export const FIELD_MANAGER = "inlay";

/** What names an object in a cluster. */
export type ObjectAddress = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
};

/** `Deployment karpenter/karpenter`, as steps and messages name objects. */
export const objectName = ({ kind, namespace, name }: Omit<ObjectAddress, "apiVersion">): string =>
  `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;

export function addressOf({ apiVersion, kind, metadata }: RenderedObject): ObjectAddress {
  const { namespace, name = "" } = metadata;
  const placed = namespace !== undefined && !isClusterScoped({ apiVersion, kind });
  return { apiVersion, kind, ...(placed && { namespace }), name };
}

/** Objects of one cluster, of whatever kind. */
export class ClusterObjects {
  readonly #kube: KubeClient;
  readonly #kinds: ResourceKinds;

  constructor(kube: KubeClient) {
    this.#kube = kube;
    this.#kinds = new ResourceKinds(kube);
  }

  /** Undefined: there is none, or its kind is not served. */
  async get(address: ObjectAddress, signal: AbortSignal): Promise<KubeObject | undefined> {
    try {
      const { namespaced, ...ref } = await this.#kinds.find(address);
      return await this.#kube.get<KubeObject>(ref, keyOf(address, namespaced), { signal });
    } catch (error) {
      if (isNotFound(error) || error instanceof KindNotServed) return undefined;
      throw error;
    }
  }

  /** Server-side apply with our field manager; fields that others own are taken over. @throws KubeApiError, KindNotServed */
  async apply(object: RenderedObject, signal: AbortSignal, dryRun = false): Promise<KubeObject> {
    const { namespaced, ...ref } = await this.#kinds.find(object);
    const { namespace: _, ...metadata } = object.metadata;
    const placed = { ...object, metadata: namespaced ? object.metadata : metadata };
    return this.#kube.apply<KubeObject>(ref, placed, { fieldManager: FIELD_MANAGER, force: true, dryRun, signal });
  }

  /** @param uid the object is only deleted if it is still this one. */
  async delete(address: ObjectAddress, uid: string, signal: AbortSignal): Promise<void> {
    try {
      const { namespaced, ...ref } = await this.#kinds.find(address);
      const options = { propagationPolicy: "Background" as const, preconditions: { uid }, signal };
      await this.#kube.delete(ref, keyOf(address, namespaced), options);
    } catch (error) {
      if (!isNotFound(error) && !(error instanceof KindNotServed)) throw error;
    }
  }

  /** All objects of a kind; none when it is not served. */
  async list(
    kind: { readonly apiVersion: string; readonly kind: string },
    signal: AbortSignal,
    namespace?: string,
  ): Promise<readonly KubeObject[]> {
    try {
      const { namespaced, ...ref } = await this.#kinds.find(kind);
      const place = namespaced && namespace !== undefined ? { namespace } : {};
      return (await this.#kube.list<KubeObject>(ref, { signal, ...place })).items;
    } catch (error) {
      if (isNotFound(error) || error instanceof KindNotServed) return [];
      throw error;
    }
  }
}

const keyOf = ({ namespace, name }: ObjectAddress, namespaced: boolean) =>
  namespaced ? { namespace: namespace ?? "default", name } : { name };
