import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { KubeObject } from "@inlay/resources";
import { JournalFile } from "./journal-file.ts";
import { ObjectStore } from "./object-store.ts";

/** A disk without room takes a few bytes of a write, then refuses. */
const disk = vi.hoisted(() => ({ isFull: false }));
vi.mock("node:fs", async (original) => {
  const { promisify } = await import("node:util");
  const fs = await original<typeof import("node:fs")>();
  const write = (): never => {
    throw new Error("only the form with promises is used");
  };
  const promised = (file: number, bytes: Buffer, from: number, length: number) => {
    if (!disk.isFull) return Promise.resolve({ bytesWritten: fs.writeSync(file, bytes, from, length) });
    if (from > 0) return Promise.reject(new Error("ENOSPC: no space left on device, write"));
    return Promise.resolve({ bytesWritten: fs.writeSync(file, bytes, from, 5) });
  };
  return { ...fs, write: Object.assign(write, { [promisify.custom]: promised }) };
});

const MAPS = "/configmaps";
let folder: string;
beforeEach(() => {
  disk.isFull = false;
  folder = mkdtempSync(join(tmpdir(), "journal-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => new ObjectStore({ journal: new JournalFile(folder) });
const names = (store: ObjectStore) => store.list(MAPS).map((object) => object.metadata.name);
const map = (name: string): KubeObject => ({
  kind: "ConfigMap",
  apiVersion: "v1",
  metadata: { name, namespace: "n", uid: name, resourceVersion: "", creationTimestamp: "" },
});

test("a full disk is told to all who wait, and leaves the file as it was", async () => {
  const store = open();
  store.create(MAPS, map("a"));
  await store.whenDurable();
  const before = readFileSync(join(folder, "objects.log"));
  disk.isFull = true;
  store.create(MAPS, map("b"));
  const first = store.whenDurable();
  const refused = expect.objectContaining({
    code: "JOURNAL_UNWRITABLE",
    message: expect.stringContaining("no space left") as string,
  }) as Error;
  await expect(first).rejects.toThrow(refused);
  store.create(MAPS, map("c"));
  await expect(store.whenDurable()).rejects.toThrow(refused);
  expect(readFileSync(join(folder, "objects.log"))).toEqual(before);
  expect(store.durableRevision).toBe(1);
  await expect(store.close()).rejects.toThrow(refused);
  const after = open();
  expect(names(after)).toEqual(["a"]);
  await after.close();
});

test("when the disk has room again, nothing that was written meanwhile is missing", async () => {
  const store = open();
  store.create(MAPS, map("a"));
  disk.isFull = true;
  await expect(store.whenDurable()).rejects.toThrow("no space left");
  store.create(MAPS, map("b"));
  await expect(store.whenDurable()).rejects.toThrow("no space left");
  disk.isFull = false;
  store.create(MAPS, map("c"));
  await store.whenDurable();
  await store.close();
  const after = open();
  expect(names(after)).toEqual(["a", "b", "c"]);
  await after.close();
});
