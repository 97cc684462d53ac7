import { sql, type RawBuilder } from "kysely";
import { invalid } from "../http/api-error.ts";
import { parseFilters } from "./filters.ts";

/** What can be filtered by: field as clients name it, to its column. */
export type FilterFields = Readonly<Record<string, string>>;

/** The condition that a `filters` query asks for. @throws InvalidFilter, ApiError for a field that is not in the table. */
export function filterCondition(text: string | undefined, fields: FilterFields): RawBuilder<boolean> {
  const { conjunction, conditions } = parseFilters(text ?? "");
  if (conditions.length === 0) return sql<boolean>`true`;
  const parts = conditions.map(({ field, values }) => {
    const column = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (column === undefined) throw invalid("filters", field, `one of ${Object.keys(fields).join(", ")}`);
    return sql<boolean>`${sql.ref(column)} in (${sql.join(values)})`;
  });
  return sql<boolean>`(${sql.join(parts, conjunction === "and" ? sql` and ` : sql` or `)})`;
}

/** The same for things held in memory. */
export function matchesFilters(
  text: string | undefined,
  valueOf: Readonly<Record<string, (field: string) => string | readonly string[]>>,
): boolean {
  const { conjunction, conditions } = parseFilters(text ?? "");
  const holds = conditions.map(({ field, values }) => {
    const read = Object.hasOwn(valueOf, field) ? valueOf[field] : undefined;
    if (!read) throw invalid("filters", field, `one of ${Object.keys(valueOf).join(", ")}`);
    return [read(field)].flat().some((value) => values.includes(value));
  });
  return conjunction === "and" ? holds.every(Boolean) : holds.some(Boolean);
}
