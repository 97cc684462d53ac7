import { AwsError } from "../service/aws-error.ts";
import type { OperationTable, Shape } from "../service/operation.ts";
import { pageOf } from "../service/paging.ts";
import { type Filter, matchesFilters } from "./filters.ts";

export interface Tag {
  readonly Key?: string;
  readonly Value?: string;
}
export interface TagSpecification {
  readonly ResourceType?: string;
  readonly Tags?: readonly Tag[];
}

const MOST_TAGS = 50;
const NO_TAGS: ReadonlyMap<string, string> = new Map();
const RESOURCE_TYPES: Readonly<Record<string, string>> = {
  i: "instance",
  vol: "volume",
  eni: "network-interface",
  subnet: "subnet",
  sg: "security-group",
  vpc: "vpc",
  lt: "launch-template",
  fleet: "fleet",
  ami: "image",
  sir: "spot-instances-request",
};

/** `instance` for `i-0123…`; empty when it is no resource of EC2. */
export function resourceTypeOf(resourceId: string): string {
  return RESOURCE_TYPES[resourceId.split("-")[0]!] ?? "";
}

/** The tags of every resource, by resource id. */
export class Tags {
  readonly #tags = new Map<string, Map<string, string>>();

  of(resourceId: string): ReadonlyMap<string, string> {
    return this.#tags.get(resourceId) ?? NO_TAGS;
  }

  /** As members of an answer. */
  list(resourceId: string): readonly Tag[] {
    return [...this.of(resourceId)].map(([Key, Value]) => ({ Key, Value }));
  }

  record(resourceId: string): Readonly<Record<string, string>> {
    return Object.fromEntries(this.of(resourceId));
  }

  put(resourceId: string, tags: readonly Tag[]): void {
    const own = new Map(this.#tags.get(resourceId));
    for (const { Key = "", Value = "" } of tags) own.set(Key, Value);
    if (own.size > MOST_TAGS)
      throw new AwsError("TagLimitExceeded", "The maximum number of Tags for a resource has been reached.");
    this.#tags.set(resourceId, own);
  }

  /** Puts the tags that the specifications give to this type of resource. */
  apply(resourceId: string, type: string, specifications: readonly TagSpecification[] | undefined): void {
    for (const specification of specifications ?? []) {
      if (specification.ResourceType === type) this.put(resourceId, specification.Tags ?? []);
    }
  }

  /** The resource is gone, and its tags with it. */
  forget(resourceId: string): void {
    this.#tags.delete(resourceId);
  }

  /** @param tags undefined: all of them. A tag without value goes whatever its value is. */
  delete(resourceId: string, tags: readonly Tag[] | undefined): void {
    if (!tags) return this.forget(resourceId);
    const own = this.#tags.get(resourceId);
    for (const { Key = "", Value } of tags) if (Value === undefined || own?.get(Key) === Value) own?.delete(Key);
  }

  all(): IterableIterator<[string, ReadonlyMap<string, string>]> {
    return this.#tags.entries();
  }

  save(): unknown {
    return [...this.#tags].map(([id, tags]) => [id, [...tags]]);
  }

  restore(saved: unknown): void {
    for (const [id, tags] of saved as [string, [string, string][]][]) this.#tags.set(id, new Map(tags));
  }
}

/** @param exists whether a resource of this id is there; the error code when it is not. */
export function tagOperations(tags: Tags, assertExists: (resourceId: string) => void): OperationTable {
  return {
    CreateTags: (input: Shape, context) => {
      const resources = (input.Resources ?? []) as readonly string[];
      for (const id of resources) assertExists(id);
      for (const id of resources) tags.put(id, (input.Tags ?? []) as readonly Tag[]);
      context.touched(...resources);
      return {};
    },
    DeleteTags: (input, context) => {
      const resources = (input.Resources ?? []) as readonly string[];
      for (const id of resources) tags.delete(id, input.Tags as readonly Tag[] | undefined);
      context.touched(...resources);
      return {};
    },
    DescribeTags: (input) => {
      const found = [...tags.all()].flatMap(([ResourceId, own]) =>
        [...own].map(([Key, Value]) => ({
          ResourceId,
          ResourceType: resourceTypeOf(ResourceId),
          Key,
          Value,
        })),
      );
      const matching = found.filter((tag) =>
        matchesFilters(
          input.Filters as readonly Filter[],
          { key: tag.Key, value: tag.Value, "resource-id": tag.ResourceId, "resource-type": tag.ResourceType },
          new Map(),
        ),
      );
      const { page, nextToken } = pageOf(
        matching,
        input.MaxResults as number | undefined,
        input.NextToken as string | undefined,
      );
      return { Tags: page, NextToken: nextToken };
    },
  };
}
