import { isRecord } from "../schema/paths.ts";
import { PatchError } from "./patch-error.ts";

export type Mapping = Record<string, unknown>;

/** Where the element with this key stands; `mergeKey` empty: the elements are their own keys. */
export function indexIn(list: readonly unknown[], key: unknown, mergeKey: string): number {
  return list.findIndex((item) => valueOf(item, mergeKey) === key);
}

function valueOf(item: unknown, mergeKey: string): unknown {
  if (mergeKey === "") return item;
  return isRecord(item) ? item[mergeKey] : undefined;
}

/** Elements that `order` names, and the rest. */
export function partition(
  list: readonly unknown[],
  order: readonly unknown[],
  mergeKey: string,
): [named: unknown[], rest: unknown[]] {
  const named: unknown[] = [];
  const rest: unknown[] = [];
  for (const item of list) (indexIn(order, valueOf(item, mergeKey), mergeKey) < 0 ? rest : named).push(item);
  return [named, rest];
}

/** Sorts by the position in `order`; an element that is not in it sinks past its neighbour, as upstream's comparison has it. */
export function inOrder(list: readonly unknown[], order: readonly unknown[], mergeKey: string): unknown[] {
  const sorted = [...list];
  const comesBefore = (a: unknown, b: unknown) => {
    const left = indexIn(order, valueOf(a, mergeKey), mergeKey);
    const right = indexIn(order, valueOf(b, mergeKey), mergeKey);
    return left < 0 || right < 0 ? true : left < right;
  };
  for (let i = 1; i < sorted.length; i++)
    for (let j = i; j > 0 && comesBefore(sorted[j], sorted[j - 1]); j--)
      [sorted[j], sorted[j - 1]] = [sorted[j - 1], sorted[j]];
  return sorted;
}

/** Merges two ordered lists: by the server's order where both elements are known to it, else the patch's element first. */
export function mergeSorted(
  serverOnly: readonly unknown[],
  patched: readonly unknown[],
  serverOrder: readonly unknown[],
  mergeKey: string,
): unknown[] {
  const out: unknown[] = [];
  let i = 0;
  let j = 0;
  while (i < serverOnly.length && j < patched.length) {
    const left = indexIn(serverOrder, valueOf(serverOnly[i], mergeKey), mergeKey);
    const right = indexIn(serverOrder, valueOf(patched[j], mergeKey), mergeKey);
    out.push(left >= 0 && right >= 0 && left < right ? serverOnly[i++] : patched[j++]);
  }
  return [...out, ...serverOnly.slice(i), ...patched.slice(j)];
}

/** What the lists hold; they may not be mixed. @throws PatchError */
export function elementKind(...lists: readonly (readonly unknown[])[]): "map" | "scalar" {
  let kind: string | undefined;
  for (const item of lists.flat()) {
    const type = isRecord(item) ? "map" : Array.isArray(item) ? "list" : item === null ? "null" : typeof item;
    if (type === "list") throw new PatchError("rejected", "lists of lists are not supported");
    kind ??= type;
    if (kind !== type) throw new PatchError("failed", "list element types are not identical");
  }
  if (kind === undefined) throw new PatchError("failed", "no elements in any of the given slices");
  return kind === "map" ? "map" : "scalar";
}
