import { isRecord } from "../schema/paths.ts";

/**
 * A set of paths, as a tree. Path elements are written as in FieldsV1: `f:name` a field, `k:{"name":"c"}` an item of a map list,
 * `v:"x"` an item of a set, `i:0` an index.
 */
export class FieldSet {
  readonly members: ReadonlySet<string>;
  readonly children: ReadonlyMap<string, FieldSet>;

  static readonly empty = new FieldSet(new Set(), new Map());

  constructor(members: ReadonlySet<string>, children: ReadonlyMap<string, FieldSet>) {
    this.members = members;
    this.children = children;
  }

  /** Reads `fieldsV1`. */
  static parse(fields: unknown): FieldSet {
    const members = new Set<string>();
    const children = new Map<string, FieldSet>();
    if (isRecord(fields))
      for (const [element, below] of Object.entries(fields)) {
        if (element === ".") continue;
        const keys = isRecord(below) ? Object.keys(below) : [];
        if (keys.length === 0 || keys.includes(".")) members.add(element);
        const child = FieldSet.parse(below);
        if (!child.isEmpty) children.set(element, child);
      }
    return new FieldSet(members, children);
  }

  /** Writes `fieldsV1`. */
  toFields(): Record<string, unknown> {
    const out: Record<string, unknown> = {};
    const elements = [...this.members];
    for (const element of this.children.keys()) if (!this.members.has(element)) elements.push(element);
    if (elements.length > 1) elements.sort(compareElements);
    for (const element of elements) {
      const child = this.children.get(element);
      const isMember = this.members.has(element);
      if (!child) out[element] = {};
      else out[element] = isMember ? { ".": {}, ...child.toFields() } : child.toFields();
    }
    return out;
  }

  get isEmpty(): boolean {
    return this.members.size === 0 && this.children.size === 0;
  }

  union(other: FieldSet): FieldSet {
    if (this.isEmpty) return other;
    if (other.isEmpty) return this;
    const children = new Map(this.children);
    for (const [element, child] of other.children) children.set(element, children.get(element)?.union(child) ?? child);
    return new FieldSet(new Set([...this.members, ...other.members]), children);
  }

  intersection(other: FieldSet): FieldSet {
    const members = new Set([...this.members].filter((element) => other.members.has(element)));
    return new FieldSet(
      members,
      pruned(
        this.children,
        (element, child) => other.children.get(element) && child.intersection(other.children.get(element)!),
      ),
    );
  }

  /** Without the paths of another set; what lies below them stays. */
  difference(other: FieldSet): FieldSet {
    if (other.isEmpty) return this;
    const members = new Set([...this.members].filter((element) => !other.members.has(element)));
    return new FieldSet(
      members,
      pruned(this.children, (element, child) => {
        const below = other.children.get(element);
        return below ? child.difference(below) : child;
      }),
    );
  }

  /** Without the paths of another set and everything below them. */
  recursiveDifference(other: FieldSet): FieldSet {
    if (other.isEmpty) return this;
    const members = new Set([...this.members].filter((element) => !other.members.has(element)));
    return new FieldSet(
      members,
      pruned(this.children, (element, child) => {
        if (other.members.has(element)) return undefined;
        const below = other.children.get(element);
        return below ? child.recursiveDifference(below) : child;
      }),
    );
  }

  /** All paths, in order, as upstream prints them: `.spec.containers[name="c"].image`. */
  *paths(prefix = ""): Generator<string> {
    for (const element of [...this.members].sort(compareElements)) yield prefix + elementText(element);
    for (const [element, child] of [...this.children].sort(([a], [b]) => compareElements(a, b)))
      yield* child.paths(prefix + elementText(element));
  }
}

function pruned(
  children: ReadonlyMap<string, FieldSet>,
  map: (element: string, child: FieldSet) => FieldSet | undefined,
): ReadonlyMap<string, FieldSet> {
  const out = new Map<string, FieldSet>();
  for (const [element, child] of children) {
    const mapped = map(element, child);
    if (mapped && !mapped.isEmpty) out.set(element, mapped);
  }
  return out;
}

/** Collects paths while a value is walked. */
export class FieldSetBuilder {
  readonly #members = new Set<string>();
  readonly #children = new Map<string, FieldSetBuilder>();

  /** @param path from the root; the empty path is the root, which belongs to nobody. */
  insert(path: readonly string[]): void {
    if (path.length > 0) this.#insert(path, 0);
  }

  #insert(path: readonly string[], depth: number): void {
    const element = path[depth]!;
    if (depth === path.length - 1) {
      this.#members.add(element);
      return;
    }
    let child = this.#children.get(element);
    if (!child) this.#children.set(element, (child = new FieldSetBuilder()));
    child.#insert(path, depth + 1);
  }

  build(): FieldSet {
    if (this.#members.size === 0 && this.#children.size === 0) return FieldSet.empty;
    const children = new Map<string, FieldSet>();
    for (const [element, child] of this.#children) children.set(element, child.build());
    return new FieldSet(this.#members, children);
  }
}

export function fieldElement(name: string): string {
  return `f:${name}`;
}

const ORDER = "fkvi";

function compareElements(a: string, b: string): number {
  if (a.charCodeAt(0) !== b.charCodeAt(0)) return ORDER.indexOf(a.charAt(0)) - ORDER.indexOf(b.charAt(0));
  return a < b ? -1 : a > b ? 1 : 0;
}

function elementText(element: string): string {
  const rest = element.slice(2);
  switch (element.charAt(0)) {
    case "k": {
      const keys = JSON.parse(rest) as Record<string, unknown>;
      return `[${Object.entries(keys).map(([key, value]) => `${key}=${JSON.stringify(value)}`).join(",")}]`; // prettier-ignore
    }
    case "v":
      return `[=${rest}]`;
    case "i":
      return `[${rest}]`;
    default:
      return `.${rest}`;
  }
}
