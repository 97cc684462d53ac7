import { copyOf } from "../api/json-value.ts";
import { setOwn } from "../schema/decode.ts";
import { goPrint } from "../schema/go-json.ts";
import { isRecord } from "../schema/paths.ts";
import { ownProperty } from "../schema/prune.ts";
import type { Schema } from "../schema/schema.ts";
import { PatchError } from "./patch-error.ts";
import { elementKind, indexIn, inOrder, mergeSorted, partition, type Mapping } from "./element-order.ts";

const DIRECTIVE = "$patch";
const RETAIN_KEYS = "$retainKeys";
const DELETE_FROM_LIST = "$deleteFromPrimitiveList";
const ELEMENT_ORDER = "$setElementOrder";

/**
 * Kubernetes' own patch: maps merge, lists merge by their merge key or are replaced, directives delete, replace and order. Semantics of
 * apimachinery strategicpatch for patches that are applied (unmatched nulls are dropped).
 *
 * @throws PatchError
 */
export function applyStrategicMergePatch(document: Mapping, patch: Mapping, schema: Schema): Mapping {
  return mergeMap(copyOf(document), copyOf(patch), schema);
}

interface FieldMeta {
  readonly schema: Schema | undefined;
  /** `merge`, `replace` or none; retainKeys only says that the directive may be used. */
  readonly strategy: string | undefined;
  readonly mergeKey: string;
}

function metaOf(schema: Schema | undefined, key: string): FieldMeta {
  const property =
    schema &&
    (ownProperty(schema, key) ??
      (typeof schema.additionalProperties === "object" ? schema.additionalProperties : undefined));
  const strategies = property?.["x-kubernetes-patch-strategy"]?.split(",").filter((s) => s !== "retainKeys") ?? [];
  return { schema: property, strategy: strategies[0], mergeKey: property?.["x-kubernetes-patch-merge-key"] ?? "" };
}

function mergeMap(original: Mapping, patch: Mapping, schema: Schema | undefined): Mapping {
  if (Object.hasOwn(patch, DIRECTIVE)) return wholeMap(patch);
  retainKeys(original, patch);
  mergeOrderedLists(original, patch, schema);
  for (const [patchKey, value] of Object.entries(patch)) {
    const isDeletion = patchKey.startsWith(DELETE_FROM_LIST);
    const key = isDeletion ? nameAfter(patchKey, DELETE_FROM_LIST) : patchKey;
    if (value === null) {
      delete original[key];
      continue;
    }
    const current = Object.hasOwn(original, key) ? original[key] : undefined;
    if (current === undefined || typeName(current) !== typeName(value)) {
      if (!isDeletion) setWithoutDirectives(original, key, withoutNulls(value));
    } else if (isRecord(current) && isRecord(value)) {
      const meta = metaOf(schema, key);
      setOwn(original, key, meta.strategy === "replace" ? value : mergeMap(current, value, meta.schema));
    } else if (Array.isArray(current) && Array.isArray(value)) {
      const meta = metaOf(schema, key);
      setOwn(
        original,
        key,
        meta.strategy === "merge" || isDeletion ? mergeList(current, value, meta, isDeletion) : value,
      );
    } else setWithoutDirectives(original, key, value);
  }
  return original;
}

function wholeMap(patch: Mapping): Mapping {
  const directive = patch[DIRECTIVE];
  if (directive === "delete") return {};
  if (directive !== "replace") throw unknownDirective(directive, patch);
  delete patch[DIRECTIVE];
  return patch;
}

/** `$retainKeys`: whatever is not listed goes away; what the patch sets must be listed. */
function retainKeys(original: Mapping, patch: Mapping): void {
  if (!Object.hasOwn(patch, RETAIN_KEYS)) return;
  const keys = patch[RETAIN_KEYS];
  delete patch[RETAIN_KEYS];
  if (!Array.isArray(keys)) throw new PatchError("malformed", "invalid patch format of retainKeys");
  const retained = new Set<unknown>(keys);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || key.startsWith(DELETE_FROM_LIST) || key.startsWith(ELEMENT_ORDER)) continue;
    if (!retained.has(key)) throw new PatchError("malformed", "invalid patch format of retainKeys");
  }
  for (const key of Object.keys(original)) if (!retained.has(key)) delete original[key];
}

