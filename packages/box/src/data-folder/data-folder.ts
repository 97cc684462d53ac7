import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FolderLocked, lockFile } from "./folder-lock.ts";
import { makeFolder } from "./make-folder.ts";

/** A `--data` folder that cannot be used. */
export class DataFolderUnusable extends Error {
  readonly code = "DATA_FOLDER_UNUSABLE";
}

/** Ports that clients of an earlier start still have in their files. */
export interface KeptPorts {
  readonly kubernetes: number;
  readonly aws: number;
  readonly control: number;
}

/** Raised whenever a file of the folder is read otherwise than before. */
const FORMAT = 2;
const FORMAT_FILE = "format.json";
const LOCK_FILE = "lock";
const CODES: Readonly<Record<string, string>> = {
  ENOTDIR: "is a file, or lies below one",
  EACCES: "may not be written by this user",
  EPERM: "may not be written by this user",
  EROFS: "lies on a file system that is read-only",
  ENOENT: "cannot be made there",
  ENOSPC: "has no space left",
};

/** What a box keeps across starts, beside the objects of its cluster. One process at a time may have it open. */
export class DataFolder {
  readonly path: string;
  readonly #unlock: () => void;

  private constructor(path: string, unlock: () => void) {
    this.path = path;
    this.#unlock = unlock;
  }

  /** @throws DataFolderUnusable */
  static open(path: string): DataFolder {
    let unlock: () => void;
    try {
      makeFolder(path);
      unlock = lockFile(join(path, LOCK_FILE));
    } catch (error) {
      throw new DataFolderUnusable(`--data ${path} ${reason(error)}`);
    }
    const folder = new DataFolder(path, unlock);
    try {
      folder.#checkFormat();
    } catch (error) {
      unlock();
      throw error;
    }
    return folder;
  }

  /** @throws DataFolderUnusable when the file is there and cannot be understood. */
  read<T>(file: string): T | undefined {
    let text: string;
    try {
      text = readFileSync(join(this.path, file), "utf8");
    } catch {
      return undefined;
    }
    try {
      return JSON.parse(text) as T;
    } catch {
      throw new DataFolderUnusable(`${join(this.path, file)} is damaged: move it away to begin anew`);
    }
  }

  /** In one step: a reader finds the old content or the new. */
  write(file: string, value: unknown): void {
    const path = join(this.path, file);
    writeFileSync(`${path}.new`, JSON.stringify(value), { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }

  close(): void {
    this.#unlock();
  }

  #checkFormat(): void {
    const found = this.read<{ readonly format?: unknown }>(FORMAT_FILE)?.format;
    if (found === FORMAT) return;
    if (found === undefined && readdirSync(this.path).every((name) => name === LOCK_FILE))
      return this.write(FORMAT_FILE, { format: FORMAT });
    const what = found === undefined ? "was not made by a box of this version" : `has format ${JSON.stringify(found)}`;
    throw new DataFolderUnusable(
      `--data ${this.path} ${what}; this version of Inlay reads format ${FORMAT}: choose an empty folder, or start the version that made it`,
    );
  }
}

function reason(error: unknown): string {
  if (error instanceof FolderLocked)
    return `is used by another box (process ${error.pid}): stop that one, or choose another folder`;
  const { code = "", message } = error as NodeJS.ErrnoException;
  return `${CODES[code] ?? `cannot be used (${message})`}: choose another folder`;
}
