import type { Filter } from "@inlay/aws";
import type { StringMap } from "@inlay/resources";

/** EC2 filters for the tags of a selector term; `*` asks for the key alone. */
export function tagFilters(tags: StringMap | undefined): readonly Filter[] {
  return Object.entries(tags ?? {}).map(([key, value]) =>
    value === "*" ? { Name: "tag-key", Values: [key] } : { Name: `tag:${key}`, Values: [value] },
  );
}
