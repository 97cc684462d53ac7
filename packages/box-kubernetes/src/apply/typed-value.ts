import { isDeepStrictEqual } from "node:util";
import { setOwn } from "../schema/decode.ts";
import { goPrint } from "../schema/go-json.ts";
import { isRecord } from "../schema/paths.ts";
import type { Schema } from "../schema/schema.ts";
import { atomOf, ElementError, itemElement, memberSchema, type Atom } from "./atoms.ts";
import { fieldElement, FieldSet, FieldSetBuilder } from "./field-set.ts";

/** Values under their schema, with the operations of structured-merge-diff: which fields, what changed, merge, remove. */

type ListAtom = Extract<Atom, { kind: "list" }>;

/** All fields that a value has an opinion on: leaves, items of lists, entries of maps. */
export function fieldSetOf(schema: Schema, value: unknown): FieldSet {
  const out = new FieldSetBuilder();
  collect(schema, value, [], out);
  return out.build();
}

/** @param path where the value stands; as long after the call as before. */
function collect(schema: Schema, value: unknown, path: string[], out: FieldSetBuilder): void {
  const atom = atomOf(schema, value);
  if (atom.kind === "scalar") return out.insert(path);
  if (atom.kind === "list") {
    if (atom.relation === "atomic") return out.insert(path);
    if (!Array.isArray(value)) return;
    for (const [index, item] of value.entries()) {
      path.push(itemElement(atom, item, index));
      collect(atom.items, item, path, out);
      out.insert(path);
      path.pop();
    }
    return;
  }
  if (atom.atomic) return out.insert(path);
  if (!isRecord(value)) return;
  for (const [key, member] of Object.entries(value)) {
    const known = memberSchema(atom.schema, key);
    if (!known) continue;
    path.push(fieldElement(key));
    collect(known.schema, member, path, out);
    const isEmpty = member === null || (isRecord(member) && Object.keys(member).length === 0);
    if (isEmpty || !known.isField) out.insert(path);
    path.pop();
  }
}

export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/** What changed from one value to another. */
export function compareValues(schema: Schema, before: unknown, after: unknown): Comparison {
  const comparison = { added: new FieldSetBuilder(), modified: new FieldSetBuilder(), removed: new FieldSetBuilder() };
  compare(schema, before, after, [], comparison);
  return {
    added: comparison.added.build(),
    modified: comparison.modified.build(),
    removed: comparison.removed.build(),
  };
}

type Builders = {
  readonly added: FieldSetBuilder;
  readonly modified: FieldSetBuilder;
  readonly removed: FieldSetBuilder;
};

/** `undefined`: not there. @param path where the values stand; as long after the call as before. */
function compare(schema: Schema, before: unknown, after: unknown, path: string[], out: Builders): void {
  if (before === after) return;
  const atom = atomOf(schema, after, before);
  if (atom.kind === "scalar") return compareLeaf(before, after, path, out);
  if (atom.kind === "list") {
    const left = Array.isArray(before) ? before : [];
    const right = Array.isArray(after) ? after : [];
    if (atom.relation === "atomic" || (left.length === 0 && right.length === 0))
      return compareLeaf(before, after, path, out);
    const lefts = grouped(atom, left);
    const rights = grouped(atom, right);
    for (const element of new Set([...lefts.keys(), ...rights.keys()])) {
      path.push(element);
      compareItems(atom, lefts.get(element) ?? [], rights.get(element) ?? [], path, out);
      path.pop();
    }
  } else {
    const left = isRecord(before) ? before : {};
    const right = isRecord(after) ? after : {};
    const leftKeys = Object.keys(left);
    const rightKeys = Object.keys(right);
    if (atom.atomic || (leftKeys.length === 0 && rightKeys.length === 0)) return compareLeaf(before, after, path, out);
    for (const key of leftKeys) compareMember(atom.schema, key, left[key], own(right, key), path, out);
    for (const key of rightKeys)
      if (!Object.hasOwn(left, key)) compareMember(atom.schema, key, undefined, right[key], path, out);
  }
  if (before === undefined) out.added.insert(path);
  else if (after === undefined) out.removed.insert(path);
}

function compareMember(
  schema: Schema,
  key: string,
  before: unknown,
  after: unknown,
  path: string[],
  out: Builders,
): void {
  if (before === after) return;
  const known = memberSchema(schema, key);
  if (!known) return;
  path.push(fieldElement(key));
  compare(known.schema, before, after, path, out);
  path.pop();
}

