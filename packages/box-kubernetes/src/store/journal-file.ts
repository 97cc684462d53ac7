import {
  closeSync,
  fdatasync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  write,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";
import { jsonText } from "./json-text.ts";
import type { Journal, JournalEntry, ResourceObject } from "./journal.ts";

const FILE_NAME = "objects.log";
const COMPACT_AFTER_BYTES = 64 * 2 ** 20;
/** What is written at once of a fresh file. */
const PIECE_LENGTH = 2 ** 20;
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

/** The disk is full, or fails. What was to be written is kept and tried again with the next write. */
class JournalUnwritable extends Error {
  readonly code = "JOURNAL_UNWRITABLE";

  constructor(path: string, cause: unknown) {
    super(`${path} cannot be written: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/**
 * A journal in one file: a line per write, led by its checksum. Writes are gathered while the disk is busy and synced together. A
 * torn last line (the process was killed in the middle) is cut off when loading; what was answered was synced before. When the
 * file has become many times larger than what it tells, it is written anew beside the old one and renamed over it. A write that fails
 * leaves the file as it was: those who wait are told, and its lines come first when the next write is tried.
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
  readonly #compactAfter: number;
  #compactAt: number;
  #everything: () => Iterable<ResourceObject> = () => [];

  /** @param compactAfterBytes no file that is smaller is written anew. */
  constructor(folder: string, compactAfterBytes = COMPACT_AFTER_BYTES) {
    mkdirSync(folder, { recursive: true });
    this.#compactAfter = compactAfterBytes;
    this.#compactAt = compactAfterBytes;
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

  /** Rejects with `JOURNAL_UNWRITABLE`; who does not wait need not handle that. */
  whenDurable(): Promise<void> | undefined {
    if (this.#waiting.length === 0) return this.#flush;
    return this.#flush === undefined ? this.#start() : this.#afterFlush();
  }

  durableRevision(): number {
    return this.#durable;
  }

  async close(): Promise<void> {
    try {
      for (let pending = this.whenDurable(); pending; pending = this.whenDurable()) await pending;
    } finally {
      closeSync(this.#file);
    }
  }

  #start(): Promise<void> {
    const flush = this.#write().then(
      () => {
        this.#flush = undefined;
        if (this.#waiting.length > 0) void this.#start();
      },
      (cause: unknown) => {
        this.#flush = undefined;
        throw new JournalUnwritable(this.#path, cause);
      },
    );
    this.#flush = flush;
    return handled(flush);
  }

  /** Resolves when the flush that follows the running one is done. */
  #afterFlush(): Promise<void> {
    const goOn = () => {
      this.#next = undefined;
      return this.#waiting.length > 0 || this.#flush ? (this.#flush ?? this.#start()) : undefined;
    };
    this.#next ??= handled((this.#flush ?? Promise.resolve()).then(goOn, goOn));
    return this.#next;
  }

  async #write(): Promise<void> {
    await new Promise(setImmediate);
    const revision = this.#waitingRevision;
    if (this.#bytes > this.#compactAt) this.#compact(revision);
    else {
      const lines = this.#waiting;
      this.#waiting = [];
      try {
        await this.#appendLines(lines);
      } catch (error) {
        this.#waiting = [...lines, ...this.#waiting];
        throw error;
      }
    }
    this.#durable = revision;
  }

  /** All of them, or none. */
  async #appendLines(lines: readonly string[]): Promise<void> {
    const text = Buffer.from(lines.join(""));
    try {
      for (let written = 0; written < text.length;)
        written += (await writeTo(this.#file, text, written, text.length - written, null)).bytesWritten;
      await sync(this.#file);
    } catch (error) {
      ftruncateSync(this.#file, this.#bytes);
      throw error;
    }
    this.#bytes += text.length;
  }

  #compact(revision: number): void {
    const beside = `${this.#path}.new`;
    const bytes = this.#writeAnew(beside, revision);
    renameSync(beside, this.#path);
    syncFolder(dirname(this.#path));
    closeSync(this.#file);
    this.#file = openSync(this.#path, "a+");
    this.#waiting = [];
    this.#bytes = bytes;
    this.#compactAt = Math.max(this.#compactAfter, 4 * bytes);
  }

  /** @returns bytes written. */
  #writeAnew(path: string, revision: number): number {
    const file = openSync(path, "w");
    let bytes = 0;
    let lines: string[] = [];
    let gathered = 0;
    const flush = () => {
      const text = Buffer.from(lines.join(""));
      writeFileSync(file, text);
      bytes += text.length;
      lines = [];
      gathered = 0;
    };
    const put = (line: string) => {
      lines.push(line);
      gathered += line.length;
      if (gathered >= PIECE_LENGTH) flush();
    };
    try {
      for (const [resource, object] of this.#everything())
        put(lineOf({ revision: Number(object.metadata.resourceVersion), resource, object, removed: false }));
      put(checked(`{"r":${revision}}`));
      flush();
      fsyncSync(file);
    } catch (error) {
      rmSync(path);
      throw error;
    } finally {
      closeSync(file);
    }
    return bytes;
  }
}

/** A new name is on disk when its folder is. */
function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

/** A failure concerns those who wait; where nobody does, it must not end the process. */
function handled(promise: Promise<void>): Promise<void> {
  promise.catch(() => undefined);
  return promise;
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
