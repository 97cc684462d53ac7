import { InvalidFilter } from "./filter-error.ts";

/** One condition of a `filters` query: the field's value is one of these. */
export interface FilterCondition {
  readonly field: string;
  readonly values: readonly string[];
}

export interface Filters {
  readonly conjunction: "and" | "or";
  readonly conditions: readonly FilterCondition[];
}

/** Where a condition begins: a dotted field and its operator. */
const START = /^([a-z][A-Za-z]*(?:\.[A-Za-z][A-Za-z0-9]*)+)(=|_in_)/;

/**
 * Palette's grammar for `filters`: conditions joined by the literal word AND or OR without spaces, as palette-sdk-go sends them. A joining
 * word counts only where a condition follows, so a value may hold the word ("BRAND"); one conjunction per query.
 *
 * @example parseFilters("metadata.name=BRANDANDspec.version=1.0.0").conditions[0] // { field: "metadata.name", values: ["BRAND"] }
 * @throws InvalidFilter
 */
export function parseFilters(text: string): Filters {
  if (text === "") return { conjunction: "and", conditions: [] };
  const words = new Set<string>();
  const parts: string[] = [];
  let from = 0;
  for (const { 0: word, index } of text.matchAll(/AND|OR/g))
    if (index > from && START.test(text.slice(index + word.length))) {
      words.add(word);
      parts.push(text.slice(from, index));
      from = index + word.length;
    }
  parts.push(text.slice(from));
  if (words.size > 1) throw new InvalidFilter(text);
  return { conjunction: words.has("OR") ? "or" : "and", conditions: parts.map((part) => condition(part, text)) };
}

function condition(part: string, whole: string): FilterCondition {
  const [start, field, operator] = START.exec(part) ?? [];
  if (start === undefined || field === undefined) throw new InvalidFilter(whole);
  const value = part.slice(start.length);
  return { field, values: operator === "_in_" ? value.split(",") : [value] };
}
