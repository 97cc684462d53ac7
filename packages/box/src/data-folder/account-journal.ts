import { closeSync, fdatasync, fsyncSync, ftruncateSync, openSync, readFileSync, renameSync, write, writeFileSync } from "node:fs"; // prettier-ignore
import { join } from "node:path";
import { promisify } from "node:util";
import { crc32 } from "node:zlib";
import { changes, type Change, play, written } from "./account-records.ts";
import { DataFolderUnusable } from "./data-folder.ts";

const FILE_NAME = "account.log";
const COMPACT_AFTER_BYTES = 16 * 2 ** 20;
const LOOK_EVERY_MS = 500;

const writeTo = promisify(write);
const sync = promisify(fdatasync);

/** One line of the ledger. */
interface LedgerLine {
  readonly sequence: number;
}

/** The account as `save()` gives it: the ledger only grows, so that only its new lines are written. */
interface SavedAccount {
  readonly ledger: { readonly sequence: number; readonly entries: readonly LedgerLine[] };
}

interface JournalLine {
  readonly changes: readonly Change[];
  readonly ledger: readonly LedgerLine[];
}

/**
 * Keeps an AWS account on disk: a line for what has changed since the line before, led by its checksum. Whoever answers a call that
 * changed something waits for `whenKept`; calls that come while the disk is busy share the next line. A torn last line (the process was
 * killed in the middle) is cut off when loading: its call was not answered.
 */
export class AccountJournal {
  readonly #path: string;
  readonly #state: () => SavedAccount;
  readonly #onError: (error: unknown) => void;
  readonly #timer: NodeJS.Timeout;
  #file: number;
  #written: ReturnType<typeof written> | undefined;
  #sequence = 0;
  #bytes = 0;
  #compactAt = COMPACT_AFTER_BYTES;
  #current: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  private constructor(folder: string, state: () => unknown, onError: (error: unknown) => void) {
    this.#path = join(folder, FILE_NAME);
    this.#state = state as () => SavedAccount;
    this.#onError = onError;
    this.#file = this.#begin();
    // Machines change by themselves; nobody waits for those.
    this.#timer = setInterval(() => void this.whenKept().catch(onError), LOOK_EVERY_MS);
    this.#timer.unref();
  }

  /** What an earlier start has kept; undefined: nothing. @throws DataFolderUnusable */
  static load(folder: string): unknown {
    const path = join(folder, FILE_NAME);
    let bytes: Buffer;
    try {
      bytes = readFileSync(path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
      throw new DataFolderUnusable(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
    }
    let state: unknown;
    const ledger: LedgerLine[] = [];
    let position = 0;
    for (let end = bytes.indexOf("\n"); end >= 0; end = bytes.indexOf("\n", position)) {
      const line = parseLine(bytes.subarray(position, end));
      if (!line) break;
      position = end + 1;
      for (const change of line.changes) state = play(state, change);
      ledger.push(...line.ledger);
    }
    if (state === undefined) throw new DataFolderUnusable(`${path} is damaged: move it away to begin anew`);
    return { ...state, ledger: { sequence: ledger.at(-1)?.sequence ?? 0, entries: ledger } };
  }

  /** Begins with the state as it is. @param state gives the account; called whenever something may have changed. */
  static begin(folder: string, state: () => unknown, onError: (error: unknown) => void): AccountJournal {
    return new AccountJournal(folder, state, onError);
  }

  /** Resolves when everything that has happened so far is on disk. */
  whenKept(): Promise<void> {
    this.#next ??= this.#current
      .catch(() => undefined)
      .then(() => {
        this.#next = undefined;
        this.#current = this.#write();
        return this.#current;
      });
    return this.#next;
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.whenKept().catch(this.#onError);
    closeSync(this.#file);
  }

  async #write(): Promise<void> {
    const { ledger, ...state } = this.#state();
    const now = written(state);
    const line = { changes: changes(this.#written, now), ledger: newLines(ledger, this.#sequence) };
    if (line.changes.length === 0 && line.ledger.length === 0) return;
    if (this.#bytes > this.#compactAt) {
      const old = this.#file;
      this.#file = this.#begin();
      closeSync(old);
      return;
    }
    const text = Buffer.from(checked(JSON.stringify(line satisfies JournalLine)));
    try {
      for (let done = 0; done < text.length;)
        done += (await writeTo(this.#file, text, done, text.length - done, null)).bytesWritten;
      await sync(this.#file);
    } catch (error) {
      ftruncateSync(this.#file, this.#bytes);
      throw error;
    }
    this.#bytes += text.length;
    this.#written = now;
    this.#sequence = ledger.sequence;
  }

  /** A fresh file with everything, renamed over the old one once it is whole on disk. @returns it, open. */
  #begin(): number {
    const { ledger, ...state } = this.#state();
    const now = written(state);
    const text = Buffer.from(checked(JSON.stringify({ changes: changes(undefined, now), ledger: ledger.entries } satisfies JournalLine))); // prettier-ignore
    const beside = openSync(`${this.#path}.new`, "w", 0o600);
    try {
      writeFileSync(beside, text);
      fsyncSync(beside);
    } finally {
      closeSync(beside);
    }
    renameSync(`${this.#path}.new`, this.#path);
    const file = openSync(this.#path, "a");
    this.#bytes = text.length;
    this.#compactAt = Math.max(COMPACT_AFTER_BYTES, 4 * this.#bytes);
    this.#written = now;
    this.#sequence = ledger.sequence;
    return file;
  }
}

/** Sequence numbers have no gaps. */
function newLines({ sequence, entries }: SavedAccount["ledger"], after: number): readonly LedgerLine[] {
  return sequence === after ? [] : entries.slice(Math.max(0, entries.length - (sequence - after)));
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
