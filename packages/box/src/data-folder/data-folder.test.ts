import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
  const first = DataFolder.open(join(path, "new", "deep"));
  first.write("ports.json", { aws: 1 });
  first.close();
  const next = DataFolder.open(join(path, "new", "deep"));
  expect(next.read("ports.json")).toEqual({ aws: 1 });
  expect(next.read("other.json")).toBeUndefined();
});

test("a second box on the folder is told which process has it", () => {
  const first = DataFolder.open(path);
  expect(() => DataFolder.open(path)).toThrow(`--data ${path} is used by another box (process ${process.pid})`);
  first.close();
  DataFolder.open(path).close();
});

test("the lock of a process that has died is taken over", () => {
  DataFolder.open(path).close();
  const { pid } = spawnSync("true");
  writeFileSync(join(path, "lock"), JSON.stringify({ pid, processStart: "1" }));
  DataFolder.open(path);
  expect(JSON.parse(readFileSync(join(path, "lock"), "utf8"))).toMatchObject({ pid: process.pid });
});

test.each([
  ["a folder of an earlier version", () => writeFileSync(join(path, "aws.json"), "{}"), "was not made by a box of this version"], // prettier-ignore
  ["a folder of a later version", () => writeFileSync(join(path, "format.json"), `{"format":99}`), "has format 99"],
])("%s is refused with what to do", (_, prepare, sentence) => {
  prepare();
  expect(() => DataFolder.open(path)).toThrow(sentence);
  expect(() => DataFolder.open(path)).toThrow("choose an empty folder, or start the version that made it");
});

test("a path that cannot be a folder is refused at once", () => {
  writeFileSync(join(path, "file"), "x");
  for (const each of [join(path, "file"), join(path, "file", "inside")])
    expect(() => DataFolder.open(each)).toThrow(`--data ${each} is a file, or lies below one: choose another folder`);
  if (process.platform === "linux") expect(() => DataFolder.open("/proc/inlay/data")).toThrow(DataFolderUnusable);
});

test("a damaged file is said", () => {
  const folder = DataFolder.open(path);
  writeFileSync(join(path, "ports.json"), "x");
  expect(() => folder.read("ports.json")).toThrow("is damaged: move it away");
});
