import { CUSTOM_RESOURCE_DEFINITIONS, rfc3339, type Condition, type KubeObject } from "@inlay/resources";
import { customDefinitions } from "../../crd/custom-definition.ts";
import { isEstablished, statusWithNames, type NamesInUse } from "../../crd/names.ts";
import type { ResourceDefinition } from "../../schema/resource-definition.ts";
import { ApiError } from "../api-error.ts";
import type { Api } from "../api.ts";
import { sameJson } from "../json-value.ts";
import type { Machinery } from "../machinery.ts";
import { storedAs } from "../resource-registry.ts";
import { CLEANUP_FINALIZER, withTerminating } from "./crd-termination.ts";

const STORED_CRDS = "apiextensions.k8s.io/customresourcedefinitions";

interface Crd extends KubeObject {
  readonly spec?: unknown;
  readonly status?: { readonly conditions?: readonly Condition[]; readonly acceptedNames?: unknown };
}

/**
 * Follows CustomResourceDefinitions: gives them their names, serves what is established, and removes the instances of those that are
 * deleted before they go. Ends with the signal.
 *
 * @param onFailure told of what could not be done; the next change of the CRD tries again.
 */
export function serveCustomResources(
  machinery: Machinery,
  api: Api,
  signal: AbortSignal,
  onFailure: (name: string, error: unknown) => void,
): void {
  const server = new CustomResourceServer(machinery, api);
  const stop = api.watch<Crd>(CUSTOM_RESOURCE_DEFINITIONS, {}, ({ type, object }) => {
    const work = type === "DELETED" ? server.removed(object) : server.changed(object);
    work.catch((error: unknown) => {
      if (!(error instanceof ApiError && error.code === "Conflict")) onFailure(object.metadata.name, error);
    });
  });
  signal.addEventListener("abort", stop, { once: true });
}

class CustomResourceServer {
  readonly #machinery: Machinery;
  readonly #api: Api;
  /** By CRD name. */
  readonly #served = new Map<string, { readonly of: Crd; readonly definitions: readonly ResourceDefinition[] }>();

  constructor(machinery: Machinery, api: Api) {
    this.#machinery = machinery;
    this.#api = api;
  }

  async changed(crd: Crd): Promise<void> {
    if (isEstablished(crd)) this.#serve(crd);
    if (crd.metadata.deletionTimestamp !== undefined) return this.#finalize(crd);
    const { store, clock } = this.#machinery;
    const status = {
      ...crd.status,
      ...statusWithNames(crd, store.list(STORED_CRDS), this.#builtInNames(), clock.now()),
    };
    if (sameJson(status, crd.status)) return;
    await this.#api.update<Crd>(CUSTOM_RESOURCE_DEFINITIONS, { ...crd, status }, { subresource: "status" });
  }

  async removed(crd: Crd): Promise<void> {
    const served = this.#served.get(crd.metadata.name);
    this.#served.delete(crd.metadata.name);
    for (const definition of served?.definitions ?? []) this.#machinery.registry.remove(definition);
    // Whoever was refused a name because of this one may have it now.
    for (const other of this.#machinery.store.list(STORED_CRDS) as readonly Crd[]) await this.changed(other);
  }

  #serve(crd: Crd): void {
    const { registry } = this.#machinery;
    const known = this.#served.get(crd.metadata.name);
    const isSame =
      known !== undefined &&
      sameJson(known.of.spec, crd.spec) &&
      sameJson(known.of.status?.acceptedNames, crd.status?.acceptedNames);
    if (isSame) return;
    const definitions = customDefinitions(crd);
    for (const definition of known?.definitions ?? []) registry.remove(definition);
    for (const definition of definitions) registry.add(definition);
    this.#served.set(crd.metadata.name, { of: crd, definitions });
  }

  /** Deletes the instances; takes the finalizer away once none is left. */
  async #finalize(crd: Crd): Promise<void> {
    if (!crd.metadata.finalizers?.includes(CLEANUP_FINALIZER)) return;
    const { store, clock } = this.#machinery;
    const definition = this.#served.get(crd.metadata.name)?.definitions[0];
    const instances = () => (definition ? store.list(storedAs(definition)) : []);
    if (definition && instances().length > 0) {
      const condition = { reason: "InstanceDeletionInProgress", message: "CustomResource deletion is in progress" };
      const next = withTerminating(crd, condition, rfc3339(clock.now()));
      if (!sameJson(next, crd))
        return void (await this.#api.update(CUSTOM_RESOURCE_DEFINITIONS, next, { subresource: "status" }));
      for (const { metadata } of instances())
        if (metadata.deletionTimestamp === undefined)
          await this.#api.delete(definition, {
            ...(metadata.namespace && { namespace: metadata.namespace }),
            name: metadata.name,
          });
      if (instances().length > 0) return this.#finalizeWhenEmpty(crd.metadata.name, definition);
    }
    const finalizers = crd.metadata.finalizers.filter((each) => each !== CLEANUP_FINALIZER);
    await this.#api.update(CUSTOM_RESOURCE_DEFINITIONS, { ...crd, metadata: { ...crd.metadata, finalizers } });
  }

  #finalizeWhenEmpty(name: string, definition: ResourceDefinition): void {
    const { store } = this.#machinery;
    const stop = store.subscribe(storedAs(definition), () => {
      if (store.list(storedAs(definition)).length > 0) return;
      stop();
      const crd = store.get(STORED_CRDS, "", name) as Crd | undefined;
      if (crd) void this.changed(crd).catch(() => undefined);
    });
  }

  #builtInNames(): readonly NamesInUse[] {
    return this.#machinery.registry
      .all()
      .filter(({ custom }) => !custom)
      .map(({ group, resource, singular, shortNames, kind, listKind }) => ({
        group,
        resourceNames: [resource, singular, ...shortNames],
        kinds: [kind, listKind],
      }));
  }
}