/** `$setElementOrder/containers` and the list it orders are merged together, and taken out of the patch. */
function mergeOrderedLists(original: Mapping, patch: Mapping, schema: Schema | undefined): void {
  for (const [directive, order] of Object.entries(patch)) {
    if (!directive.startsWith(ELEMENT_ORDER)) continue;
    delete patch[directive];
    if (!Array.isArray(order))
      throw new PatchError("failed", `expected a []interface {}, but received a ${goTypeOf(order)}`);
    const key = nameAfter(directive, ELEMENT_ORDER);
    const current = listOrNothing(original, key);
    const changes = listOrNothing(patch, key);
    const meta = metaOf(schema, key);
    checkOrder(changes ?? [], order, meta.mergeKey);
    let merged: unknown[];
    if (current && changes) merged = meta.strategy === "merge" ? mergeList(current, changes, meta, false) : changes;
    else if (changes) merged = withoutDirectives(changes) as unknown[];
    else if (current) merged = current;
    else continue;
    const [ordered, serverOnly] = partition(merged, order, meta.mergeKey);
    elementKind(current ?? [], changes ?? []);
    const serverOrder =
      current && changes && meta.mergeKey !== "" ? overwritten(current, changes, meta.mergeKey) : (current ?? []);
    original[key] = arrange(ordered, serverOnly, order, serverOrder, meta.mergeKey);
    delete patch[key];
  }
}

/**
 * The server's order as upstream sees it after the merge: deletions and additions have been made in the very array that it reads, so that
 * new items take the places of deleted ones at the end.
 */
function overwritten(current: readonly unknown[], changes: readonly unknown[], mergeKey: string): readonly unknown[] {
  const places = [...current];
  let length = places.length;
  const find = (item: unknown) =>
    indexIn(places.slice(0, length), isRecord(item) ? item[mergeKey] : undefined, mergeKey);
  for (const change of changes)
    if (isRecord(change) && change[DIRECTIVE] === "delete")
      for (let at = find(change); at >= 0; at = find(change)) {
        places.copyWithin(at, at + 1, length);
        length--;
      }
  if (changes.some((change) => isRecord(change) && change[DIRECTIVE] === "replace")) return places;
  for (const change of changes) {
    const isDirective = isRecord(change) && Object.hasOwn(change, DIRECTIVE);
    if (!isDirective && length < places.length && find(change) < 0) places[length++] = change;
  }
  return places;
}

function listOrNothing(map: Mapping, key: string): unknown[] | undefined {
  const value = Object.hasOwn(map, key) ? map[key] : undefined;
  if (value === undefined) return undefined;
  if (!Array.isArray(value))
    throw new PatchError("failed", `expected a []interface {}, but received a ${goTypeOf(value)}`);
  return value as unknown[];
}

/** The patch's items, but for deletions, must stand in the order list in the same relative order. */
function checkOrder(patch: readonly unknown[], order: readonly unknown[], mergeKey: string): void {
  if (patch.length === 0 || order.length === 0) return;
  const kept = mergeKey === "" ? patch : patch.filter((item) => !(isRecord(item) && item[DIRECTIVE] === "delete"));
  let next = 0;
  let place = 0;
  while (next < kept.length && place < order.length) {
    const item = kept[next];
    if (isRecord(item) && Object.hasOwn(item, DIRECTIVE)) next++;
    else if (keyOf(item, mergeKey) === keyOf(order[place++], mergeKey)) next++;
  }
  if (next < kept.length)
    throw new PatchError(
      "failed",
      `The order in patch list:\n${goPrint(patch)}\n doesn't match ${ELEMENT_ORDER} list:\n${goPrint(order)}\n`,
    );
}

