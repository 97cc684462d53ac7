import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { isSameProcess, processStart } from "../run-folder/process-identity.ts";

interface Holder {
  readonly pid: number;
  /** Tells this process from a later one with the same pid. */
  readonly processStart: string;
}

/** A folder that another living process uses. */
export class FolderLocked extends Error {
  readonly code = "FOLDER_LOCKED";
  readonly pid: number;

  constructor(path: string, pid: number) {
    super(`${path} is held by process ${pid}`);
    this.pid = pid;
  }
}

/**
 * Takes the lock file for this process. One that a dead process has left is taken over.
 *
 * @returns what gives it back.
 * @throws FolderLocked, or the file system's error.
 */
export function lockFile(path: string): () => void {
  const own: Holder = { pid: process.pid, processStart: processStart(process.pid) ?? "" };
  const text = JSON.stringify(own);
  for (;;) {
    try {
      writeFileSync(path, text, { flag: "wx", mode: 0o600 });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = read(path);
    if (holder && isSameProcess(holder.pid, holder.processStart)) throw new FolderLocked(path, holder.pid);
    rmSync(path, { force: true });
  }
}

function read(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}
