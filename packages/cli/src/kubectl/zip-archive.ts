import { createReadStream, openSync, readSync, closeSync, fstatSync, createWriteStream, renameSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createInflateRaw } from "node:zlib";

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LONGEST_END = 65_557;
const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly name: string;
  readonly method: number;
  readonly compressedSize: number;
  readonly headerOffset: number;
}

/**
 * Takes one file out of a ZIP archive and makes it executable (APPNOTE.TXT 4.3; no ZIP64, no encryption).
 * The target appears whole or not at all.
 */
export async function extractExecutable(archive: string, name: string, target: string): Promise<void> {
  const entry = findEntry(archive, name);
  const header = readAt(archive, entry.headerOffset, 30);
  const start = entry.headerOffset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  const input = createReadStream(archive, { start, end: start + entry.compressedSize - 1 });
  const unfinished = `${target}.${process.pid}`;
  const output = createWriteStream(unfinished, { mode: 0o755 });
  if (entry.method === STORED) await pipeline(input, output);
  else if (entry.method === DEFLATED) await pipeline(input, createInflateRaw(), output);
  else throw new Error(`${archive}: ${name} is compressed by method ${entry.method}, which is not supported`);
  renameSync(unfinished, target);
}

function findEntry(archive: string, name: string): Entry {
  const file = openSync(archive, "r");
  let size: number;
  try {
    size = fstatSync(file).size;
  } finally {
    closeSync(file);
  }
  const tail = readAt(archive, Math.max(0, size - LONGEST_END), Math.min(size, LONGEST_END));
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || tail.readUInt32LE(end) !== END_OF_DIRECTORY) throw new Error(`${archive} is no ZIP archive`);
  const directory = readAt(archive, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === DIRECTORY_ENTRY;) {
    const nameLength = directory.readUInt16LE(at + 28);
    const entryName = directory.toString("utf8", at + 46, at + 46 + nameLength);
    if (entryName === name)
      return {
        name,
        method: directory.readUInt16LE(at + 10),
        compressedSize: directory.readUInt32LE(at + 20),
        headerOffset: directory.readUInt32LE(at + 42),
      };
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  throw new Error(`${archive} has no ${name}`);
}

function readAt(path: string, position: number, length: number): Buffer {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.alloc(length);
    let filled = 0;
    while (filled < length) {
      const count = readSync(file, buffer, filled, length - filled, position + filled);
      if (count === 0) throw new Error(`${path} is cut short`);
      filled += count;
    }
    return buffer;
  } finally {
    closeSync(file);
  }
}
