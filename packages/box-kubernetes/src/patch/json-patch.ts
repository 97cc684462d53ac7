import { copyOf } from "../api/json-value.ts";
import { isDeepStrictEqual } from "node:util";
import { setOwn } from "../schema/decode.ts";
import { sortedOnce } from "../schema/go-json.ts";
import { isRecord } from "../schema/paths.ts";
import { PatchError } from "./patch-error.ts";

const MOST_OPERATIONS = 10_000;
/** What all `copy` operations of a patch may add, in characters of JSON: each could double the object (the real server's limit, in bytes). */
const MOST_COPIED = 3 * 2 ** 20;

/**
 * RFC 6902, with the liberties of the library that the real server uses: `replace` of a missing key adds it, `test` of a missing key
 * against null holds, indices may be negative. Touched maps come out in the order of their keys.
 *
 * @throws PatchError
 */
export function applyJsonPatch(document: unknown, patch: readonly unknown[]): unknown {
  if (patch.length > MOST_OPERATIONS)
    throw new PatchError(
      "tooLarge",
      `The allowed maximum operations in a JSON patch is ${MOST_OPERATIONS}, got ${patch.length}`,
    );
  const root: Record<string, unknown> = { "": copyOf(document) };
  const allowance = { copied: 0 };
  for (const operation of patch) applyOperation(root, isRecord(operation) ? operation : {}, allowance);
  return root[""];
}

type Container = Record<string, unknown> | unknown[];

function applyOperation(
  root: Record<string, unknown>,
  operation: Readonly<Record<string, unknown>>,
  allowance: { copied: number },
): void {
  const path = operation["path"];
  if (typeof path !== "string") throw rejected("missing path");
  switch (operation["op"]) {
    case "add":
      return add(root, path, given(operation));
    case "remove": {
      const { container, key } = find(root, notTheWhole(path));
      return remove(container, key);
    }
    case "replace": {
      const { container, key } = find(root, path);
      if (Array.isArray(container)) container[existingIndex(container, key)] = given(operation);
      else setOwn(container, key, given(operation));
      return;
    }
    case "move": {
      const { container, key } = find(root, notTheWhole(fromOf(operation)));
      const value = read(container, key);
      remove(container, key);
      return add(root, path, value);
    }
    case "copy": {
      const { container, key } = find(root, fromOf(operation));
      const value = read(container, key) ?? null;
      allowance.copied += JSON.stringify(value).length;
      if (allowance.copied > MOST_COPIED) throw rejected("too much is copied");
      return add(root, path, copyOf(value));
    }
    case "test": {
      const { container, key } = find(root, path);
      if (!isDeepStrictEqual(read(container, key) ?? null, operation["value"] ?? null)) throw rejected("test failed");
      return;
    }
    default:
      throw rejected(`unexpected kind: ${String(operation["op"])}`);
  }
}

function given(operation: Readonly<Record<string, unknown>>): unknown {
  return copyOf(operation["value"] ?? null);
}

/** Nothing would be left to go on with. */
function notTheWhole(path: string): string {
  if (path === "") throw rejected("missing path");
  return path;
}

function fromOf(operation: Readonly<Record<string, unknown>>): string {
  const { from } = operation;
  if (typeof from !== "string") throw rejected("missing from");
  return from;
}

/** The container that holds the last step of a path; every map on the way is put in the order of its keys. */
function find(root: Record<string, unknown>, path: string): { readonly container: Container; readonly key: string } {
  if (path === "") return { container: root, key: "" };
  if (!path.startsWith("/")) throw rejected("bad path");
  const steps = path.slice(1).split("/").map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~")); // prettier-ignore
  const key = steps.pop()!;
  let container: Container = root;
  for (const step of ["", ...steps]) {
    const next = read(container, step);
    const opened: unknown = Array.isArray(next) ? next : isRecord(next) ? sortedOnce(next) : undefined;
    if (opened === undefined) throw rejected("missing path");
    if (Array.isArray(container)) container[existingIndex(container, step)] = opened;
    else setOwn(container, step, opened);
    container = opened as Container;
  }
  return { container, key };
}

function read(container: Container, key: string): unknown {
  if (Array.isArray(container)) return container[existingIndex(container, key)];
  return Object.hasOwn(container, key) ? container[key] : undefined;
}

function add(root: Record<string, unknown>, path: string, value: unknown): void {
  const { container, key } = find(root, path);
  if (!Array.isArray(container)) return setOwn(container, key, value);
  if (key === "-") {
    container.push(value);
    return;
  }
  const index = indexOf(key, container.length + 1);
  container.splice(index, 0, value);
}

function remove(container: Container, key: string): void {
  if (Array.isArray(container)) {
    container.splice(existingIndex(container, key), 1);
    return;
  }
  if (!Object.hasOwn(container, key)) throw rejected("missing key");
  delete container[key];
}

function existingIndex(list: readonly unknown[], key: string): number {
  return indexOf(key, list.length);
}

function indexOf(key: string, length: number): number {
  if (!/^-?\d+$/.test(key)) throw rejected("bad index");
  const index = Number(key) < 0 ? Number(key) + length : Number(key);
  if (index < 0 || index >= length) throw rejected("index out of range");
  return index;
}

function rejected(message: string): PatchError {
  return new PatchError("rejected", message);
}
