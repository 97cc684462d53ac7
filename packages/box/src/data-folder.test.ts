import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { DataFolder, DataFolderUnusable } from "./data-folder.ts";

let path: string;
beforeEach(() => {
  path = mkdtempSync(join(tmpdir(), "inlay-data-"));
});
afterEach(() => rmSync(path, { recursive: true, force: true }));

test("what was written is read back by the next start", () => {
  DataFolder.open(join(path, "new")).write("ports.json", { aws: 1 });
  expect(DataFolder.open(join(path, "new")).read("ports.json")).toEqual({ aws: 1 });
  expect(DataFolder.open(path).read("ports.json")).toBeUndefined();
});

test("state is written when it has changed, and at the end", async () => {
  const folder = DataFolder.open(path);
  let version = 1;
  let states = 0;
  const stop = folder.keep("aws.json", () => version, () => ({ version, states: ++states }), (error) => expect(error).toBeUndefined()); // prettier-ignore
  expect(folder.read("aws.json")).toEqual({ version: 1, states: 1 });
  version = 2;
  await expect.poll(() => folder.read<{ version: number }>("aws.json")?.version, { timeout: 5_000 }).toBe(2);
  stop();
  expect(states).toBe(2);
  version = 3;
  expect(folder.read("aws.json")).toEqual({ version: 2, states: 2 });
});

test("a folder that cannot be made and a damaged file are said", () => {
  writeFileSync(join(path, "file"), "x");
  expect(() => DataFolder.open(join(path, "file", "inside"))).toThrow(DataFolderUnusable);
  expect(() => DataFolder.open(path).read("file")).toThrow("is damaged: move it away");
});
