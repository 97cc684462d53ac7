import {
  closeSync,
  fdatasync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  write,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";
import { jsonText } from "./json-text.ts";
import type { Journal, JournalEntry, ResourceObject } from "./journal.ts";

const FILE_NAME = "objects.log";
const COMPACT_AFTER_BYTES = 64 * 2 ** 20;
const NEWLINE = 0x0a;

const writeTo = promisify(write);
const sync = promisify(fdatasync);

interface JournalLine {
  /** Revision. */
  readonly r: number;
  /** Resource. Absent: the line only tells the revision. */
  readonly t?: string;
  /** The object as it became … */
  readonly o?: KubeObjectLike;
  /** … or the key of the removed one: [namespace, name]. */
  readonly d?: readonly [string, string];
}
type KubeObjectLike = ResourceObject[1];

/**
 * A journal in one file: a line per write, led by its checksum. Writes are gathered while the disk is busy and synced together. A
 * torn last line (the process was killed in the middle) is cut off when loading; what was answered was synced before. When the
 * file has become many times larger than what it tells, it is written anew beside the old one and renamed over it.
 */
export class JournalFile implements Journal {
  readonly #path: string;
  #file: number;
  #waiting: string[] = [];
  #waitingRevision = 0;
  #durable = 0;
  #flush: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #bytes = 0;
  #compactAt = COMPACT_AFTER_BYTES;
  #everything: () => Iterable<ResourceObject> = () => [];

  constructor(folder: string) {
    mkdirSync(folder, { recursive: true });
    this.#path = join(folder, FILE_NAME);
    this.#file = openSync(this.#path, "a+");
  }

  load(): { revision: number; objects: Iterable<ResourceObject> } {
    const bytes = readFileSync(this.#path);
    const objects = new Map<string, ResourceObject>();
    let revision = 0;
    let position = 0;
    for (let end = bytes.indexOf(NEWLINE); end >= 0; end = bytes.indexOf(NEWLINE, position)) {
      const line = parseLine(bytes.subarray(position, end));
      if (!line) break;
      position = end + 1;
      revision = line.r;
      if (line.t && line.o)
        objects.set(`${line.t} ${line.o.metadata.namespace ?? ""}/${line.o.metadata.name}`, [line.t, line.o]);
      if (line.t && line.d) objects.delete(`${line.t} ${line.d[0]}/${line.d[1]}`);
    }
    if (position < bytes.length) ftruncateSync(this.#file, position);
    this.#bytes = position;
    this.#durable = revision;
    this.#waitingRevision = revision;
    return { revision, objects: objects.values() };
  }

  append(entry: JournalEntry, everything: () => Iterable<ResourceObject>): void {
    this.#everything = everything;
    this.#waiting.push(lineOf(entry));
    this.#waitingRevision = entry.revision;
    if (!this.#flush) void this.#start();
  }

  whenDurable(): Promise<void> | undefined {
    if (this.#waiting.length === 0) return this.#flush;
    return this.#flush === undefined ? this.#start() : this.#afterFlush();
  }

  durableRevision(): number {
    return this.#durable;
  }

  async close(): Promise<void> {
    for (let pending = this.whenDurable(); pending; pending = this.whenDurable()) await pending;
    closeSync(this.#file);
  }

  #start(): Promise<void> {
    this.#flush = this.#write().finally(() => {
      this.#flush = undefined;
      if (this.#waiting.length > 0) void this.#start();
    });
    return this.#flush;
  }

  /** Resolves when the flush that follows the running one is done. */
  #afterFlush(): Promise<void> {
    this.#next ??= (this.#flush ?? Promise.resolve()).then(() => {
      this.#next = undefined;
      return this.#waiting.length > 0 || this.#flush ? (this.#flush ?? this.#start()) : undefined;
    });
    return this.#next;
  }

  async #write(): Promise<void> {
    await new Promise(setImmediate);
    const revision = this.#waitingRevision;
    if (this.#bytes > this.#compactAt) this.#compact(revision);
    else {
      const text = Buffer.from(this.#waiting.join(""));
      this.#waiting = [];
      for (let written = 0; written < text.length;)
        written += (await writeTo(this.#file, text, written, text.length - written, null)).bytesWritten;
      await sync(this.#file);
      this.#bytes += text.length;
    }
    this.#durable = revision;
  }

  #compact(revision: number): void {
    const beside = `${this.#path}.new`;
    const file = openSync(beside, "w");
    let bytes = 0;
    const put = (text: string) => (bytes += writeSync(file, text));
    for (const [resource, object] of this.#everything())
      put(lineOf({ revision: Number(object.metadata.resourceVersion), resource, object, removed: false }));
    put(checked(`{"r":${revision}}`));
    fsyncSync(file);
    closeSync(file);
    renameSync(beside, this.#path);
    closeSync(this.#file);
    this.#file = openSync(this.#path, "a+");
    this.#waiting = [];
    this.#bytes = bytes;
    this.#compactAt = Math.max(COMPACT_AFTER_BYTES, 4 * bytes);
  }
}

function lineOf({ revision, resource, object, removed }: JournalEntry): string {
  const { namespace = "", name } = object.metadata;
  return checked(
    removed
      ? JSON.stringify({ r: revision, t: resource, d: [namespace, name] })
      : `{"r":${revision},"t":${JSON.stringify(resource)},"o":${jsonText(object)}}`,
  );
}

function checked(json: string): string {
  return `${crc32(json).toString(16).padStart(8, "0")} ${json}\n`;
}

/** Undefined: the line is damaged. */
function parseLine(line: Buffer): JournalLine | undefined {
  const json = line.subarray(9);
  if (line.length < 10 || Number.parseInt(line.toString("latin1", 0, 8), 16) !== crc32(json)) return undefined;
  return JSON.parse(json.toString()) as JournalLine;
}