function mergeList(current: unknown[], patch: unknown[], meta: FieldMeta, isDeletion: boolean): unknown[] {
  if (current.length === 0 && patch.length === 0) return current;
  if (elementKind(current, patch) !== "map") {
    if (isDeletion) return current.filter((item) => !patch.includes(item));
    const merged = [...new Set([...current, ...patch])];
    const [ordered, serverOnly] = partition(merged, patch, "");
    return arrange(ordered, serverOnly, patch, current, "");
  }
  if (meta.mergeKey === "")
    throw new PatchError("failed", `cannot merge lists without merge key for ${meta.schema?.typeName ?? ""}`);
  const { rest, changes } = listDirectives(current as Mapping[], patch as Mapping[], meta.mergeKey);
  const before = [...rest];
  const merged = [...rest];
  for (const change of changes) {
    const at = indexIn(merged, keyOf(change, meta.mergeKey), meta.mergeKey);
    if (at < 0) merged.push(change);
    else merged[at] = mergeMap(merged[at]!, change, meta.schema?.items);
  }
  const [ordered, serverOnly] = partition(merged, changes, meta.mergeKey);
  return arrange(ordered, serverOnly, changes, before, meta.mergeKey);
}

/** `{$patch: delete}` and `{$patch: replace}` among the items of a list. */
function listDirectives(current: Mapping[], patch: Mapping[], mergeKey: string) {
  const changes: Mapping[] = [];
  let rest = current;
  let replaces = false;
  for (const item of patch) {
    const directive = item[DIRECTIVE];
    if (!Object.hasOwn(item, DIRECTIVE)) changes.push(item);
    else if (directive === "delete") {
      const gone = keyOf(item, mergeKey);
      rest = rest.filter((each) => each[mergeKey] !== gone);
    } else if (directive === "replace") replaces = true;
    else if (directive === "merge")
      throw new PatchError("failed", "merging lists cannot yet be specified in the patch");
    else throw unknownDirective(directive, item);
  }
  return replaces ? { rest: changes, changes: [] } : { rest, changes };
}

function arrange(
  ordered: unknown[],
  serverOnly: unknown[],
  order: readonly unknown[],
  serverOrder: readonly unknown[],
  mergeKey: string,
) {
  return mergeSorted(
    inOrder(serverOnly, serverOrder, mergeKey),
    inOrder(ordered, order, mergeKey),
    serverOrder,
    mergeKey,
  );
}

function keyOf(item: unknown, mergeKey: string): unknown {
  if (mergeKey === "") return item;
  if (!isRecord(item))
    throw new PatchError("failed", `expected a map[string]interface {}, but received a ${goTypeOf(item)}`);
  if (!Object.hasOwn(item, mergeKey))
    throw new PatchError("failed", `map: ${goPrint(item)} does not contain declared merge key: ${mergeKey}`);
  return item[mergeKey];
}

function nameAfter(key: string, prefix: string): string {
  const name = key.slice(prefix.length + 1);
  if (key[prefix.length] === "/") return name;
  throw new PatchError(
    "malformed",
    `invalid patch format of ${prefix === ELEMENT_ORDER ? "setElementOrder" : "primitive"} list`,
  );
}

function setWithoutDirectives(target: Mapping, key: string, value: unknown): void {
  const kept = withoutDirectives(value);
  if (kept === undefined) delete target[key];
  else setOwn(target, key, kept);
}

/** Maps that carry a directive have nothing to work on: they go away. */
function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives).filter((item) => item !== undefined);
  if (!isRecord(value)) return value;
  if (Object.hasOwn(value, DIRECTIVE)) return undefined;
  const out: Mapping = {};
  for (const [key, member] of Object.entries(value)) {
    const kept = withoutDirectives(member);
    if (kept !== undefined) setOwn(out, key, kept);
  }
  return out;
}

function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isRecord(value)) return value;
  const out: Mapping = {};
  for (const [key, member] of Object.entries(value)) if (member !== null) setOwn(out, key, withoutNulls(member));
  return out;
}

function typeName(value: unknown): string {
  return Array.isArray(value) ? "list" : typeof value;
}

function goTypeOf(value: unknown): string {
  if (Array.isArray(value)) return "[]interface {}";
  return isRecord(value)
    ? "map[string]interface {}"
    : typeof value === "number"
      ? "int64"
      : typeof value === "boolean"
        ? "bool"
        : typeof value;
}

function unknownDirective(directive: unknown, map: Mapping): PatchError {
  return new PatchError("failed", `unknown patch type: ${goPrint(directive)} in map: ${goPrint(map)}`);
}
