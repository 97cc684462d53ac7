import { PODS, SERVICE_ACCOUNTS, type Draft, type KubeObject, type ResourceRef } from "@inlay/resources";
import type { User } from "../auth/user.ts";
import { isMaster } from "../auth/authorization/authorizer.ts";
import { membersOf, type ResourceDefinition } from "../schema/resource-definition.ts";
import type {
  Api,
  DeleteOptions,
  ListOptions,
  ObjectKey,
  PatchOptions,
  PatchType,
  TokenRequestOptions,
  WatchEvent,
} from "./api.ts";
import { applyPatch, type MergePatchType } from "../patch/apply-patch.ts";
import { authorize } from "./authorize.ts";
import { canonical } from "./decoding.ts";
import { noSuchResource } from "./failures.ts";
import type { Machinery, WriteContext } from "./machinery.ts";
import { selectedEvent } from "./reads/selected-events.ts";
import { selectionOf } from "./reads/selection.ts";
import { storedAs } from "./resource-registry.ts";
import { bindPod } from "./subresources/binding.ts";
import { evictPod } from "./subresources/eviction.ts";
import { scaleKind, writeScale } from "./subresources/scale.ts";
import { requestToken } from "./subresources/token-request.ts";
import { createObject } from "./writes/create-object.ts";
import { deleteObject } from "./writes/delete-object.ts";
import { patchObject } from "./writes/patch-object.ts";
import { replacement, updateObject, type UpdateSubresource } from "./writes/update-object.ts";

/** The API for the room's own controllers: the same operations as over HTTP, on the same store. */
export class InProcessApi implements Api {
  readonly user: User;
  readonly #machinery: Machinery;

  constructor(machinery: Machinery, user: User) {
    this.#machinery = machinery;
    this.user = user;
  }

  as(user: User): Api {
    return new InProcessApi(this.#machinery, user);
  }

  get<T extends KubeObject>(resource: ResourceRef, key: ObjectKey): T | undefined {
    const definition = this.#allowed("get", resource, "", key);
    return this.#machinery.store.get(storedAs(definition), key.namespace ?? "", key.name) as T | undefined;
  }

  list<T extends KubeObject>(resource: ResourceRef, options: ListOptions = {}): readonly T[] {
    const definition = this.#allowed("list", resource, "", { ...options, name: "" });
    const all = this.#machinery.store.list(storedAs(definition), options.namespace);
    const { matches, isEverything } = selectionOf(definition, options);
    return (isEverything ? all : all.filter(matches)) as readonly T[];
  }

  watch<T extends KubeObject>(
    resource: ResourceRef,
    options: ListOptions,
    onEvent: (event: WatchEvent<T>) => void,
  ): () => void {
    const { store } = this.#machinery;
    const definition = this.#allowed("watch", resource, "", { ...options, name: "" });
    const selection = selectionOf(definition, options);
    const from = store.revision;
    for (const object of store.list(storedAs(definition), options.namespace))
      if (selection.matches(object)) onEvent({ type: "ADDED", object: object as T });
    return store.subscribe(
      storedAs(definition),
      (change) => {
        const event = selectedEvent(change, options.namespace, selection);
        if (event) onEvent(event as WatchEvent<T>);
      },
      from,
    );
  }

  async create<T extends KubeObject>(
    resource: ResourceRef,
    object: Draft<T>,
    options: { readonly fieldManager?: string } = {},
  ): Promise<T> {
    const { namespace, name = "" } = object.metadata;
    const definition = this.#allowed("create", resource, "", { ...(namespace && { namespace }), name });
    const draft = canonical(definition, membersOf(object));
    return (await this.#settled(
      createObject(this.#machinery, definition, namespace ?? "", draft, this.#context(options)),
    )) as T;
  }

  async update<T extends KubeObject>(resource: ResourceRef, object: T, options: PatchOptions = {}): Promise<T> {
    const key = keyOf(object);
    const definition = this.#allowed("update", resource, options.subresource ?? "", key);
    const subresource = updatable(options.subresource);
    const change = replacement(definition, canonical(definition, membersOf(object)));
    return (await this.#settled(
      updateObject(
        this.#machinery,
        { definition, key, subresource, ownedThrough: subresource, change },
        this.#context(options),
      ),
    )) as T;
  }

