import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { BoxNameTaken, livingBoxes, readBoxRecord, RunFolder, runFolders } from "./run-folder.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "inlay-run-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const facts = { clusterName: "c", region: "us-east-1", startedAt: "2026-01-01T00:00:00Z" };

test("a box that lives keeps its name to itself", () => {
  const run = RunFolder.claim("default", facts, folder);
  expect(() => RunFolder.claim("default", facts, folder)).toThrow(BoxNameTaken);
  expect(() => RunFolder.claim("other", facts, folder)).not.toThrow();
  expect(livingBoxes(folder).map((record) => record.name)).toEqual(["default", "other"]);
  run.remove();
  expect(readBoxRecord("default", folder)).toBeUndefined();
  expect(() => RunFolder.claim("default", facts, folder)).not.toThrow();
});

test("what a killed box left is begun anew", () => {
  mkdirSync(join(folder, "default"));
  writeFileSync(join(folder, "default", "left-over"), "x");
  for (const record of [
    { pid: process.pid, processStart: "another" },
    { pid: 2 ** 22 + 1, processStart: "1" },
  ]) {
    writeFileSync(join(folder, "default", "box.json"), JSON.stringify({ name: "default", ...record }));
    expect(readBoxRecord("default", folder)).toBeUndefined();
  }
  const run = RunFolder.claim("default", facts, folder);
  expect(() => readFileSync(join(run.path, "left-over"))).toThrow("ENOENT");
});

test("its files are for its owner only", () => {
  const run = RunFolder.claim("default", facts, folder);
  expect(statSync(run.path).mode & 0o777).toBe(0o700);
  expect(statSync(run.write("aws/credentials", "secret")).mode & 0o777).toBe(0o600);
});

test("it says running once its endpoints are known", () => {
  const run = RunFolder.claim("default", facts, folder);
  expect(readBoxRecord("default", folder)?.phase).toBe("starting");
  run.publish({ controlUrl: "http://127.0.0.1:1" });
  expect(readBoxRecord("default", folder)).toMatchObject({ phase: "running", controlUrl: "http://127.0.0.1:1" });
});

test.each(["", "../x", "A", "a b", "a/b", "-a"])("%j is no name", (name) => {
  expect(() => RunFolder.claim(name, facts, folder)).toThrow(BoxNameTaken);
});

test("folders are where XDG says", () => {
  expect(runFolders({ XDG_STATE_HOME: "/s", HOME: "/h" })).toBe("/s/inlay");
  expect(runFolders({ HOME: "/h" })).toBe("/h/.local/state/inlay");
});
