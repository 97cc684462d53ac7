import type { MacroValue } from "./macro-expression.ts";

type Value = MacroValue | undefined;
type MacroFunction = (...args: readonly Value[]) => Value;

const text = (value: Value): string => (value === undefined ? "" : String(value));
const whole = (value: Value): number => {
  const number = Math.trunc(Number(value ?? 0));
  return Number.isFinite(number) ? number : 0;
};
const isEmpty = (value: Value): boolean => value === undefined || value === "" || value === 0 || value === false;
const characters = (value: Value): string[] => Array.from(text(value));
const indented = (width: Value, value: Value): string => {
  const pad = " ".repeat(Math.min(Math.max(whole(width), 0), 200));
  return text(value).replaceAll(/^/gm, pad);
};
const unslashed = (set: Value, value: Value, side: "start" | "end" | "both"): string => {
  const chars = new Set(characters(set));
  const list = characters(value);
  let [from, to] = [0, list.length];
  if (side !== "end") while (from < to && chars.has(list[from] ?? "")) from++;
  if (side !== "start") while (to > from && chars.has(list[to - 1] ?? "")) to--;
  return list.slice(from, to).join("");
};
const bytes = (value: Value): Uint8Array => new TextEncoder().encode(text(value));

/** Sprig's functions, with its order of arguments: what is piped comes last. What is not here is an unknown function. */
const FUNCTIONS: Readonly<Record<string, MacroFunction>> = {
  upper: (v) => text(v).toUpperCase(),
  lower: (v) => text(v).toLowerCase(),
  title: (v) => text(v).replaceAll(/(^|\s)(\S)/g, (_, space: string, c: string) => space + c.toUpperCase()),
  trim: (v) => text(v).trim(),
  trimAll: (set, v) => unslashed(set, v, "both"),
  trimPrefix: (prefix, v) => (text(v).startsWith(text(prefix)) ? text(v).slice(text(prefix).length) : text(v)),
  trimSuffix: (suffix, v) =>
    text(suffix) !== "" && text(v).endsWith(text(suffix)) ? text(v).slice(0, -text(suffix).length) : text(v),
  nospace: (v) => text(v).replaceAll(/\s/g, ""),
  default: (fallback, v) => (isEmpty(v) ? fallback : v),
  coalesce: (...values) => values.find((v) => !isEmpty(v)),
  empty: (v) => isEmpty(v),
  ternary: (yes, no, v) => (v === true ? yes : no),
  substr: (start, end, v) => {
    const list = characters(v);
    const [from, to] = [whole(start), whole(end)];
    if (from < 0) return list.slice(0, Math.max(to, 0)).join("");
    return list.slice(from, to < 0 || to > list.length ? list.length : to).join("");
  },
  trunc: (length, v) => {
    const [list, count] = [characters(v), whole(length)];
    return (count < 0 ? list.slice(Math.max(list.length + count, 0)) : list.slice(0, count)).join("");
  },
  replace: (from, to, v) => text(v).replaceAll(text(from), () => text(to)),
  contains: (part, v) => text(v).includes(text(part)),
  hasPrefix: (prefix, v) => text(v).startsWith(text(prefix)),
  hasSuffix: (suffix, v) => text(v).endsWith(text(suffix)),
  repeat: (count, v) => text(v).repeat(Math.min(Math.max(whole(count), 0), 1_000)),
  quote: (v) => JSON.stringify(text(v)),
  squote: (v) => `'${text(v)}'`,
  cat: (...values) => values.map(text).join(" "),
  indent: indented,
  nindent: (width, v) => `\n${indented(width, v)}`,
  toString: (v: Value) => text(v),
  int: (v) => whole(v),
  add: (...values) => values.reduce<number>((sum, v) => sum + whole(v), 0),
  sub: (a, b) => whole(a) - whole(b),
  mul: (...values) => values.reduce<number>((product, v) => product * whole(v), 1),
  b64enc: (v) => btoa(String.fromCharCode(...bytes(v))),
  b64dec: (v) => {
    try {
      return new TextDecoder().decode(Uint8Array.from(atob(text(v)), (c) => c.charCodeAt(0)));
    } catch {
      return "";
    }
  },
};

/** Undefined: there is no such function. */
export const macroFunction = (name: string): MacroFunction | undefined =>
  Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;

/** For completion and messages. */
export const MACRO_FUNCTIONS: readonly string[] = Object.keys(FUNCTIONS);