  async patch<T extends KubeObject>(
    resource: ResourceRef,
    key: ObjectKey,
    type: PatchType,
    patch: unknown,
    options: PatchOptions = {},
  ): Promise<T> {
    const definition = this.#allowed("patch", resource, options.subresource ?? "", key);
    const context = this.#context(options);
    if (options.subresource === "scale") {
      const change = (current: KubeObject) => applyPatch(scaleKind(), current, mergeType(type), patch).object;
      return (await this.#settled(writeScale(this.#machinery, definition, key, change, context))) as unknown as T;
    }
    const { force = false, subresource = "" } = options;
    const { object } = await this.#settled(
      patchObject(
        this.#machinery,
        {
          definition,
          key,
          subresource,
          ownedThrough: ownedBy(subresource),
          type,
          patch,
          force,
          fieldValidation: "Ignore",
        },
        context,
      ),
    );
    return object as T;
  }

  async delete(resource: ResourceRef, key: ObjectKey, options: DeleteOptions = {}): Promise<void> {
    const definition = this.#allowed("delete", resource, "", key);
    await this.#settled(deleteObject(this.#machinery, definition, key, options, this.#context({})));
  }

  async bind(pod: ObjectKey & { readonly uid?: string }, nodeName: string): Promise<void> {
    const { name, namespace = "", uid } = pod;
    this.#allowed("create", PODS, "binding", pod);
    const metadata = { name, namespace, ...(uid !== undefined && { uid }) };
    await this.#settled(
      bindPod(this.#machinery, pod, { metadata, target: { kind: "Node", name: nodeName } }, this.#context({})),
    );
  }

  async evict(pod: ObjectKey, options: DeleteOptions = {}): Promise<void> {
    this.#allowed("create", PODS, "eviction", pod);
    const { name, namespace = "" } = pod;
    const eviction = { metadata: { name, namespace }, deleteOptions: { ...options } };
    await this.#settled(evictPod(this.#machinery, pod, eviction, this.#context({})));
  }

  async createToken(
    serviceAccount: ObjectKey,
    { boundPod, ...spec }: TokenRequestOptions,
  ): Promise<{ readonly token: string; readonly expirationTimestamp: string }> {
    this.#allowed("create", SERVICE_ACCOUNTS, "token", serviceAccount);
    const boundObjectRef = boundPod && { kind: "Pod", ...boundPod };
    return requestToken(this.#machinery, serviceAccount, { ...spec, ...(boundObjectRef && { boundObjectRef }) });
  }

  /** Answers only after what was written is on disk. */
  async #settled<R>(work: Promise<R>): Promise<R> {
    const result = await work;
    const durable = this.#machinery.store.whenDurable();
    if (durable) await durable;
    return result;
  }

  #context({ fieldManager = managerOf(this.user) }: { readonly fieldManager?: string }): WriteContext {
    return { user: this.user, dryRun: false, fieldManager, warnings: [] };
  }

  #allowed(
    verb: string,
    { group, version, resource }: ResourceRef,
    subresource: string,
    { namespace = "", name }: ObjectKey,
  ): ResourceDefinition {
    const definition = this.#machinery.registry.get(group, version, resource);
    if (!definition) throw noSuchResource();
    if (!isMaster(this.user))
      authorize(this.#machinery, this.user, { verb, group, resource, subresource, namespace, name });
    return definition;
  }
}

function keyOf({ metadata: { namespace, name } }: KubeObject): ObjectKey {
  return { ...(namespace && { namespace }), name };
}

/**
 * The room's own controllers and kubelets do not note what they own of a status: nobody applies to a status, and the noting would cost
 * as much again as the write.
 */
function ownedBy(subresource: UpdateSubresource): string | undefined {
  return subresource === "status" ? undefined : subresource;
}

/** Upstream these are programs of one name each. @example managerOf({ name: "system:node:a", groups: [] }) // "kubelet" */
function managerOf({ name }: User): string {
  if (name.startsWith("system:serviceaccount:kube-system:")) return "kube-controller-manager";
  if (name.startsWith("system:node:")) return "kubelet";
  return name.split(":").at(-1) ?? name;
}

function mergeType(type: PatchType): MergePatchType {
  return type === "apply" ? "merge" : type;
}

function updatable(subresource: PatchOptions["subresource"]): UpdateSubresource {
  return subresource === "scale" ? "" : (subresource ?? "");
}
