import type { Path } from "../yaml/yaml-document.ts";

/** One field that differs. Absent before: added; absent after: removed. */
export interface FieldChange {
  /** `spec.template.spec.containers[name=controller].image` */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

const KEYS = ["name", "key", "type", "containerPort", "port", "rolearn", "userarn", "mountPath", "topologyKey"];

/**
 * Every field that differs between two plain values, deepest first. Lists of named things are compared by name, so that an insertion is
 * one addition; a changed order alone is no difference there. Other lists are compared place by place.
 */
export function diffFields(before: unknown, after: unknown): readonly FieldChange[] {
  const changes: FieldChange[] = [];
  compare(before, after, "", changes);
  return changes;
}

function compare(before: unknown, after: unknown, path: string, changes: FieldChange[]): void {
  if (sameValue(before, after)) return;
  if (isRecord(before) && isRecord(after)) {
    for (const key of new Set([...Object.keys(before), ...Object.keys(after)]))
      compare(
        own(before, key),
        own(after, key),
        path === "" ? segment(key) : `${path}${key.includes(".") ? segment(key) : `.${key}`}`,
        changes,
      );
    return;
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const key = KEYS.find((candidate) => isKeyedBy(before, candidate) && isKeyedBy(after, candidate));
    const count = changes.length;
    if (key !== undefined) compareKeyed(before as Keyed[], after as Keyed[], key, path, changes);
    else
      for (let i = 0; i < Math.max(before.length, after.length); i++)
        compare(before[i], after[i], `${path}[${i}]`, changes);
    if (changes.length > count || key !== undefined) return;
  }
  changes.push({ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) });
}

type Keyed = Readonly<Record<string, unknown>>;

function compareKeyed(
  before: readonly Keyed[],
  after: readonly Keyed[],
  key: string,
  path: string,
  changes: FieldChange[],
): void {
  for (const name of new Set([...before, ...after].map((item) => item[key]))) {
    const find = (list: readonly Keyed[]): unknown => list.find((item) => item[key] === name);
    compare(find(before), find(after), `${path}[${key}=${String(name)}]`, changes);
  }
}

const isKeyedBy = (list: readonly unknown[], key: string): boolean =>
  list.every((item) => isRecord(item) && ["string", "number"].includes(typeof own(item, key))) &&
  new Set(list.map((item) => own(item as Keyed, key))).size === list.length;

const own = (record: Keyed, key: string): unknown => (Object.hasOwn(record, key) ? record[key] : undefined);
const segment = (key: string): string => (/[.[\]]/.test(key) ? `[${JSON.stringify(key)}]` : key);

/** Equality of plain data; keys in any order. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => sameValue(item, b[index]));
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameValue(a[key], b[key]))
  );
}

const isRecord = (value: unknown): value is Keyed =>
  value !== null && typeof value === "object" && !Array.isArray(value);

/** The value at a path of steps; undefined: there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const step of path) {
    if (current === null || typeof current !== "object") return undefined;
    current = (current as Readonly<Record<string | number, unknown>>)[step];
  }
  return current;
}
