import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { KubeObject } from "@inlay/resources";
import { JournalFile } from "./journal-file.ts";
import { ObjectStore } from "./object-store.ts";

const MAPS = "/configmaps";
let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "journal-"))));
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => new ObjectStore({ journal: new JournalFile(folder) });
const map = (name: string, value = ""): KubeObject & { readonly data: unknown } => ({
  kind: "ConfigMap",
  apiVersion: "v1",
  metadata: { name, namespace: "n", uid: name, resourceVersion: "", creationTimestamp: "" },
  data: { value },
});

test("a store opened again has the same objects and goes on counting", async () => {
  const before = open();
  const a = before.create(MAPS, map("a", "1"));
  before.update(MAPS, map("a", "2"), a);
  before.delete(MAPS, before.create(MAPS, map("b")));
  await before.whenDurable();
  expect(before.durableRevision).toBe(4);
  const objects = before.list(MAPS);
  await before.close();
  const after = open();
  expect(after.list(MAPS)).toEqual(objects);
  expect(after.create(MAPS, map("c")).metadata.resourceVersion).toBe("5");
  expect(() => after.subscribe(MAPS, () => {}, 3)).toThrow(expect.objectContaining({ code: "REVISION_EXPIRED" }));
  await after.close();
});

test("a torn tail is cut off, wherever it was torn", async () => {
  const before = open();
  for (let index = 0; index < 3; index++) before.create(MAPS, map(`m${index}`));
  await before.close();
  const path = join(folder, "objects.log");
  const whole = readFileSync(path);
  const lastLine = whole.lastIndexOf(0x0a, whole.length - 2) + 1;
  for (let length = lastLine; length < whole.length; length += 7) {
    truncateSync(path, 0);
    appendFileSync(path, whole.subarray(0, length));
    const after = open();
    expect(after.list(MAPS).map((object) => object.metadata.name)).toEqual(["m0", "m1"]);
    await after.close();
    expect(statSync(path).size).toBe(lastLine);
  }
});

test("what was waited for is in the file while later writes go on", async () => {
  const store = open();
  for (let round = 0; round < 20; round++) {
    const written = store.create(MAPS, map(`m${round}`));
    const durable = store.whenDurable();
    if (round % 3 === 0) await new Promise(setImmediate);
    store.create(MAPS, map(`later${round}`));
    await durable;
    expect(readFileSync(join(folder, "objects.log"), "utf8")).toContain(`"uid":"${written.metadata.uid}"`);
  }
  await store.close();
});