function compareLeaf(before: unknown, after: unknown, path: readonly string[], out: Builders): void {
  if (before === undefined && after === undefined) return;
  if (before === undefined) out.added.insert(path);
  else if (after === undefined) out.removed.insert(path);
  else if (!isDeepStrictEqual(before, after)) out.modified.insert(path);
}

/** Items that share a key count as one, changed as a whole. */
function compareItems(
  atom: ListAtom,
  left: readonly unknown[],
  right: readonly unknown[],
  path: string[],
  out: Builders,
): void {
  if (left.length <= 1 && right.length <= 1) return compare(atom.items, left[0], right[0], path, out);
  if (left.length >= 2 && right.length >= 2) {
    if (!isDeepStrictEqual(left, right)) out.modified.insert(path);
  } else if (left.length >= 2) {
    if (right.length > 0) compare(atom.items, undefined, right[0], path, out);
    out.removed.insert(path);
  } else {
    if (left.length > 0) compare(atom.items, left[0], undefined, path, out);
    out.added.insert(path);
  }
}

function grouped(atom: ListAtom, items: readonly unknown[]): Map<string, unknown[]> {
  const out = new Map<string, unknown[]>();
  for (const [index, item] of items.entries()) {
    let element: string;
    try {
      element = itemElement(atom, item, index);
    } catch (error) {
      if (error instanceof ElementError) continue;
      throw error;
    }
    const list = out.get(element);
    if (list) list.push(item);
    else out.set(element, [item]);
  }
  return out;
}

function own(map: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}

/** The applied configuration laid over the live value; nothing of either is changed. */
export function mergeValues(schema: Schema, live: unknown, applied: unknown): unknown {
  if (applied === undefined) return live;
  if (live === undefined) return applied;
  const atom = atomOf(schema, applied, live);
  if (atom.kind === "list") {
    if (
      atom.relation === "atomic" ||
      !Array.isArray(live) ||
      !Array.isArray(applied) ||
      (live.length === 0 && applied.length === 0)
    )
      return applied;
    return mergeLists(atom, live, applied);
  }
  if (atom.kind === "map" && !atom.atomic && isRecord(live) && isRecord(applied)) {
    const out: Record<string, unknown> = { ...live };
    for (const [key, value] of Object.entries(applied)) {
      const known = memberSchema(atom.schema, key);
      setOwn(out, key, known ? mergeValues(known.schema, own(live, key), value) : value);
    }
    return out;
  }
  if (atom.kind === "map" && !atom.atomic && applied === null && isRecord(live)) return live;
  return applied;
}

/** Applied items in their order; live ones that are not applied stay where they stood between them. */
function mergeLists(atom: ListAtom, live: readonly unknown[], applied: readonly unknown[]): unknown[] {
  const elements = (items: readonly unknown[]) => items.map((item, index) => itemElement(atom, item, index));
  const left = elements(live);
  const right = elements(applied);
  const liveBy = new Map(left.map((element, index) => [element, live[index]]));
  const appliedBy = new Map(right.map((element, index) => [element, applied[index]]));
  const shared = right.filter((element) => liveBy.has(element));
  let nextShared = shared.shift();
  const merged = new Set<string>();
  const out: unknown[] = [];
  const take = (element: string) => out.push(mergeValues(atom.items, liveBy.get(element), appliedBy.get(element)));
  for (let l = 0, r = 0; l < left.length || r < right.length;) {
    if (l < left.length && r < right.length) {
      const element = left[l]!;
      if (element === right[r]) {
        merged.add(element);
        take(element);
        l++;
        r++;
        nextShared = shared.shift();
        continue;
      }
      if (appliedBy.has(element) && nextShared !== undefined && nextShared !== element) {
        l++;
        continue;
      }
    }
    if (l < left.length) {
      const element = left[l]!;
      if (!appliedBy.has(element)) {
        out.push(live[l]);
        l++;
        continue;
      }
      if (merged.has(element)) l++;
    }
    if (r < right.length) {
      const element = right[r++]!;
      merged.add(element);
      take(element);
      if (nextShared === element) nextShared = shared.shift();
    }
  }
  return out;
}

