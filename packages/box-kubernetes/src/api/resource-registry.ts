import { apiVersionOf } from "@inlay/resources";
import type { ResourceDefinition } from "../schema/resource-definition.ts";

/** The resources that are served at this moment: built-in ones, and those of established CRDs. */
export class ResourceRegistry {
  readonly #byPath = new Map<string, ResourceDefinition>();
  /** The same by group, version and resource: found without making a text of them. */
  readonly #byParts = new Map<string, Map<string, Map<string, ResourceDefinition>>>();
  readonly #byKind = new Map<string, ResourceDefinition>();
  readonly #listeners = new Set<() => void>();
  #all: readonly ResourceDefinition[] | undefined;

  constructor(definitions: Iterable<ResourceDefinition> = []) {
    for (const definition of definitions) this.add(definition);
  }

  /** Adds a resource, or replaces the one at the same group, version and name. */
  add(definition: ResourceDefinition): void {
    this.#byPath.set(pathOf(definition), definition);
    const { group, version, resource } = definition;
    const versions = this.#byParts.get(group) ?? new Map<string, Map<string, ResourceDefinition>>();
    const resources = versions.get(version) ?? new Map<string, ResourceDefinition>();
    this.#byParts.set(group, versions.set(version, resources.set(resource, definition)));
    this.#byKind.set(`${apiVersionOf(definition)} ${definition.kind}`, definition);
    this.#changed();
  }

  remove(definition: ResourceDefinition): void {
    if (this.#byPath.get(pathOf(definition)) !== definition) return;
    this.#byPath.delete(pathOf(definition));
    this.#byParts.get(definition.group)?.get(definition.version)?.delete(definition.resource);
    this.#byKind.delete(`${apiVersionOf(definition)} ${definition.kind}`);
    this.#changed();
  }

  get(group: string, version: string, resource: string): ResourceDefinition | undefined {
    return this.#byParts.get(group)?.get(version)?.get(resource);
  }

  byKind(apiVersion: string, kind: string): ResourceDefinition | undefined {
    return this.#byKind.get(`${apiVersion} ${kind}`);
  }

  /** Any version of the resource. */
  anyVersion(group: string, resource: string): ResourceDefinition | undefined {
    return this.all().find((each) => each.group === group && each.resource === resource);
  }

  all(): readonly ResourceDefinition[] {
    this.#all ??= [...this.#byPath.values()];
    return this.#all;
  }

  hasGroup(group: string): boolean {
    return this.all().some((each) => each.group === group);
  }

  /** Calls after every change; the function returned ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    this.#all = undefined;
    for (const listener of this.#listeners) listener();
  }
}

function pathOf({ group, version, resource }: ResourceDefinition): string {
  return `${group}/${version}/${resource}`;
}

const storeNames = new WeakMap<object, string>();

/** What the store calls the resource: all versions of it share their objects. */
export function storedAs(resource: { readonly group: string; readonly resource: string }): string {
  let name = storeNames.get(resource);
  if (name === undefined) storeNames.set(resource, (name = `${resource.group}/${resource.resource}`));
  return name;
}
