import { AwsError } from "../service/aws-error.ts";
import { matchesWildcard } from "../service/wildcard.ts";

export interface Filter {
  readonly Name?: string;
  readonly Values?: readonly string[];
}

/** Values of a resource by filter name; undefined: the filter does not exist for this resource. */
export type FilterFields = Readonly<
  Record<string, string | number | boolean | undefined | readonly (string | undefined)[]>
>;

/** Filters are ANDed, values ORed; `*` and `?` are wildcards. `tag:KEY` and `tag-key` look at the tags. */
export function matchesFilters(
  filters: readonly Filter[] | undefined,
  fields: FilterFields,
  tags: ReadonlyMap<string, string>,
): boolean {
  return (filters ?? []).every((filter) => {
    const values = filter.Values ?? [];
    return valuesOf(filter.Name ?? "", fields, tags).some((value) =>
      values.some((pattern) => matchesWildcard(pattern, value)),
    );
  });
}

function valuesOf(name: string, fields: FilterFields, tags: ReadonlyMap<string, string>): readonly string[] {
  if (name.startsWith("tag:")) {
    const value = tags.get(name.slice(4));
    return value === undefined ? [] : [value];
  }
  if (name === "tag-key") return [...tags.keys()];
  if (name === "tag-value") return [...tags.values()];
  if (!Object.hasOwn(fields, name)) throw new AwsError("InvalidParameterValue", `The filter '${name}' is invalid`);
  const value = fields[name];
  return (Array.isArray(value) ? value : [value]).filter((each) => each !== undefined).map(String);
}