/** The value without the fields of a set; undefined when nothing is left. */
export function removeFields(schema: Schema, value: unknown, fields: FieldSet): unknown {
  const atom = atomOf(schema, value);
  if (atom.kind === "scalar") return value;
  if (atom.kind === "list") {
    if (!Array.isArray(value) || value.length === 0 || atom.relation === "atomic") return undefined;
    const kept: unknown[] = [];
    for (const [index, item] of value.entries()) {
      const element = itemElement(atom, item, index);
      if (fields.members.has(element)) continue;
      const below = fields.children.get(element);
      kept.push(below ? removeFields(atom.items, item, below) : item);
    }
    return kept.length > 0 ? kept : undefined;
  }
  if (!isRecord(value) || Object.keys(value).length === 0 || atom.atomic) return undefined;
  const kept: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value)) {
    const element = fieldElement(key);
    if (fields.members.has(element)) continue;
    const below = fields.children.get(element);
    const known = memberSchema(atom.schema, key);
    const next = below && known ? removeFields(known.schema, member, below) : member;
    setOwn(kept, key, next === undefined ? null : next);
  }
  return Object.keys(kept).length > 0 ? kept : undefined;
}

/** Declared fields that have something below them become members too: removing them removes the whole. */
export function withNamedFields(schema: Schema, fields: FieldSet): FieldSet {
  const members = new Set(fields.members);
  const children = new Map<string, FieldSet>();
  for (const [element, child] of fields.children) {
    let below: Schema = {};
    if (element.startsWith("f:")) {
      const known =
        schema.type === "object" || schema.type === undefined ? memberSchema(schema, element.slice(2)) : undefined;
      if (known?.isField === true) members.add(element);
      below = known?.schema ?? {};
    } else below = schema.items ?? {};
    children.set(element, withNamedFields(below, child));
  }
  return new FieldSet(members, children);
}

/** What does not fit the schema: `.spec.bogus: field not declared in schema`, one text each. */
export function typeFaults(schema: Schema, value: unknown, path = ""): readonly string[] {
  const at = (text: string) => [`${path}: ${text}`];
  if (value === null || value === undefined) return [];
  const atom = atomOf(schema, value);
  if (atom.kind === "scalar") return scalarFaults(atom.scalar, value).flatMap(at);
  if (atom.kind === "list") {
    if (!Array.isArray(value)) return at(`expected list, got ${pointed(value)}`);
    const seen = new Set<string>();
    return value.flatMap((item: unknown, index) => {
      let text = `[${index}]`;
      const faults: string[] = [];
      if (atom.relation !== "atomic") {
        let element: string;
        try {
          element = itemElement(atom, item, index);
        } catch (error) {
          if (error instanceof ElementError) return at(`element ${index}: ${error.message}`);
          throw error;
        }
        text = [...new FieldSet(new Set([element]), new Map()).paths()][0]!;
        if (seen.has(element)) faults.push(...at(`duplicate entries for key ${text}`));
        seen.add(element);
      }
      return [...faults, ...typeFaults(atom.items, item, path + text)];
    });
  }
  if (!isRecord(value)) return at(`expected map, got ${pointed(value)}`);
  return Object.keys(value).sort().flatMap((key) => {
    const known = memberSchema(atom.schema, key);
    return known ? typeFaults(known.schema, value[key], `${path}.${key}`) : [`${path}.${key}: field not declared in schema`];
  }); // prettier-ignore
}

function scalarFaults(scalar: Extract<Atom, { kind: "scalar" }>["scalar"], value: unknown): readonly string[] {
  switch (scalar) {
    case "string":
      return typeof value === "string" ? [] : [`expected string, got ${pointed(value)}`];
    case "numeric":
      return typeof value === "number" ? [] : [`expected numeric (int or float), got ${goTypeOf(value)}`];
    case "boolean":
      return typeof value === "boolean" ? [] : [`expected boolean, got ${pointed(value)}`];
    case "untyped":
      return isRecord(value) || Array.isArray(value) ? [`expected any scalar, got ${pointed(value)}`] : [];
  }
}

/** Upstream prints the wrapper around a value. */
function pointed(value: unknown): string {
  return `&{${typeof value === "string" ? value : goPrint(value)}}`;
}

function goTypeOf(value: unknown): string {
  if (Array.isArray(value)) return "[]interface {}";
  return isRecord(value)
    ? "map[string]interface {}"
    : typeof value === "boolean"
      ? "bool"
      : typeof value === "string"
        ? "string"
        : "int64";
}
