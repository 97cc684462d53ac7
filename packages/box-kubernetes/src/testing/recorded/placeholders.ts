import { randomUUID } from "node:crypto";

/** What stood in for a value that differs from run to run, and what it was in this run. */
export type Bindings = Map<string, string>;

/** Labels that mean one value throughout a recording: `<uid1>`, `<rv3>`, `<continue2>`, `<rv-list>`. */
const LABEL = /<(?:uid|rv|continue)[-a-z]*\d*>/;
/** Values of which only the kind matters. */
const PATTERNS: Readonly<Record<string, string>> = {
  "<time>": String.raw`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z`,
  "<age>": String.raw`\d+[smhdy](?:\d+[smhdy])?`,
  "<rand5>": "[a-z0-9]{5}",
  "<hex16>": "[0-9a-f]{16}",
  "<current>": String.raw`\d+`,
  "<old>": String.raw`\d+`,
  "<scheme>": '[^"]+',
  "<pointer>": "[0-9a-f]+",
  "<server>": '[^"/]+',
  "<text>": ".*",
  "<jwt>": "[-A-Za-z0-9_.]+",
  "<uid>": "[-0-9a-f]{36}",
  "<sha256 of the certificate>": "[0-9a-f]{64}",
};
/** Recordings leave field managers out, and what columns of tables are about. */
const UNCOMPARED: ReadonlySet<string> = new Set(["managedFields", "description"]);
const PLACEHOLDER = new RegExp(`${LABEL.source}|${Object.keys(PATTERNS).join("|")}`, "g");

/** Puts this run's values in place of the labels, at any depth. A uid that nothing has had yet is made up. */
export function filled<T>(template: T, bindings: Bindings): T {
  if (typeof template === "string")
    return template.replaceAll(new RegExp(LABEL, "g"), (label) => bindings.get(label) ?? madeUp(label, bindings)) as T;
  if (Array.isArray(template)) return template.map((item: unknown) => filled(item, bindings)) as T;
  if (typeof template !== "object" || template === null) return template;
  return Object.fromEntries(Object.entries(template).map(([key, value]) => [key, filled(value, bindings)])) as T;
}

function madeUp(label: string, bindings: Bindings): string {
  if (!label.startsWith("<uid")) return label;
  const uid = randomUUID();
  bindings.set(label, uid);
  return uid;
}

/**
 * Compares an answer with the recorded one and learns what the labels stand for, if it is as recorded.
 *
 * @returns where they differ, or undefined.
 */
export function difference(expected: unknown, actual: unknown, bindings: Bindings): string | undefined {
  const learned: Bindings = new Map(bindings);
  const found = compared(expected, actual, learned, "");
  if (found === undefined) for (const [label, value] of learned) bindings.set(label, value);
  return found;
}

function compared(expected: unknown, actual: unknown, bindings: Bindings, path: string): string | undefined {
  if (typeof expected === "string" && (typeof actual === "string" || typeof actual === "number"))
    return matches(expected, String(actual), bindings) ? undefined : told(path, expected, actual);
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return told(path, expected, actual);
    return firstDifference(
      expected.map((item: unknown, index) => [`${path}[${index}]`, item, actual[index]]),
      bindings,
    );
  }
  if (typeof expected === "object" && expected !== null) {
    if (typeof actual !== "object" || actual === null || Array.isArray(actual)) return told(path, expected, actual);
    const left = expected as Readonly<Record<string, unknown>>;
    const right = actual as Readonly<Record<string, unknown>>;
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])].filter((key) => !UNCOMPARED.has(key));
    return firstDifference(
      keys.map((key) => [`${path}.${key}`, left[key], right[key]]),
      bindings,
    );
  }
  return expected === actual ? undefined : told(path, expected, actual);
}

function firstDifference(
  pairs: readonly (readonly [path: string, expected: unknown, actual: unknown])[],
  bindings: Bindings,
): string | undefined {
  for (const [path, expected, actual] of pairs) {
    const found = compared(expected, actual, bindings, path);
    if (found !== undefined) return found;
  }
  return undefined;
}

function matches(expected: string, actual: string, bindings: Bindings): boolean {
  if (!PLACEHOLDER.test(expected)) return expected === actual;
  PLACEHOLDER.lastIndex = 0;
  const unbound: string[] = [];
  let pattern = "";
  let position = 0;
  for (const match of expected.matchAll(PLACEHOLDER)) {
    const [placeholder] = match;
    pattern += RegExp.escape(expected.slice(position, match.index));
    position = match.index + placeholder.length;
    const bound = bindings.get(placeholder);
    if (bound !== undefined) pattern += RegExp.escape(bound);
    else if (placeholder in PATTERNS) pattern += PATTERNS[placeholder];
    else {
      unbound.push(placeholder);
      pattern += "([-A-Za-z0-9_=]+)";
    }
  }
  const found = new RegExp(`^${pattern}${RegExp.escape(expected.slice(position))}$`, "s").exec(actual);
  if (!found) return false;
  for (const [index, label] of unbound.entries()) bindings.set(label, found[index + 1] ?? "");
  return true;
}

function told(path: string, expected: unknown, actual: unknown): string {
  const short = (value: unknown) => JSON.stringify(value)?.slice(0, 300);
  return `${path || "."}: recorded ${short(expected)}, answered ${short(actual)}`;
}
