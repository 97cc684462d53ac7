import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { extractExecutable } from "./zip-archive.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "inlay-zip-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A ZIP archive with one entry per file, deflated where that is asked for. */
function zip(files: Readonly<Record<string, { text: string; deflated: boolean }>>, comment = ""): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, { text, deflated }] of Object.entries(files)) {
    const content = deflated ? deflateRawSync(text) : Buffer.from(text);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(deflated ? 8 : 0, 8);
    local.writeUInt16LE(name.length, 26);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(deflated ? 8 : 0, 10);
    entry.writeUInt32LE(crc32(text), 16);
    entry.writeUInt32LE(content.length, 20);
    entry.writeUInt32LE(text.length, 24);
    entry.writeUInt16LE(name.length, 28);
    entry.writeUInt32LE(offset, 42);
    bodies.push(local, Buffer.from(name), content);
    directory.push(entry, Buffer.from(name));
    offset += 30 + name.length + content.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...bodies, entries, end, Buffer.from(comment)]);
}

test("takes out the file that is asked for, stored or deflated, and makes it executable", async () => {
  const archive = join(folder, "a.zip");
  const files = {
    "helm/helm": { text: "h".repeat(1000), deflated: true },
    "kubectl/kubectl": { text: "k".repeat(5000), deflated: true },
    readme: { text: "plain", deflated: false },
  };
  writeFileSync(archive, zip(files, "a comment"));
  for (const [name, { text }] of Object.entries(files)) {
    await extractExecutable(archive, name, join(folder, "out"));
    expect(readFileSync(join(folder, "out"), "utf8")).toBe(text);
    expect(statSync(join(folder, "out")).mode & 0o777).toBe(0o755);
  }
});

test("what is no archive, or lacks the file, is said", async () => {
  const archive = join(folder, "a.zip");
  writeFileSync(archive, "not an archive, but long enough to look for one");
  await expect(extractExecutable(archive, "x", join(folder, "out"))).rejects.toThrow("is no ZIP archive");
  writeFileSync(archive, zip({ a: { text: "a", deflated: true } }));
  await expect(extractExecutable(archive, "x", join(folder, "out"))).rejects.toThrow("has no x");
});
