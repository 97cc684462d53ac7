/** Where a value stands in the account's state: names of fields and indexes of lists. */
type Path = readonly (string | number)[];
/** The value that stands at a path from now on; none: the field is gone. */
export type Change = readonly [path: Path, value?: unknown];

/** Deeper than this a value is compared as a whole: `services`, `ec2`, `instances`, one instance. */
const DEPTH = 4;

/** A state as it was last written: containers, and JSON texts of what is compared as a whole. */
type Written = string | { readonly list: boolean; readonly parts: ReadonlyMap<string | number, Written> };

/** What `state` is compared with next time. @param state plain data. */
export function written(state: unknown, depth = DEPTH): Written {
  if (depth === 0 || !isContainer(state)) return JSON.stringify(state);
  const list = Array.isArray(state);
  const parts = new Map<string | number, Written>();
  const entries = list ? state.entries() : Object.entries(state);
  for (const [key, value] of entries)
    if (list || value !== undefined) parts.set(key, written(value ?? null, depth - 1));
  return { list, parts };
}

/** What makes `to` of `from`. */
export function changes(from: Written | undefined, to: Written, path: Path = []): Change[] {
  if (from === to) return [];
  if (from === undefined || typeof from === "string" || typeof to === "string" || from.list !== to.list)
    return [[path, valueOf(to)]];
  const found: Change[] = [];
  if (to.list && to.parts.size < from.parts.size) found.push([[...path, "length"], to.parts.size]);
  if (!to.list) for (const key of from.parts.keys()) if (!to.parts.has(key)) found.push([[...path, key]]);
  for (const [key, part] of to.parts) found.push(...changes(from.parts.get(key), part, [...path, key]));
  return found;
}

/** Plays a change on a state. @returns the state. */
export function play(state: unknown, [path, value]: Change): unknown {
  const last = path.at(-1);
  if (last === undefined) return value;
  let at = state as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string | number, unknown>;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return state;
}

function valueOf(part: Written): unknown {
  if (typeof part === "string") return JSON.parse(part);
  const entries = [...part.parts].map(([key, each]) => [key, valueOf(each)] as const);
  return part.list ? entries.map(([, value]) => value) : Object.fromEntries(entries);
}

function isContainer(value: unknown): value is Readonly<Record<string, unknown>> | readonly unknown[] {
  return typeof value === "object" && value !== null && !("toJSON" in value);
}
