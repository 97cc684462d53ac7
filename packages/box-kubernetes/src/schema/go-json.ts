import { isRecord } from "./paths.ts";

/** JSON as Go's encoder writes it: `<`, `>`, `&` and the two line separators escaped. Keys keep their order. */
export function goJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A string as Go's `%q` writes it. */
export function goQuote(text: string): string {
  let out = '"';
  for (const char of text) {
    const code = char.codePointAt(0)!;
    const known = QUOTED[char];
    if (known !== undefined) out += known;
    else if (code < 0x20 || code === 0x7f) out += `\\x${code.toString(16).padStart(2, "0")}`;
    else out += char;
  }
  return `${out}"`;
}

const QUOTED: Readonly<Record<string, string>> = {
  '"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\b": "\\b", "\f": "\\f", "\v": "\\v", "\u0007": "\\a",
}; // prettier-ignore

/** A JSON value as Go's `%v` prints it. @example goPrint({ b: [1, "x"], a: null }) // "map[a:<nil> b:[1 x]]" */
export function goPrint(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(goPrint).join(" ")}]`;
  if (isRecord(value)) return `map[${Object.keys(value).sort().map((key) => `${key}:${goPrint(value[key])}`).join(" ")}]`; // prettier-ignore
  return String(value as string | number | boolean);
}

/** A copy whose maps are in the order of their keys, at every level. */
export function sortedDeep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedDeep);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sortedDeep(value[key])])); // prettier-ignore
}

/** A copy of one map in the order of its keys. */
export function sortedOnce(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, value[key]])); // prettier-ignore
}
