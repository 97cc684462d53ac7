import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { buildCommit } from "./build-commit.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "inlay-git-"));
  mkdirSync(join(folder, ".git", "refs", "heads"), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));
const HASH = "0123456789abcdef0123456789abcdef01234567";
const here = () => buildCommit(join(folder, "packages", "x", "file.ts"));

test("is the commit of the branch that is checked out", () => {
  writeFileSync(join(folder, ".git", "HEAD"), "ref: refs/heads/main\n");
  writeFileSync(join(folder, ".git", "refs", "heads", "main"), `${HASH}\n`);
  expect(here()).toBe("0123456");
});

test("also when references are packed, or a commit is checked out", () => {
  writeFileSync(join(folder, ".git", "HEAD"), "ref: refs/heads/main\n");
  writeFileSync(join(folder, ".git", "packed-refs"), `# pack-refs\n${HASH} refs/heads/main\n`);
  expect(here()).toBe("0123456");
  writeFileSync(join(folder, ".git", "HEAD"), `${HASH}\n`);
  expect(here()).toBe("0123456");
});

test("is seven zeros where nothing tells", () => {
  expect(here()).toBe("0000000");
});
